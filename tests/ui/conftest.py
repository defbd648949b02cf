"""A real browser, whose pages may load nothing from elsewhere, and may not complain."""

import shutil
from pathlib import Path

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: make install-dev")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
BUILD = Path(__file__).parents[2] / "build"
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--no-first-run"),
)
PROBLEMS = """
window.violations = [];
document.addEventListener("securitypolicyviolation", event => {
  window.violations.push(`${event.violatedDirective}: ${event.blockedURI}`);
});
"""
browser_only = [
    pytest.mark.ui,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine: apt-get install chromium"),
]


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture
def settings():
    """What the browser is told of the person before it; modules say it in their own way."""
    return {}


@pytest.fixture
def page(browser, shop, settings):
    """A page that may load nothing from elsewhere, and that fails the test when it complains or tries to."""
    complaints: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 900}, **settings)
    context.add_init_script(PROBLEMS)
    tab = context.new_page()

    def decide(route):
        if route.request.url.startswith((shop.url, "data:", "blob:")):
            return route.continue_()
        complaints.append(f"asked for {route.request.url}")
        return route.abort()

    context.route("**/*", decide)
    tab.on("console", lambda line: complaints.append(line.text) if line.type in ("error", "warning") else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    yield tab
    complaints += tab.evaluate("window.violations")
    context.close()
    assert complaints == []


def shot(page, name, **options):
    """Keep a picture for people to look at."""
    BUILD.mkdir(exist_ok=True)
    page.screenshot(path=BUILD / f"{name}.png", **options)

"""Pages for people: they load nothing from elsewhere, and every problem is explained."""

import re

import pytest

from bookstore.api import errors
from bookstore.api.problems import PROBLEMS
from bookstore.ops import unparsed
from tests.conftest import problem
from tests.test_architecture import FILES

STRICT = ("default-src 'none'", "script-src 'self'", "base-uri 'none'", "frame-ancestors 'none'")
PAGES = ("/", "/problems", "/api/v1/docs", "/api/v2/docs", "/api/v1/redoc", "/api/v2/redoc")


@pytest.fixture
def backend():
    """Pages are the same on every database: one is enough."""
    return "sqlite"


def test_pages_have_a_strict_policy(anonymous):
    for path in (*PAGES, "/problems/not-found"):
        response = anonymous.get(path)
        directives = response.headers["Content-Security-Policy"].split("; ")
        assert (response.status_code, response.mimetype) == (200, "text/html")
        assert set(STRICT) <= set(directives)
        assert "unsafe-eval" not in str(directives)
        assert not any("unsafe-inline" in name for name in directives if not name.startswith("style-src"))
        assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_pages_hold_no_inline_scripts_and_load_nothing_from_elsewhere(anonymous):
    for path in PAGES:
        html = anonymous.get(path).get_data(as_text=True)
        assert not re.search(r"<script(?![^>]*\bsrc=)", html), path
        assert not re.search(r"""(?:src|<link[^>]*href)=["'](?:https?:)?//""", html), path
        assert not re.search(r"\son[a-z]+=", html), path


def test_all_that_pages_load_is_there(anonymous):
    for path in PAGES:
        html = anonymous.get(path).get_data(as_text=True)
        for url in re.findall(r"""(?:<script[^>]*src|<link[^>]*href)=["']([^"']+)""", html):
            asset = anonymous.get(url)
            assert (asset.status_code, len(asset.data) > 0) == (200, True), (path, url)
            asset.close()


def test_the_first_page_leads_to_everything(anonymous):
    html = anonymous.get("/").get_data(as_text=True)
    for path in ("/api/v1/docs", "/api/v2/docs", "/readyz", "/problems"):
        assert f'href="{path}"' in html
        assert anonymous.get(path).status_code == 200


def test_every_problem_has_its_page(anonymous):
    listed = anonymous.get("/problems").get_data(as_text=True)
    for slug, kind in PROBLEMS.items():
        html = anonymous.get(f"/problems/{slug}").get_data(as_text=True)
        assert str(kind.status) in html
        assert slug in listed
    problem(anonymous.get("/problems/nothing"), 404, "not-found")
    problem(anonymous.get("/problems/<script>"), 404, "not-found")


def test_every_problem_that_the_code_names_is_explained():
    sources = "".join(path.read_text() for path in FILES)
    named = set(re.findall(r"""\b(?:Refused|respond)\(\s*["']([a-z-]+)["']""", sources))
    assert {"not-found", "malformed-json"} <= named
    assert named | set(errors.SLUGS.values()) | set(unparsed.SLUGS.values()) <= PROBLEMS.keys()


def test_each_version_has_its_document(anonymous):
    for version in ("1", "2"):
        response = anonymous.get(f"/api/v{version}/openapi.json")
        document = response.get_json()
        assert (document["openapi"], document["info"]["version"]) == ("3.1.0", f"{version}.0")
        again = anonymous.get(f"/api/v{version}/openapi.json", headers={"If-None-Match": response.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_assets_do_not_lead_elsewhere(anonymous):
    for path in ("/assets/../__init__.py", "/assets/%2e%2e/__init__.py", "/assets/nothing.js"):
        problem(anonymous.get(path), 404, "not-found")

"""The page of usage in a real browser: drawn under its policy, light and dark, without a script."""

import random
import shutil
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from bookstore import create_app
from bookstore.extensions import db
from bookstore.services import users
from bookstore.values.usage import Asked, Client
from config import testing
from tests import live
from tests.ui.conftest import browser_only, shot

pytestmark = browser_only
BOOKS = "/api/v2/books"
TRAFFIC = (
    *(Asked(BOOKS, "2", "GET", Client(0, 0, f"203.0.113.{number}")) for number in (5, 9, 17)),
    *(Asked(f"{BOOKS}/{{book_id}}", "2", "GET", Client(0, 0, f"203.0.113.{number}")) for number in (5, 9)),
    Asked("/api/v1/books", "1", "GET", Client(0, 0, "198.51.100.7")),
    Asked("/api/v2/auth/token", "2", "POST", Client(0, 0, "203.0.113.9")),
    Asked("unknown", "", "GET", Client(0, 0, "198.51.100.66")),
)


@pytest.fixture(scope="module")
def shop(sqlite_template, tmp_path_factory):
    """A running bookstore with an administrator, a day of requests that it remembers, and limits."""
    folder = tmp_path_factory.mktemp("usage")
    shutil.copy(sqlite_template, folder / "ui.db")
    url = f"sqlite:///{folder / 'ui.db'}"
    _remember(url)
    limits = {"RATELIMIT_ENABLED": "1", "RATELIMIT_SEARCH": "20/minute", "USAGE_INTERVAL": "0.2"}
    with live.bookstore(url, folder, workers=2, **limits) as bookstore:
        yield bookstore


def _remember(url):
    """Requests of the last day: more of them by day than by night."""
    app = create_app(testing(SQLALCHEMY_DATABASE_URI=url))
    for hours in range(23, 0, -1):
        moment = datetime.now(UTC) - timedelta(hours=hours)
        with time_machine.travel(moment, tick=False):
            _count(app.extensions["usage"], random.Random(hours), 60 + 20 * (12 - abs(12 - moment.hour)))
    assert app.extensions["usage"].flush()
    with app.app_context():
        users.create("ada", live.PASSWORD, role="admin")
        db.engine.dispose()


def _count(recorder, chance, number):
    for asked in chance.choices(TRAFFIC, (30, 20, 10, 25, 15, 8, 3, 4), k=number):
        (status,) = chance.choices((200, 304, 429, 500), (80, 12, 3, 0.3))
        if asked.endpoint == "unknown":
            status = 404
        seconds, outcome = chance.lognormvariate(-6, 0.8), chance.choice(("hit", "hit", "hit", "miss", ""))
        recorder.record(asked, status=status, seconds=seconds, cache=outcome)


@pytest.fixture(params=["light", "dark"])
def settings(request):
    ada = {"username": "ada", "password": live.PASSWORD, "send": "always"}
    return {"http_credentials": ada, "color_scheme": request.param}


def test_the_page_shows_what_was_asked_for(page, shop, settings):
    found = [page.request.get(f"{shop.url}{BOOKS}?q=momo&page={number % 5 + 1}").status for number in range(30)]
    assert 429 in found
    page.wait_for_timeout(600)
    page.goto(f"{shop.url}/admin/usage")
    page.get_by_role("heading", name="Usage", exact=True).wait_for()
    told = page.request.get(f"{shop.url}/api/v2/usage").json()
    assert int(page.locator("#requests").inner_text().replace(",", "")) in range(1000, told["totals"]["requests"] + 1)
    assert page.locator("svg.chart g").count() == 24
    drawn = page.locator("svg.chart rect.k2xx").last.bounding_box()
    assert (drawn["height"] > 0, drawn["width"] > 10) == (True, True)
    assert page.locator("#limited").get_by_text("ada").is_visible()
    shot(page, f"usage-{settings['color_scheme']}", full_page=True)
    page.get_by_role("link", name="Hour").click()
    assert page.locator("svg.chart g").count() == 12
    shot(page, f"usage-hour-{settings['color_scheme']}")


def test_it_fits_a_telephone(page, shop):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{shop.url}/admin/usage")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    shot(page, "usage-telephone")

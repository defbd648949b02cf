"""Counts are kept in the background: no request waits for it, fails with it, or is lost by it."""

import os
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import text

from bookstore.extensions import db
from bookstore.ops import counters, tally
from bookstore.ops.gathering import Gatherer
from bookstore.values.usage import Asked, Client
from tests import live
from tests.conftest import logged_in, sqlite_first

BOOKS = "/api/v2/books"
ASKED = Asked(BOOKS, "2", "GET", Client(0, 0, "203.0.113.1"))

SUMS = """
SELECT coalesce(sum(CASE WHEN user_id < 0 THEN 0 ELSE {name} END), 0),
    coalesce(sum(CASE WHEN user_id < 0 THEN {name} ELSE 0 END), 0) FROM usage
"""


@pytest.fixture
def recorder(app):
    """What counts the requests of the application."""
    return app.extensions["usage"]


@pytest.fixture
def statement(app):
    """Runs a statement: its rows, if it has any."""

    def run(sql):
        with app.app_context(), db.engine.begin() as connection:
            found = connection.execute(text(sql))
            return found.all() if found.returns_rows else None

    return run


def kept(statement, name="requests"):
    """How many are in the database."""
    ((apart, of_all),) = statement(SUMS.format(name=name))
    assert apart == of_all
    return apart


def test_requests_run_no_statement_for_it(anonymous, recorder, count_queries, statement):
    with count_queries() as statements:
        anonymous.get(BOOKS)
    assert not [sql for sql in statements if "usage" in sql]
    assert (kept(statement), recorder.flush(), kept(statement)) == (0, True, 1)
    with count_queries() as statements:
        assert recorder.flush()
    assert statements == [], "nothing to keep"


def test_a_thread_keeps_them_by_itself(make_app, statement):
    app = make_app(USAGE_INTERVAL=0.05)
    for _ in range(7):
        app.test_client().get(BOOKS)
    deadline = time.monotonic() + 10
    while kept(statement) < 7 and time.monotonic() < deadline:
        time.sleep(0.02)
    app.extensions["usage"].finish()
    assert kept(statement) == 7


def test_a_process_that_ends_at_once_keeps_what_it_has_just_answered(make_app, statement, monkeypatch):
    monkeypatch.setattr(Gatherer, "wake", lambda _: None)
    app = make_app(USAGE_INTERVAL=600, TESTING=False)
    app.test_client().get(BOOKS)
    app.extensions["usage"].finish()
    assert kept(statement) == 1


def test_what_could_not_be_kept_is_kept_later(anonymous, recorder, statement):
    statement("ALTER TABLE usage RENAME TO away")
    for _ in range(3):
        assert anonymous.get(BOOKS).status_code == 200
    assert [recorder.flush(), recorder.flush()] == [False, False]
    anonymous.get(BOOKS)
    statement("ALTER TABLE away RENAME TO usage")
    assert (recorder.flush(), kept(statement)) == (True, 4)


def test_what_waits_is_bounded_and_what_is_lost_is_told(recorder, statement, monkeypatch):
    monkeypatch.setattr(tally, "CAPACITY", 10)
    before = counters.REGISTRY.get_sample_value("bookstore_usage_requests_lost_total")
    for number in range(15):
        recorder.record(ASKED._replace(endpoint=f"/{number}"), status=200, seconds=0.1)
    statement("ALTER TABLE usage RENAME TO away")
    assert not recorder.flush()
    statement("ALTER TABLE away RENAME TO usage")
    assert (recorder.flush(), kept(statement)) == (True, 10)
    assert counters.REGISTRY.get_sample_value("bookstore_usage_requests_lost_total") - before == 5


def test_who_can_not_tidy_leaves_it_to_the_next(recorder, statement):
    statement("ALTER TABLE usage RENAME TO away")
    recorder.tidy()
    statement("ALTER TABLE away RENAME TO usage")


def test_a_forked_process_does_not_keep_what_its_parent_counted(recorder, statement):
    recorder.record(ASKED, status=200, seconds=0.1)
    child = os.fork()
    if child == 0:
        os._exit(len(recorder._tally.take()))
    assert os.waitpid(child, 0)[1] == 0
    assert (recorder.flush(), kept(statement)) == (True, 1)


def test_many_threads_lose_nothing(recorder, statement):
    def count(_):
        for _ in range(500):
            recorder.record(ASKED, status=200, seconds=0.1)
        return recorder.flush()

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(count, range(8)))
    assert kept(statement) == kept(statement, "within_6") == 4000


def test_what_grows_old_is_added_up_by_hours_and_then_dropped(recorder, statement, make_app):
    start = datetime.now(UTC).replace(minute=0, second=0) - timedelta(days=3)
    for minutes in (0, 5, 20, 55, 60, -27 * 24 * 60 - 60, -26 * 24 * 60):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            recorder.record(ASKED, status=200, seconds=minutes / 100 + 500)
    recorder.record(ASKED, status=200, seconds=0.1)
    assert (recorder.flush(), kept(statement)) == (True, 8)
    recorder.tidy()
    recorder.tidy()
    hours = statement("SELECT bucket, requests, slowest FROM usage WHERE requests > 1 AND user_id = 0")
    assert hours == [(int(start.timestamp()), 4, 500_550_000)]
    assert (kept(statement), kept(statement, "within_13")) == (7, 6)
    make_app(USAGE_DAYS=1).extensions["usage"].tidy()
    assert kept(statement) == 1


def ask(url):
    """A request on a connection of its own, so that any worker may answer."""
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310  (our own server)
        return answer.status


@sqlite_first
def test_workers_add_up_and_keep_their_last_counts(database_url, tmp_path, make_app):
    serving = live.bookstore(database_url, tmp_path, workers=2, USAGE_INTERVAL="600")
    with serving as server, ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, [f"{server.url}{BOOKS}?page_size=1"] * 60))
    found = logged_in(make_app(), "ada", "admin").get("/api/v2/usage").get_json()
    assert [(row["endpoint"], row["requests"]) for row in found["endpoints"]] == [(BOOKS, 60)]
    assert "Traceback" not in (tmp_path / "server.log").read_text()

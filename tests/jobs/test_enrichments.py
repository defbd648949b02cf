"""Enrichments behind the scenes: what a worker fills in, and how far it got."""

import pytest

from bookstore.jobs.worker import work_off
from tests.cli.conftest import commands_of
from tests.factories import a_book, an_isbn
from tests.providers import Reply


@pytest.fixture
def app(make_app, library):
    """The application, which asks the local server."""
    return make_app(**library.settings)


@pytest.fixture
def enrich(app, shown):
    """Has gaps filled by a worker, and gives what the API shows of the job."""

    def enrich(*options):
        said = commands_of(app)("catalog", "enrich", "--background", *options)
        assert said.exit_code == 0, said.output
        work_off(app)
        return shown(int(said.output.split()[1]))

    return enrich


def test_a_worker_fills_gaps(enrich, staff, anonymous):
    books = [a_book(staff, isbn=an_isbn()) for _ in range(3)]
    job = enrich("--limit", 2)
    assert (job["state"], job["progress"], job["kind"]) == ("succeeded", {"done": 2, "total": 2}, "enrichment")
    assert {name: job["result"][name] for name in ("books", "found", "filled", "unanswered")} == {
        "books": 2,
        "found": 2,
        "filled": 2,
        "unanswered": 0,
    }
    assert job["result"]["values"]["description"] == 2
    assert [anonymous.get(f"/api/v2/books/{book['id']}").get_json()["pages"] for book in books] == [96, 96, None]


def test_a_worker_that_can_ask_nobody_says_so(enrich, staff, library):
    for _ in range(6):
        a_book(staff, isbn=an_isbn())
    library.say(Reply(403, {}))
    job = enrich()
    assert (job["state"], job["errors"][0]["detail"].split(":")[0]) == ("failed", "Nobody can be asked now")
    assert job["result"]["unanswered"] == 5


def test_a_dry_run_is_not_for_the_background(app):
    assert commands_of(app)("catalog", "enrich", "--background", "--dry-run").exit_code == 2

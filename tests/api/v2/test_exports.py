"""Whole lists as files: filtered, in order, from one moment, and given up with whoever asked for them."""

import csv
import io
import json

import pytest

from bookstore.api import exporting
from bookstore.extensions import db
from bookstore.settings.rates import rate_limits
from tests.conftest import problem
from tests.factories import a_book, an_author

BOOKS = "/api/v2/books"
MANY = 1500
"""More than are read at once."""


@pytest.fixture
def shop(app):
    """Of many books."""
    assert app.test_cli_runner().invoke(args=["seed", "--books", str(MANY)]).exit_code == 0


def titles(response):
    """The titles in a CSV file."""
    return [row["title"] for row in csv.DictReader(io.StringIO(response.get_data(as_text=True)))]


def connections(app):
    """How many connections are in use."""
    with app.app_context():
        return db.engine.pool.checkedout()


def test_a_file_is_the_whole_list_in_its_order(anonymous, staff):
    for number in range(25):
        a_book(staff, title=f"Book {number:02}", stock=number % 2)
    found = anonymous.get(f"{BOOKS}?format=csv&sort=-title&in_stock=true")
    assert titles(found) == [f"Book {number:02}" for number in range(23, 0, -2)]
    assert found.headers["Content-Disposition"] == 'attachment; filename="books.csv"'
    assert titles(anonymous.get(f"{BOOKS}?format=csv&q=07")) == ["Book 07"]


@pytest.mark.parametrize("query", ["page=2&page_size=10", "limit=10&offset=10", "cursor=&page_size=10", "per_page=10"])
def test_a_page_of_it_is_a_page(anonymous, staff, query):
    for _ in range(25):
        a_book(staff)
    found = anonymous.get(f"{BOOKS}?format=ndjson&{query}")
    listed = anonymous.get(f"{BOOKS}?{query}")
    things = [json.loads(line) for line in found.text.splitlines()]
    assert [thing["id"] for thing in things] == [thing["id"] for thing in listed.get_json()["results"]]
    assert "rel=" in found.headers["Link"]


def test_an_empty_file_and_one_that_belongs_to_nobody(anonymous, staff):
    assert titles(anonymous.get(f"{BOOKS}?format=csv&q=nothing")) == []
    author = an_author(staff)
    assert titles(anonymous.get(f"/api/v2/authors/{author['id']}/books?format=csv")) == []
    problem(anonymous.get("/api/v2/authors/999999/books?format=csv"), 404)


def test_a_file_shows_one_moment(app, anonymous, staff, shop):
    with anonymous.get(f"{BOOKS}?format=ndjson&sort=id", buffered=False) as found:
        pieces = found.iter_encoded()
        begun = next(pieces) + next(pieces)
        staff.patch(f"{BOOKS}/{MANY}", json={"title": "Changed meanwhile"})
        a_book(staff, title="Added meanwhile")
        told = (begun + b"".join(pieces)).decode()
    assert len(told.splitlines()) == MANY
    assert "meanwhile" not in told
    assert "Changed meanwhile" in anonymous.get(f"{BOOKS}?format=ndjson").text


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_whoever_goes_away_gives_everything_back(app, anonymous, shop, coding):
    for _ in range(2 * exporting.AT_ONCE):
        response = anonymous.get(f"{BOOKS}?format=csv", headers={"Accept-Encoding": coding}, buffered=False)
        next(response.iter_encoded())
        assert connections(app) == 1
        response.close()
        assert connections(app) == 0
    assert response.headers.get("Content-Encoding", "identity") == coding


def test_heads_and_those_who_have_it_read_nothing(app, anonymous, shop):
    head = anonymous.head(f"{BOOKS}?format=csv")
    tag, length = head.headers["ETag"], head.headers.get("Content-Length")
    assert length is None, "nobody knows it before all is written"
    assert anonymous.get(f"{BOOKS}?format=csv", headers={"If-None-Match": tag}).status_code == 304
    problem(anonymous.get(f"{BOOKS}?format=csv", headers={"If-Match": '"other"'}), 412)
    assert connections(app) == 0


def test_few_files_are_made_at_once(anonymous, shop):
    asked = [anonymous.get(f"{BOOKS}?format=csv", buffered=False) for _ in range(exporting.AT_ONCE + 1)]
    assert [one.status_code for one in asked] == [200] * exporting.AT_ONCE + [503]
    assert asked[-1].headers["Retry-After"]
    for one in asked:
        one.close()
    assert anonymous.get(f"{BOOKS}?format=csv").status_code == 200


def test_a_whole_file_counts_as_such_and_a_page_of_it_as_any(make_app):
    rates = rate_limits({"RATELIMIT_EXPORT": "2/hour"})
    client = make_app(RATELIMIT_ENABLED=True, RATELIMITS=rates).test_client()
    wanted = [client.get(BOOKS, headers={"Accept": "text/csv"}).status_code for _ in range(3)]
    assert wanted == [200, 200, 429]
    assert problem(client.get(f"{BOOKS}?format=onix"), 429)["policy"] == "export-hour"
    for url in (BOOKS, f"{BOOKS}?format=csv&page=1", f"{BOOKS}?format=html", f"{BOOKS}?format=hardback"):
        assert client.get(url).status_code == 200


def test_files_are_not_kept(make_app, staff):
    a_book(staff)
    app = make_app()
    for _ in range(2):
        app.test_client().get(f"{BOOKS}?format=csv")
        app.test_client().get(BOOKS, headers={"Accept": "text/csv"})
        app.test_client().get(f"{BOOKS}/1?format=html")
    assert len(app.extensions["answers"].near) == 0

"""The database keeps the rules of the catalogue even from those who write it without the API."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DataError, IntegrityError

from bookstore.extensions import db
from tests.factories import a_book, a_category, a_magazine, a_publisher, an_author

INSERT = """
INSERT INTO products (kind, title, title_sort, stock, created_at, updated_at, version, isbn, issn, issue)
SELECT :kind, title, title_sort, 0, created_at, updated_at, 1, :isbn, :issn, :issue FROM products WHERE id = :id
"""
UPDATE = "UPDATE products SET "
NONSENSE = (
    "stock = -1",
    "price_thousandths = -1, price_currency = 'EUR'",
    "price_thousandths = 1",
    "price_currency = 'EUR'",
    "year = 2101",
    "year = -5001",
    "pages = 0",
    "isbn = '123'",
    "kind = 'film'",
    "kind = 'magazine', pages = 1",
    "issue = '1'",
    "frequency = 'weekly'",
    "issn = '0028-0836'",
    "publisher_id = 999",
    "title = NULL",
    "stock = NULL",
)


@pytest.fixture
def run(app):
    """Runs SQL in a transaction of its own."""

    def execute(statement, **values):
        with app.app_context(), db.engine.begin() as connection:
            return connection.execute(text(statement), values).rowcount

    return execute


def refuses(run, statement, **values):
    """The database says that this breaks a constraint, or is no value of the column."""
    with pytest.raises((IntegrityError, DataError)):
        run(statement, **values)


def test_a_book_that_makes_no_sense_is_refused(run, staff, anonymous):
    book = a_book(staff, isbn="9780060883287", pages=5)
    for broken in NONSENSE:
        refuses(run, UPDATE + broken)
    assert anonymous.get(f"/api/v2/books/{book['id']}").get_json() == book
    assert run(UPDATE + "stock = 1, year = -5000, price_thousandths = 0, price_currency = 'EUR'") == 1


def test_a_number_is_given_once(run, staff):
    book = a_book(staff, isbn="9780060883287")["id"]
    a_magazine(staff, issn="0028-0836", issue="1"), a_magazine(staff, issn="2434-561X")
    nothing = {"id": book, "kind": "magazine", "isbn": None, "issn": None, "issue": None}
    refuses(run, INSERT, **nothing | {"kind": "book", "isbn": "9780060883287"})
    refuses(run, INSERT, **nothing | {"issn": "0028-0836", "issue": "1"})
    refuses(run, INSERT, **nothing | {"issn": "2434-561X"})
    for allowed in ({"kind": "book", "isbn": "9791090636071"}, {"issn": "0028-0836", "issue": "2"}, {}):
        assert run(INSERT, **nothing | allowed) == 1


def test_who_signs_a_book_exists_and_stays(run, staff, anonymous):
    author, other = an_author(staff)["id"], an_author(staff)["id"]
    book = a_book(staff, authors=[{"id": author}])["id"]
    sign = "INSERT INTO authorships (product_id, position, author_id) VALUES (:book, :place, :author)"
    for values in ((book, 1, 999), (999, 1, author), (book, 0, other), (book, 1, author)):
        refuses(run, sign, **dict(zip(("book", "place", "author"), values, strict=True)))
    refuses(run, "DELETE FROM authors WHERE id = :id", id=author)
    assert run(sign, book=book, place=1, author=other) == 1
    assert run("DELETE FROM products WHERE id = :id", id=book) == 1
    assert run("DELETE FROM authors WHERE id = :id", id=author) == 1


def test_what_a_thing_belongs_to_stays(run, staff):
    house, shelf = a_publisher(staff, name="P")["id"], a_category(staff, name="C")
    a_book(staff, publisher={"id": house}, categories=[{"slug": shelf["slug"]}])
    refuses(run, "DELETE FROM publishers WHERE id = :id", id=house)
    refuses(run, "DELETE FROM categories WHERE slug = :slug", slug="c")
    a_publisher(staff, name="Q"), a_category(staff, name="D")
    refuses(run, "UPDATE publishers SET name_key = 'p' WHERE name_key = 'q'")
    refuses(run, "UPDATE categories SET slug = 'c' WHERE slug = 'd'")
    refuses(run, "UPDATE users SET role = 'owner'")


def test_what_is_deleted_beside_the_api_is_not_found_by_search(run, staff, anonymous):
    gone, kept = (a_book(staff, title="Ghost")["id"] for _ in range(2))
    assert run("DELETE FROM products WHERE id = :id", id=gone) == 1
    assert [book["id"] for book in anonymous.get("/api/v2/books?q=ghost").get_json()["results"]] == [kept]
    assert a_book(staff, title="Ghost")["id"] > kept

"""Books that are made of what others say of an ISBN."""

import pytest

from tests.conftest import problem
from tests.factories import a_book, a_category
from tests.providers import Reply

URL = "/api/v2/books/from-isbn"
ISBN = "9780140328721"


@pytest.fixture
def app(make_app, library):
    """The application, which asks the local server."""
    return make_app(**library.settings)


def test_a_book_is_made_of_what_others_tell(staff, anonymous):
    a_category(staff, name="Animals")
    own = {"price": {"amount": "7.99", "currency": "GBP"}, "stock": 3, "categories": [{"slug": "animals"}]}
    made = staff.post(URL, json={"isbn": "0-14-032872-6", **own})
    assert made.status_code == 201, made.text
    book = made.get_json()
    assert made.headers["Location"] == f"/api/v2/books/{book['id']}"
    assert anonymous.get(made.headers["Location"]).get_json() == book
    assert (book["isbn"], book["title"], book["year"], book["pages"]) == (ISBN, "Fantastic Mr. Fox", 1988, 96)
    assert ([author["name"] for author in book["authors"]], book["publisher"]["name"]) == (["Roald Dahl"], "Puffin")
    assert (book["price"], book["stock"], book["categories"][0]["slug"]) == (own["price"], 3, "animals")
    assert anonymous.get("/api/v2/books?q=fantastic").get_json()["count"] == 1


def test_a_book_that_is_there_is_named_and_nobody_asked(staff, library):
    there = a_book(staff, isbn=ISBN)
    body = problem(staff.post(URL, json={"isbn": ISBN}), 409, "conflict")
    assert (body["detail"], body["errors"][0]["pointer"]) == (f"Book {there['id']} has the ISBN {ISBN}.", "/isbn")
    assert library.asked == []


def test_no_book_is_made_where_nobody_knows_it(staff, anonymous, library):
    library.know_nothing()
    problem(staff.post(URL, json={"isbn": ISBN}), 404, "not-found")
    library.say(Reply(500))
    problem(staff.post(URL, json={"isbn": "9780060883287"}), 502, "lookup-failed")
    assert anonymous.get("/api/v2/books").get_json()["count"] == 0


def test_only_staff_makes_books(customer, anonymous, library):
    problem(customer.post(URL, json={"isbn": ISBN}), 403)
    problem(anonymous.post(URL, json={"isbn": ISBN}), 401)
    assert library.asked == []


def test_what_others_tell_is_not_given(staff, library):
    for body, place in (
        ({"isbn": ISBN, "title": "Mine"}, "/title"),
        ({"isbn": "9780140328722"}, "/isbn"),
        ({"isbn": None}, "/isbn"),
        ({}, "/isbn"),
        ({"isbn": ISBN, "stock": -1}, "/stock"),
    ):
        assert problem(staff.post(URL, json=body), 422, "invalid")["errors"][0]["pointer"] == place
    assert library.asked == []


def test_a_category_that_there_is_not_is_refused(staff, anonymous):
    body = problem(staff.post(URL, json={"isbn": ISBN, "categories": [{"slug": "nowhere"}]}), 422, "invalid")
    assert body["errors"][0]["pointer"] == "/categories/0/slug"
    assert anonymous.get("/api/v2/authors").get_json()["count"] == 0

"""The line of all authors in version 1: sent back as it is shown it changes nothing, as it was shown it is refused."""

import pytest

from tests.conftest import problem
from tests.factories import a_book, an_author

URL, ISBN = "/api/v1/book", "9780060883287"


@pytest.fixture
def book(staff):
    """A book by A and B."""
    return a_book(staff, isbn=ISBN, authors=[{"name": "A"}, {"name": "B"}])


def put(staff, author, **headers):
    """The answer to a book by this author, or by these."""
    return staff.put(URL, json={"isbn": ISBN, "name": "N", "author": author}, **headers)


def authors(client):
    """The names of the book's authors."""
    shown = client.get(f"/api/v2/books?isbn={ISBN}").get_json()["results"][0]
    return [author["name"] for author in shown["authors"]]


def test_a_line_of_yesterday_makes_no_author(staff, book):
    line = staff.get(f"{URL}/{ISBN}").get_json()["author"]
    names = [{"name": name} for name in "ABC"]
    assert staff.patch(f"/api/v2/books/{book['id']}", json={"authors": names}).status_code == 200
    body = problem(put(staff, line), 409, "conflict")
    assert ("read it again" in body["detail"], body["errors"][0]["pointer"]) == (True, "/author")
    assert authors(staff) == ["A", "B", "C"]
    assert staff.get("/api/v2/authors").get_json()["count"] == 3
    assert put(staff, "A, B, C").status_code == 200


def test_a_line_of_yesterday_is_refused_however_long_it_is(staff, book):
    problem(put(staff, ", ".join("x" * 200 for _ in range(5))), 409, "conflict")
    error = problem(put(staff, "x" * 301), 422, "invalid")["errors"][0]
    assert error["pointer"] == "/author"


def test_a_name_with_a_comma_is_one_that_is_there_or_says_that_it_is_one(staff, book):
    an_author(staff, name="Lindgren, Astrid")
    assert put(staff, "lindgren, astrid").get_json()["author"] == "Lindgren, Astrid"
    problem(put(staff, "Ende, Michael"), 409, "conflict")
    assert put(staff, {"name": "Ende, Michael"}).get_json()["author"] == "Ende, Michael"
    assert staff.post(URL, json={"isbn": "9780807083697", "name": "N", "author": "Le Guin, Ursula"}).status_code == 201


def test_other_names_are_found_or_made_as_ever(staff, book):
    for line, names in (("B", ["B"]), ("C,D", ["C,D"]), (None, []), ("A", ["A"])):
        assert put(staff, line).status_code == 200
        assert authors(staff) == names

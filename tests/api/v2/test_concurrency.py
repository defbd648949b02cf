"""Many at once: one wins where one may, and nothing is lost where all may."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.conftest import problem
from tests.factories import a_book, a_category, a_magazine, a_publisher, an_author, an_isbn, an_issn

THREADS = 8


def at_once(app, staff, calls):
    """The answers to these calls (method, URL, arguments), made by as many threads at the same moment."""
    start = Barrier(len(calls))
    token = staff.environ_base["HTTP_AUTHORIZATION"]

    def run(call):
        method, url, arguments = call
        client = app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = token
        start.wait()
        return client.open(url, method=method, **arguments)

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def statuses(answers):
    """How often each status came."""
    return Counter(answer.status_code for answer in answers)


def test_of_many_writers_with_one_etag_exactly_one_gets_through(app, staff, anonymous):
    for make, kind, field in (
        (a_book, "books", "title"),
        (an_author, "authors", "name"),
        (a_publisher, "publishers", "name"),
    ):
        url = f"/api/v2/{kind}/{make(staff)['id']}"
        seen = {"If-Match": anonymous.get(url).headers["ETag"]}
        calls = [("PUT", url, {"json": {field: f"Writer {n} of {kind}"}, "headers": seen}) for n in range(THREADS)]
        answers = at_once(app, staff, calls)
        assert statuses(answers) == {200: 1, 412: THREADS - 1}
        won = next(answer.get_json() for answer in answers if answer.status_code == 200)
        assert anonymous.get(url).get_json() == won


@pytest.mark.slow
def test_in_each_of_a_hundred_rounds_exactly_one_writer_gets_through(app, staff, anonymous):
    url = f"/api/v2/books/{a_book(staff)['id']}"
    for number in range(100):
        seen = {"If-Match": anonymous.get(url).headers["ETag"]}
        calls = [("PUT", url, {"json": {"title": f"{number} by {n}"}, "headers": seen}) for n in range(THREADS)]
        assert statuses(at_once(app, staff, calls)) == {200: 1, 412: THREADS - 1}


def test_changes_of_different_fields_all_survive(app, staff, anonymous):
    url = f"/api/v2/books/{a_book(staff)['id']}"
    price = {"amount": "1.00", "currency": "EUR"}
    wanted = {"subtitle": "S", "year": 1, "pages": 2, "format": "ebook", "language": "de", "stock": 3, "price": price}
    wanted["description"] = "D"
    answers = at_once(app, staff, [("PATCH", url, {"json": {name: value}}) for name, value in wanted.items()])
    assert statuses(answers) == {200: len(wanted)}
    shown = anonymous.get(url).get_json()
    assert {name: shown[name] for name in wanted} == wanted


def test_an_isbn_is_given_once(app, staff, anonymous):
    isbn = an_isbn()
    answers = at_once(app, staff, [("POST", "/api/v2/books", {"json": {"title": "T", "isbn": isbn}})] * THREADS)
    assert statuses(answers) == {201: 1, 409: THREADS - 1}
    made = next(answer.get_json()["id"] for answer in answers if answer.status_code == 201)
    for answer in answers:
        if answer.status_code == 409:
            assert problem(answer, 409, "conflict")["detail"] == f"Book {made} has the ISBN {isbn}."
    assert anonymous.get("/api/v2/books").get_json()["count"] == 1


def test_an_issue_a_name_and_a_slug_are_given_once(app, staff, anonymous):
    issue = {"title": "T", "issn": an_issn(), "issue": None}
    for kind, values in (("magazines", issue), ("publishers", {"name": "P"}), ("categories", {"name": "C"})):
        answers = at_once(app, staff, [("POST", f"/api/v2/{kind}", {"json": values})] * THREADS)
        assert statuses(answers) == {201: 1, 409: THREADS - 1}, kind
        assert anonymous.get(f"/api/v2/{kind}").get_json()["count"] == 1


def test_a_new_name_makes_one_author_and_one_publisher(app, staff, anonymous):
    values = {"title": "T", "authors": [{"name": "New A"}, {"name": "New B"}], "publisher": {"name": "New P"}}
    turned = values | {"authors": values["authors"][::-1]}
    answers = at_once(
        app, staff, [("POST", "/api/v2/books", {"json": [values, turned][n % 2]}) for n in range(THREADS)]
    )
    assert statuses(answers) == {201: THREADS}
    authors = anonymous.get("/api/v2/authors?sort=name").get_json()["results"]
    assert [(author["name"], author["book_count"]) for author in authors] == [("New A", THREADS), ("New B", THREADS)]
    assert anonymous.get("/api/v2/publishers").get_json()["count"] == 1


def test_a_publisher_who_is_made_while_books_name_them_harms_no_book(app, staff, anonymous):
    for round_ in range(5):
        name = {"name": f"House {round_}"}
        calls = [("POST", "/api/v2/publishers", {"json": name}), ("POST", "/api/v2/authors", {"json": name})]
        book = {"title": "T", "publisher": name, "authors": [name]}
        answers = at_once(app, staff, [*calls, ("POST", "/api/v2/books", {"json": book})] * 3)
        assert statuses(answers[2::3]) == statuses(answers[1::3]) == {201: 3}
        assert {answer.status_code for answer in answers[::3]} <= {201, 409}
        made = {answer.get_json()["publisher"]["id"] for answer in answers[2::3]}
        assert len(made) == 1
        assert anonymous.get(f"/api/v2/books?publisher={made.pop()}").get_json()["count"] == 3


def test_renaming_authors_and_changing_their_books_at_once_harms_nobody(app, staff, anonymous):
    authors = [an_author(staff)["id"] for _ in range(2)]
    pair = [{"id": number} for number in authors]
    books = [f"/api/v2/books/{a_book(staff, authors=pair)['id']}" for _ in range(6)]
    calls = [("PATCH", f"/api/v2/authors/{number}", {"json": {"name": f"Renamed {number}"}}) for number in authors]
    calls += [("PATCH", url, {"json": {"authors": pair[::-1], "stock": 5}}) for url in books]
    assert statuses(at_once(app, staff, calls)) == {200: len(calls)}
    found = anonymous.get("/api/v2/books?q=renamed&in_stock=true").get_json()["results"]
    assert [[author["name"] for author in book["authors"]] for book in found] == [
        [f"Renamed {n}" for n in authors[::-1]]
    ] * 6


def test_a_thing_is_deleted_once(app, staff):
    for make, kind in ((a_book, "books"), (a_magazine, "magazines"), (an_author, "authors")):
        url = f"/api/v2/{kind}/{make(staff)['id']}"
        assert statuses(at_once(app, staff, [("DELETE", url, {})] * THREADS)) == {204: 1, 404: THREADS - 1}


def test_an_author_that_is_deleted_while_a_book_names_them_is_there_or_not_there(app, staff, anonymous):
    for _ in range(3):
        author, shelf = an_author(staff)["id"], a_category(staff)["slug"]
        book = {"title": "T", "authors": [{"id": author}], "categories": [{"slug": shelf}]}
        calls = [("POST", "/api/v2/books", {"json": book})] * 3
        calls += [("DELETE", f"/api/v2/authors/{author}", {}), ("DELETE", f"/api/v2/categories/{shelf}", {})]
        answers = at_once(app, staff, calls)
        assert {answer.status_code for answer in answers} <= {201, 204, 409, 422}
        assert (answers[-2].status_code == 204) == (anonymous.get(f"/api/v2/authors/{author}").status_code == 404)

"""POST /books/batch: each book as if it came alone."""

import pytest

from tests.conftest import problem
from tests.factories import a_book, an_isbn

URL = "/api/v2/books/batch"


def outcome(answer):
    """The statuses of the items."""
    assert answer.status_code == 207, answer.text
    return [result["status"] for result in answer.get_json()["results"]]


def test_books_are_added_with_all_that_a_single_one_may_have(staff):
    items = [{"title": "Momo", "authors": [{"name": "Michael Ende"}], "isbn": an_isbn()}, {"title": "Dune"}]
    answer = staff.post(URL, json={"items": items})
    assert outcome(answer) == [201, 201]
    for result in answer.get_json()["results"]:
        assert staff.get(f"/api/v2/books/{result['book']['id']}").get_json() == result["book"]


def test_one_that_fails_leaves_the_others(staff):
    isbn = an_isbn()
    held = a_book(staff, isbn=an_isbn())
    items = [
        {"title": "First", "isbn": isbn},
        {"title": "Twice", "isbn": isbn},
        {"title": "Held", "isbn": held["isbn"]},
        {"title": 5, "nonsense": 1},
        None,
        {"title": "Nobody's", "authors": [{"id": 987654}]},
        {"title": "Last"},
    ]
    answer = staff.post(URL, json={"items": items})
    assert outcome(answer) == [201, 409, 409, 422, 422, 422, 201]
    results = answer.get_json()["results"]
    assert f"Book {results[0]['book']['id']} has" in results[1]["problem"]["detail"]
    assert {error["pointer"] for error in results[3]["problem"]["errors"]} == {"/items/3/title", "/items/3/nonsense"}
    assert staff.get("/api/v2/books").get_json()["count"] == 3


def test_a_problem_in_a_batch_is_that_of_a_single_request(staff):
    book = {"title": "T", "isbn": a_book(staff, isbn=an_isbn())["isbn"]}
    alone = problem(staff.post("/api/v2/books", json=book), 409)
    (result,) = staff.post(URL, json={"items": [book]}).get_json()["results"]
    assert {name for name in alone if alone[name] != result["problem"][name]} == {"instance", "request_id", "errors"}
    assert (alone["errors"][0]["pointer"], result["problem"]["errors"][0]["pointer"]) == ("/isbn", "/items/0/isbn")


def test_all_pointers_of_a_batch_begin_at_the_request(staff):
    held = a_book(staff, isbn=an_isbn())["isbn"]
    items = [{"title": 5}, {"title": "A", "isbn": held}, {"title": "B", "authors": [{"id": 987654}]}]
    items.append({"title": "C", "categories": [{"slug": "none-such"}]})
    results = staff.post(URL, json={"items": items}).get_json()["results"]
    pointers = [result["problem"]["errors"][0]["pointer"] for result in results]
    assert pointers == ["/items/0/title", "/items/1/isbn", "/items/2/authors/0/id", "/items/3/categories/0/slug"]


@pytest.mark.parametrize("body", [{"items": []}, {"items": [{"title": "T"}] * 101}, {}, {"items": {}}, {"books": []}])
def test_a_batch_holds_one_to_a_hundred(staff, body):
    problem(staff.post(URL, json=body), 422)
    assert staff.get("/api/v2/books").get_json()["count"] == 0


def test_a_hundred_are_added(staff):
    assert outcome(staff.post(URL, json={"items": [{"title": f"T{n}"} for n in range(100)]})) == [201] * 100


def test_a_fault_in_the_middle_costs_its_item_only(staff, monkeypatch):
    from bookstore.services import books  # noqa: PLC0415

    real = books.document
    monkeypatch.setattr(books, "document", lambda book: 1 / 0 if book["title"] == "Bad" else real(book))
    answer = staff.post(URL, json={"items": [{"title": title} for title in ("A", "Bad", "C")]})
    assert outcome(answer) == [201, 500, 201]
    assert "ZeroDivision" not in answer.text


def test_who_may_not_write_the_catalogue_adds_none(customer, anonymous):
    problem(customer.post(URL, json={"items": [{"title": "T"}]}), 403)
    problem(anonymous.post(URL, json={"items": [{"title": "T"}]}), 401)

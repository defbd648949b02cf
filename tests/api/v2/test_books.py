"""Books: what is written is what is read."""

from tests.conftest import problem
from tests.factories import a_book, a_category, an_author, an_isbn


def test_a_new_book_is_shown_where_location_says(staff, anonymous):
    response = staff.post("/api/v2/books", json={"title": "Momo", "authors": [{"name": "Michael Ende"}]})
    assert response.status_code == 201
    shown = anonymous.get(response.headers["Location"])
    assert shown.get_json() == response.get_json()
    assert shown.get_json()["authors"][0]["name"] == "Michael Ende"


def test_a_second_book_with_an_isbn_names_the_first(staff):
    first = a_book(staff, isbn=an_isbn())
    refused = problem(staff.post("/api/v2/books", json={"title": "Other", "isbn": first["isbn"]}), 409, "conflict")
    assert f"Book {first['id']} " in refused["detail"]


def test_a_book_is_one_statement(staff, anonymous, count_queries):
    category = a_category(staff)
    book = a_book(staff, authors=[{"name": "A"}, {"name": "B"}], categories=[{"slug": category["slug"]}])
    with count_queries() as statements:
        assert anonymous.get(f"/api/v2/books/{book['id']}").status_code == 200
    assert len(statements) == 1, statements


def test_authors_keep_the_order_of_the_title_page(staff):
    first, second = an_author(staff), an_author(staff)
    book = a_book(staff, authors=[{"id": second["id"]}, {"id": first["id"]}])
    assert [author["id"] for author in book["authors"]] == [second["id"], first["id"]]

"""Books in version 1: each call of the deck, what it takes and what it refuses."""

import json
from unittest.mock import Mock

import pytest

from bookstore.api import representation
from bookstore.errors import NotFound
from tests.conftest import problem
from tests.factories import NO_CURRENCY, a_book, a_category, an_author, an_isbn, an_issn

ISBN, SPELLING = "9780060883287", "0-06-088328-6"
FIELDS = ["isbn", "name", "author", "category", "year", "price", "stock"]
WHOLE = {
    "isbn": SPELLING,
    "name": "One Hundred Years of Solitude",
    "author": "Gabriel García Márquez",
    "category": "Science Fiction",
    "year": 2006,
    "price": {"amount": "14.99", "currency": "GBP"},
    "stock": 3,
}


def put(staff, **values):
    """The book of ISBN with these values and no others."""
    response = staff.put("/api/v1/book", json={"isbn": ISBN, "name": "N"} | values)
    assert response.status_code == 200, response.text
    return response.get_json()


def the_v2(client, isbn=ISBN):
    """The same book as version 2 shows it."""
    return client.get(f"/api/v2/books?isbn={isbn}").get_json()["results"][0]


def test_post_book(staff, anonymous):
    made = staff.post("/api/v1/book", json=WHOLE)
    assert (made.status_code, made.headers["Location"]) == (201, f"/api/v1/book/{ISBN}")
    assert made.get_json() == WHOLE | {"isbn": ISBN}
    assert list(made.get_json()) == FIELDS
    shown = anonymous.get(made.headers["Location"])
    assert (shown.get_json(), shown.headers["ETag"]) == (made.get_json(), made.headers["ETag"])
    now = the_v2(anonymous)
    assert [author["name"] for author in now["authors"]] == ["Gabriel García Márquez"]
    assert now["categories"] == [{"slug": "science-fiction", "name": "Science Fiction"}]


def test_what_was_made_is_said_to_be_made_whatever_happens_then(staff, monkeypatch):
    monkeypatch.setattr(representation, "find_made", Mock(side_effect=NotFound("It is gone.")))
    made = staff.post("/api/v1/book", json=WHOLE)
    monkeypatch.undo()
    assert (made.status_code, made.data, made.headers["Location"]) == (201, b"", f"/api/v1/book/{ISBN}")
    assert staff.get(made.headers["Location"]).status_code == 200


def test_post_book_needs_an_isbn_and_a_name_only(staff):
    made = staff.post("/api/v1/book", json={"isbn": ISBN, "name": "N"}).get_json()
    assert made == dict.fromkeys(FIELDS) | {"isbn": ISBN, "name": "N", "stock": 0}
    for body, pointer in (
        ({"name": "N"}, "/isbn"),
        ({"isbn": an_isbn()}, "/name"),
        ({"isbn": None, "name": "N"}, "/isbn"),
    ):
        errors = problem(staff.post("/api/v1/book", json=body), 422, "invalid")["errors"]
        assert [error["pointer"] for error in errors] == [pointer]


def test_post_book_refuses_a_second_one(staff):
    first = a_book(staff, isbn=ISBN)
    body = problem(staff.post("/api/v1/book", json=WHOLE), 409, "conflict")
    assert f"Book {first['id']} " in body["detail"]


@pytest.mark.parametrize(
    ("values", "pointer"),
    [
        ({"isbn": "9780060883288"}, "/isbn"),
        ({"title": "T"}, "/title"),
        ({"authors": []}, "/authors"),
        ({"id": 1}, "/id"),
        ({"year": 2006.0}, "/year"),
        ({"year": "2006"}, "/year"),
        ({"stock": -1}, "/stock"),
        ({"stock": None}, "/stock"),
        ({"author": ""}, "/author"),
        ({"author": 7}, "/author"),
        ({"author": ["A"]}, "/author"),
        ({"author": "x" * 301}, "/author"),
        ({"author": {}}, "/author"),
        ({"author": {"id": 999}}, "/author/id"),
        ({"author": {"id": "1"}}, "/author/id"),
        ({"author": {"nom": "A"}}, "/author/nom"),
        ({"category": "!!!"}, "/category"),
        ({"category": 1}, "/category"),
        ({"category": "x" * 101}, "/category"),
        ({"category": {"slug": "x"}}, "/category"),
        ({"name": "a\u202eb"}, "/name"),
        ({"price": "12,50"}, "/price"),
        ({"price": "-1"}, "/price"),
        ({"price": True}, "/price"),
        ({"price": [1]}, "/price"),
        ({"price": {"amount": "1.999", "currency": "EUR"}}, "/price/amount"),
        ({"price": {"amount": "1"}}, "/price/currency"),
        ({"price": {"amount": "1", "currency": NO_CURRENCY}}, "/price/currency"),
    ],
)
def test_post_book_says_what_is_wrong_in_its_own_terms(staff, values, pointer):
    answer = problem(staff.post("/api/v1/book", json=WHOLE | values), 422, "invalid")
    assert [error["pointer"] for error in answer["errors"]] == [pointer]
    assert staff.get("/api/v1/books").get_json()["count"] == 0


def priced(staff, literal):
    """The answer to a book whose price is written in this way."""
    body = json.dumps({"isbn": ISBN, "name": "N"})[:-1] + f', "price": {literal}}}'
    return staff.post("/api/v1/book", data=body, content_type="application/json")


@pytest.mark.parametrize(
    ("literal", "amount"),
    [
        *(
            ('"12.5"', "12.50"),
            ('"12"', "12.00"),
            ("12.50", "12.50"),
            ("12.5", "12.50"),
            ("12", "12.00"),
            ("0", "0.00"),
        ),
        *(
            ("12.500", "12.50"),
            ("1.25e1", "12.50"),
            ("0.29", "0.29"),
            ("999999999.99", "999999999.99"),
            ("1e2", "100.00"),
        ),
    ],
)
def test_a_price_alone_is_in_the_currency_of_the_shop(staff, literal, amount):
    assert priced(staff, literal).get_json()["price"] == {"amount": amount, "currency": "EUR"}


@pytest.mark.parametrize(
    "literal",
    [
        *(
            "12.505",
            '"12.505"',
            "12.50000000000000000001",
            "0.001",
            "-0.01",
            "-1",
            "1000000000",
            "1e9",
            "1e300",
            "1e-300",
        ),
        *('"1e2"', '" 1"', '""', '"NaN"', '"٣"', "1e-99999", "9" * 500, "0." + "0" * 5000 + "1"),
    ],
)
def test_a_price_is_never_rounded(staff, literal):
    error = problem(priced(staff, literal), 422, "invalid")["errors"][0]
    assert error["pointer"] == "/price"


def test_an_author_is_found_before_one_is_made(staff):
    known = an_author(staff, name="Ursula K. Le Guin")
    for author in ("ursula k. le guin", {"id": known["id"]}, {"name": "Ursula K. Le Guin"}):
        isbn = an_isbn()
        made = staff.post("/api/v1/book", json={"isbn": isbn, "name": "N", "author": author})
        assert made.get_json()["author"] == "Ursula K. Le Guin"
        assert the_v2(staff, isbn)["authors"] == [{"id": known["id"], "name": known["name"]}]
    assert staff.get("/api/v1/authors").get_json()["count"] == 1


def test_a_category_is_found_by_slug_or_name_before_one_is_made(staff):
    a_category(staff, slug="sf", name="Science Fiction")
    a_category(staff, slug="other", name="Other things")
    for word, slug in (("sf", "sf"), ("Science Fiction", "sf"), ("Other", "other"), ("other", "other"), ("New", "new")):
        isbn = an_isbn()
        staff.post("/api/v1/book", json={"isbn": isbn, "name": "N", "category": word})
        assert [shelf["slug"] for shelf in the_v2(staff, isbn)["categories"]] == [slug]
    assert staff.get("/api/v2/categories").get_json()["count"] == 3


def test_nothing_is_made_when_a_book_is_refused(staff):
    a_book(staff, isbn=ISBN)
    problem(staff.post("/api/v1/book", json=WHOLE), 409)
    problem(staff.put("/api/v1/book", json=WHOLE | {"author": {"id": 999}}), 422)
    assert [staff.get(f"/api/v2/{kind}").get_json()["count"] for kind in ("authors", "categories")] == [0, 0]


def test_put_book(staff):
    book = a_book(staff, isbn=ISBN, subtitle="S", pages=417, publisher={"name": "P"}, language="en", stock=9)
    changed = staff.put("/api/v1/book", json=WHOLE)
    assert (changed.status_code, changed.get_json()) == (200, WHOLE | {"isbn": ISBN})
    now = the_v2(staff)
    assert [now[name] for name in ("id", "subtitle", "pages", "publisher", "language")] == [
        book[name] for name in ("id", "subtitle", "pages", "publisher", "language")
    ]
    assert put(staff) == dict.fromkeys(FIELDS) | {"isbn": ISBN, "name": "N", "stock": 0}
    problem(staff.put("/api/v1/book", json=WHOLE | {"isbn": an_isbn()}), 404, "not-found")
    problem(staff.put("/api/v1/book", json={"name": "N"}), 422)


def test_put_book_with_what_is_shown_keeps_what_version_1_does_not_show(staff):
    shelves = [{"slug": a_category(staff, name=name)["slug"]} for name in ("Aviation", "Biology")]
    a_book(staff, isbn=ISBN, authors=[{"name": "B"}, {"name": "A, the first"}], categories=shelves)
    shown = staff.get(f"/api/v1/book/{ISBN}").get_json()
    assert (shown["author"], shown["category"]) == ("B, A, the first", "Aviation")
    assert put(staff, **shown) == shown
    now = the_v2(staff)
    assert [author["name"] for author in now["authors"]] == ["B", "A, the first"]
    assert [shelf["slug"] for shelf in now["categories"]] == ["aviation", "biology"]
    assert put(staff, author="B", category="Biology") == put(staff, author="B", category="biology")
    now = the_v2(staff)
    assert [author["name"] for author in now["authors"]] == ["B"]
    assert [shelf["slug"] for shelf in now["categories"]] == ["biology"]


def test_put_book_minds_if_match(staff):
    a_book(staff, isbn=ISBN)
    etag = staff.get(f"/api/v1/book/{ISBN}").headers["ETag"]
    first = staff.put("/api/v1/book", json=WHOLE, headers={"If-Match": etag})
    assert (first.status_code, first.headers["ETag"] == etag) == (200, False)
    problem(staff.put("/api/v1/book", json=WHOLE, headers={"If-Match": etag}), 412, "precondition-failed")
    problem(staff.delete(f"/api/v1/book?isbn={ISBN}", headers={"If-Match": etag}), 412, "precondition-failed")
    assert staff.delete(f"/api/v1/book?isbn={ISBN}", headers={"If-Match": first.headers["ETag"]}).status_code == 204


def test_no_write_of_version_1_needs_if_match_and_all_mind_it(make_app):
    from tests.conftest import logged_in  # noqa: PLC0415

    staff = logged_in(make_app(REQUIRE_IF_MATCH=True), "stan", "staff")
    book = a_book(staff, isbn=ISBN)
    problem(staff.delete(f"/api/v2/books/{book['id']}"), 428, "precondition-required")
    of_version_2 = staff.get(f"/api/v2/books/{book['id']}").headers["ETag"]
    problem(staff.put("/api/v1/book", json=WHOLE, headers={"If-Match": of_version_2}), 412, "precondition-failed")
    for path, named in (("book", {"isbn": ISBN}), ("magazine", {"issn": an_issn()})):
        staff.post(f"/api/v1/{path}", json=named | {"name": "N"})
        assert staff.put(f"/api/v1/{path}", json=named | {"name": "N"}).status_code == 200
        assert staff.delete(f"/api/v1/{path}", query_string=named).status_code == 204
    assert staff.put("/api/v1/user", json={"mail": "new@example.org"}).status_code == 200
    assert staff.delete("/api/v1/user").status_code == 204


def test_delete_book_by_isbn(staff):
    a_book(staff, isbn=ISBN)
    problem(staff.delete(f"/api/v1/book?isbn={an_isbn()}"), 404, "not-found")
    for query in (
        "",
        "?isbn=",
        "?isbn=123",
        f"?isbn={ISBN}&isbn={ISBN}",
        f"?isbn={ISBN}&x=1",
        f"?isbn={ISBN},{an_isbn()}",
    ):
        problem(staff.delete(f"/api/v1/book{query}"), 422, "invalid")
    assert staff.delete(f"/api/v1/book?isbn={SPELLING}").status_code == 204
    problem(staff.delete(f"/api/v1/book?isbn={ISBN}"), 404, "not-found")
    assert staff.get("/api/v1/books").get_json()["count"] == 0


def test_only_staff_write_books(anonymous, customer, staff):
    a_book(staff, isbn=ISBN)
    for client, status in ((anonymous, 401), (customer, 403)):
        problem(client.post("/api/v1/book", json=WHOLE), status)
        problem(client.put("/api/v1/book", json=WHOLE), status)
        problem(client.delete(f"/api/v1/book?isbn={ISBN}"), status)
    assert staff.get("/api/v1/books").get_json()["count"] == 1


def test_get_books_by_page(staff, anonymous):
    for _ in range(5):
        a_book(staff)
    page = anonymous.get("/api/v1/books?page=2&perpage=2").get_json()
    assert [page[name] for name in ("count", "total_pages", "current_page")] == [5, 3, 2]
    assert page["links"] == {
        name: f"/api/v1/books?perpage=2&page={number}"
        for name, number in (("first", 1), ("previous", 1), ("next", 3), ("last", 3))
    }
    assert [list(book) for book in page["results"]] == [FIELDS, FIELDS]
    for query in ("page=0", "perpage=101", "page=x", "page=1&page=2", "size=2", "page=2&limit=1"):
        problem(anonymous.get(f"/api/v1/books?{query}"), 422, "invalid")


def test_get_books_takes_what_lists_take(staff, anonymous):
    a_book(staff, isbn=ISBN, title="Momo", year=1973)
    a_book(staff, title="Emil", year=1929, categories=[{"slug": a_category(staff, name="For Children")["slug"]}])

    def names(query):
        return [book["name"] for book in anonymous.get(f"/api/v1/books?{query}").get_json()["results"]]

    assert (names("sort=year"), names("sort=-year")) == (["Emil", "Momo"], ["Momo", "Emil"])
    assert (names("q=momo"), names(f"isbn={SPELLING}"), names("year_max=1950")) == (["Momo"], ["Momo"], ["Emil"])
    assert names("category=For Children") == names("category=for-children") == ["Emil"]
    assert anonymous.get("/api/v1/books?fields=name,year&cursor=").get_json()["results"][0] == {
        "name": "Momo",
        "year": 1973,
    }


def test_get_book_by_isbn_in_any_spelling(staff, anonymous):
    a_book(staff, isbn=ISBN, title="N")
    for spelling in (ISBN, SPELLING, "978-0-06-088328-7", "0060883286"):
        shown = anonymous.get(f"/api/v1/book/{spelling}")
        assert shown.get_json() == dict.fromkeys(FIELDS) | {"isbn": ISBN, "name": "N", "stock": 0}
    assert anonymous.get(f"/api/v1/book/{ISBN}", headers={"If-None-Match": shown.headers["ETag"]}).status_code == 304
    for spelling in (an_isbn(), "9780060883288", "1", "name", "x" * 200, "%00"):
        problem(anonymous.get(f"/api/v1/book/{spelling}"), 404, "not-found")
    problem(anonymous.get(f"/api/v1/book/{ISBN}?x=1"), 422)


def test_get_book_of_a_category(staff, anonymous):
    slug = a_category(staff, name="Magic Realism")["slug"]
    a_book(staff, title="In", categories=[{"slug": slug}])
    a_book(staff, title="Out")
    for word in ("magic-realism", "Magic Realism", "Magic+Realism"):
        page = anonymous.get(f"/api/v1/book?category={word}").get_json()
        assert (page["count"], page["results"][0]["name"]) == (1, "In")
    assert anonymous.get("/api/v1/book?category=nothing").get_json()["results"] == []
    problem(anonymous.get("/api/v1/book?category="), 422)
    problem(anonymous.get("/api/v1/book?category=%00"), 422)


def test_get_book_of_a_year(staff, anonymous):
    slug = a_category(staff)["slug"]
    for year, title in ((1999, "A"), (2000, "B"), (1999, "C"), (-750, "D")):
        a_book(staff, year=year, title=title, categories=[{"slug": slug}] if title == "C" else [])

    def names(query):
        return [book["name"] for book in anonymous.get(f"/api/v1/book?{query}").get_json()["results"]]

    assert (names("year=1999"), names("year=-750"), names("year=1")) == (["A", "C"], ["D"], [])
    assert (names("year=1999&perpage=1&page=2"), names(f"year=1999&category={slug}")) == (["C"], ["C"])
    for query in ("", "?page=1", "?year=x", "?year=1999.0", "?year=9999", "?isbn=1&year=1999"):
        problem(anonymous.get(f"/api/v1/book{query}"), 422, "invalid")


def test_reads_cost_one_statement_with_their_total(staff, anonymous, count_queries):
    shelves = [{"slug": a_category(staff)["slug"]} for _ in range(2)]
    for _ in range(3):
        a_book(staff, year=1999, authors=[{"name": "A"}, {"name": "B"}], categories=shelves)
    a_book(staff, isbn=ISBN)
    for path in ("books?perpage=2", "book?year=1999&perpage=2", "author/1/book", f"book/{ISBN}"):
        with count_queries() as statements:
            assert anonymous.get(f"/api/v1/{path}").status_code == 200
        assert len(statements) == 1, statements

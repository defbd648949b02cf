"""Books: what is written is what is read."""

import json

import pytest

from tests.conftest import problem
from tests.factories import NO_CURRENCY, a_book, a_category, a_magazine, a_publisher, an_author, an_isbn

FULL = {
    "isbn": "9780060883287",
    "title": "Title",
    "subtitle": "Subtitle",
    "authors": [{"name": "Ann"}, {"name": "Ben"}],
    "publisher": {"name": "House"},
    "categories": [{"slug": "art"}, {"slug": "crime"}],
    "language": "en",
    "year": 1999,
    "pages": 100,
    "format": "ebook",
    "description": "First line\nsecond line",
    "price": {"amount": "12.50", "currency": "EUR"},
    "stock": 3,
}
EMPTY = dict.fromkeys(FULL) | {"authors": [], "categories": [], "stock": 0}
READ_ONLY = {"id": 7, "cover": None, "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z"}


@pytest.fixture
def full(staff):
    """A book of which everything is known."""
    a_category(staff, name="Crime"), a_category(staff, name="Art")
    return a_book(staff, **FULL)


def refused(response, *places):
    """What a 422 says of these places of the body."""
    body = problem(response, 422, "invalid")
    assert [error["pointer"] for error in body["errors"]] == list(places), body["errors"]
    return body["errors"][0]["detail"]


def test_a_new_book_is_shown_where_location_says(staff, anonymous):
    response = staff.post("/api/v2/books", json={"title": "Momo", "authors": [{"name": "Michael Ende"}]})
    assert response.status_code == 201
    assert response.headers["Location"] == f"/api/v2/books/{response.get_json()['id']}"
    shown = anonymous.get(response.headers["Location"])
    assert shown.get_json() == response.get_json()
    assert shown.get_json()["authors"][0]["name"] == "Michael Ende"


def test_what_is_written_is_what_is_read(full, anonymous):
    shown = anonymous.get(f"/api/v2/books/{full['id']}").get_json()
    assert shown == full
    names = {name: [ref["name"] for ref in shown[name]] for name in ("authors", "categories")}
    assert names == {"authors": ["Ann", "Ben"], "categories": ["Art", "Crime"]}
    assert shown["publisher"]["name"] == "House"
    plain = [name for name in FULL if name not in ("authors", "publisher", "categories")]
    assert {name: shown[name] for name in plain} == {name: FULL[name] for name in plain}
    assert shown["created_at"] <= shown["updated_at"]


def test_a_book_needs_a_title_and_nothing_else(staff):
    book = a_book(staff, title="T")
    assert {name: book[name] for name in EMPTY} == EMPTY | {"title": "T"}
    assert refused(staff.post("/api/v2/books", json={}), "/title") == "Missing data for required field."
    refused(staff.post("/api/v2/books", json={"title": None}), "/title")


def test_what_a_replacement_leaves_out_is_emptied(full, staff, anonymous):
    url = f"/api/v2/books/{full['id']}"
    replaced = staff.put(url, json={"title": "Other"})
    assert replaced.status_code == 200
    shown = anonymous.get(url).get_json()
    assert shown == replaced.get_json()
    assert {name: shown[name] for name in EMPTY} == EMPTY | {"title": "Other"}
    assert (shown["created_at"], shown["updated_at"] > full["updated_at"]) == (full["created_at"], True)
    refused(staff.put(url, json={"stock": 1}), "/title")


def test_a_change_keeps_what_it_leaves_out(full, staff, anonymous):
    url = f"/api/v2/books/{full['id']}"
    for kind in ("application/json", "application/merge-patch+json"):
        changed = staff.patch(url, data='{"stock": 9}', content_type=kind)
        assert changed.get_json() == full | {"stock": 9, "updated_at": changed.get_json()["updated_at"]}
    assert anonymous.get(url).get_json() == changed.get_json()


def test_null_in_a_change_empties(full, staff, anonymous):
    url = f"/api/v2/books/{full['id']}"
    nullable = {name: None for name in FULL if name not in ("title", "stock", "authors", "categories")}
    assert staff.patch(url, json=nullable | {"authors": [], "categories": []}).status_code == 200
    shown = anonymous.get(url).get_json()
    assert {name: shown[name] for name in EMPTY} == EMPTY | {"title": "Title", "stock": 3}
    for name in ("title", "stock"):
        refused(staff.patch(url, json={name: None}), f"/{name}")


def test_a_book_is_gone_when_it_is_deleted(full, staff, anonymous):
    url = f"/api/v2/books/{full['id']}"
    deleted = staff.delete(url)
    assert (deleted.status_code, deleted.data) == (204, b"")
    for again in (
        anonymous.get(url),
        staff.delete(url),
        staff.put(url, json={"title": "T"}),
        staff.patch(url, json={}),
    ):
        problem(again, 404, "not-found")
    assert anonymous.get("/api/v2/authors").get_json()["count"] == 2
    assert a_book(staff, isbn=FULL["isbn"])["id"] > full["id"]


def test_what_is_no_id_is_not_found(anonymous, staff):
    a_book(staff)
    for part in ("0", "-1", "01", "1.0", "x", "%31%20", "999999", str(2**63 - 1), str(2**63), "9" * 40):
        problem(anonymous.get(f"/api/v2/books/{part}"), 404, "not-found")
    problem(staff.delete(f"/api/v2/books/{2**63 - 1}"), 404, "not-found")


def test_a_second_book_with_an_isbn_names_the_first(staff):
    first, other = a_book(staff, isbn=an_isbn()), a_book(staff)
    url = f"/api/v2/books/{other['id']}"
    isbn = {"isbn": first["isbn"]}
    for answer in (
        staff.post("/api/v2/books", json={"title": "Other"} | isbn),
        staff.patch(url, json=isbn),
        staff.put(url, json={"title": "T"} | isbn),
    ):
        body = problem(answer, 409, "conflict")
        assert body["detail"] == f"Book {first['id']} has the ISBN {first['isbn']}."
        assert body["errors"][0]["pointer"] == "/isbn"
    assert staff.patch(f"/api/v2/books/{first['id']}", json=isbn).status_code == 200


ISBNS = {
    "0-06-088328-6": "9780060883287",
    " 978 0 596 52068 7 ": "9780596520687",
    "080442957x": "9780804429573",
    "979‐10‑90636–07—1": "9791090636071",
}
NO_ISBNS = (
    *("9780060883288", "0060883287", "", "978006088328", "ISBN 9780060883287", "٩٧٨٠٠٦٠٨٨٣٢٨٧"),
    *(9_780_060_883_287, True),
)


def test_an_isbn_is_kept_as_thirteen_digits(staff):
    for spelling, kept in ISBNS.items():
        assert a_book(staff, isbn=spelling)["isbn"] == kept
    for wrong in NO_ISBNS:
        assert refused(staff.post("/api/v2/books", json={"title": "T", "isbn": wrong}), "/isbn")


def test_authors_keep_the_order_of_the_title_page(staff):
    first, second, third = (an_author(staff)["id"] for _ in range(3))
    book = a_book(staff, authors=[{"id": second}, {"id": third}, {"id": first}])
    assert [author["id"] for author in book["authors"]] == [second, third, first]
    for order in ([first, second], [second, first, third], []):
        changed = staff.patch(f"/api/v2/books/{book['id']}", json={"authors": [{"id": number} for number in order]})
        assert [author["id"] for author in changed.get_json()["authors"]] == order


def test_an_author_is_found_by_name_or_made(staff, anonymous):
    known = an_author(staff, name="Gabriel García Márquez")
    an_author(staff, name="Gabriel García Márquez")
    names = ("GABRIEL  garcía márquez", "Gabriel Garcia Marquez")
    book = a_book(staff, authors=[{"name": name} for name in names])
    assert book["authors"][0] == {"id": known["id"], "name": known["name"]}
    assert (book["authors"][1]["name"], book["authors"][1]["id"] > known["id"] + 1) == (names[1], True)
    assert a_book(staff, authors=[{"name": names[1].upper()}])["authors"] == book["authors"][1:]
    assert anonymous.get("/api/v2/authors").get_json()["count"] == 3


def test_authors_that_do_not_exist_or_do_not_agree_are_refused(staff, anonymous):
    known = {"id": an_author(staff, name="Ann")["id"]}
    for refs, place in (
        ([{"id": 999_999}], "/authors/0/id"),
        ([known, {"id": 999_999}], "/authors/1/id"),
        ([known | {"name": "Ben"}], "/authors/0/name"),
        ([known, known], "/authors/1"),
        ([known, {"name": "ann"}], "/authors/1"),
        ([{"name": "New"}, {"name": " NEW "}], "/authors/1"),
    ):
        refused(staff.post("/api/v2/books", json={"title": "T", "authors": refs}), place)
    assert anonymous.get("/api/v2/authors").get_json()["count"] == 1
    assert a_book(staff, authors=[known | {"name": "Ann"}])["authors"] == [known | {"name": "Ann"}]


def test_authors_are_a_list_of_names_and_ids(staff, anonymous):
    for refs, place in (
        ([{}], "/authors/0"),
        ([{"id": "1"}], "/authors/0/id"),
        ([{"name": "x", "born": 1}], "/authors/0/born"),
        ([7], "/authors/0"),
        ("Ann", "/authors"),
        ([{"name": f"A{n}"} for n in range(101)], "/authors"),
    ):
        refused(staff.post("/api/v2/books", json={"title": "T", "authors": refs}), place)
    assert anonymous.get("/api/v2/authors").get_json()["count"] == 0
    assert len(a_book(staff, authors=[{"name": f"A{n}"} for n in range(100)])["authors"]) == 100


def test_a_publisher_is_found_by_name_or_made(staff, anonymous):
    known = a_publisher(staff, name="Straße & Co")
    assert a_book(staff, publisher={"name": "STRASSE  & co"})["publisher"]["id"] == known["id"]
    assert a_book(staff, publisher={"id": known["id"], "name": known["name"]})["publisher"]["id"] == known["id"]
    assert a_book(staff, publisher={"name": "Other"})["publisher"]["id"] > known["id"]
    for ref, place in (
        ({"id": 999_999}, "/publisher/id"),
        ({"id": known["id"], "name": "Other"}, "/publisher/name"),
        ({}, "/publisher"),
        ("Other", "/publisher"),
    ):
        refused(staff.post("/api/v2/books", json={"title": "T", "publisher": ref}), place)
    assert anonymous.get("/api/v2/publishers").get_json()["count"] == 2


def test_categories_are_named_by_slug(staff):
    art, crime = (a_category(staff, name=name) for name in ("Art", "Crime"))
    book = a_book(staff, categories=[{"slug": "crime"}, {"slug": "art", "name": "Art"}])
    assert book["categories"] == [{"slug": shelf["slug"], "name": shelf["name"]} for shelf in (art, crime)]
    for refs, place in (
        ([{"slug": "nowhere"}], "/categories/0/slug"),
        ([{"slug": "art"}, {"slug": "Art"}], "/categories/1/slug"),
        ([{"slug": "art", "name": "Crime"}], "/categories/0/name"),
        ([{"slug": "art"}, {"slug": "art"}], "/categories/1"),
        ([{"name": "Art"}], "/categories/0/slug"),
    ):
        refused(staff.post("/api/v2/books", json={"title": "T", "categories": refs}), place)


def test_what_cannot_be_written_and_what_nobody_knows_is_refused(staff):
    book = a_book(staff)
    for name, value in {
        **READ_ONLY,
        "colour": "red",
        "search": "x",
        "version": 1,
        "kind": "magazine",
        "issn": None,
    }.items():
        refused(staff.post("/api/v2/books", json={"title": "T", name: value}), f"/{name}")
        refused(staff.patch(f"/api/v2/books/{book['id']}", json={name: value}), f"/{name}")
    refused(staff.post("/api/v2/books", json=[]), "")
    refused(staff.post("/api/v2/books", json={"a/b~c": 1, "title": "T"}), "/a~1b~0c")


def test_money_has_the_digits_of_its_currency(staff):
    for amount, currency, kept in (
        ("1.00", "EUR", "1.00"),
        ("1", "EUR", "1.00"),
        ("0.1", "EUR", "0.10"),
        ("500", "JPY", "500"),
        ("500.0", "JPY", "500"),
        ("1.5", "KWD", "1.500"),
        ("1.005", "KWD", "1.005"),
        ("999999999.99", "EUR", "999999999.99"),
    ):
        assert a_book(staff, price={"amount": amount, "currency": currency})["price"] == {
            "amount": kept,
            "currency": currency,
        }


def test_money_that_is_none_is_refused(staff):
    wrong = {"EUR": ("1.005", "-1", "1e3", "1,50", "", "01", "1000000000", "NaN", ".5", "1.", "١", 1, 1.5, None)}
    wrong |= {"JPY": ("0.5", "1.50"), "KWD": ("1.0005",), "eur": ("1",), NO_CURRENCY: ("1",), "": ("1",)}
    for currency, amounts in wrong.items():
        for amount in amounts:
            price = {"amount": amount, "currency": currency}
            body = problem(staff.post("/api/v2/books", json={"title": "T", "price": price}), 422, "invalid")
            assert body["errors"][0]["pointer"].startswith("/price/"), price
    for price, place in (
        ({"amount": "1"}, "/price/currency"),
        ({"currency": "EUR"}, "/price/amount"),
        ("1 EUR", "/price"),
    ):
        refused(staff.post("/api/v2/books", json={"title": "T", "price": price}), place)


def test_numbers_are_integers_within_their_limits(staff):
    limits = {"year": (-5000, 2100), "pages": (1, 100_000), "stock": (0, 1_000_000)}
    for name, (least, most) in limits.items():
        for value in (least, most):
            assert a_book(staff, **{name: value})[name] == value
        for value in (least - 1, most + 1, 1.5, 1.0, "5", True, 2**31, 2**63, -(2**63), 10**400, [], {}):
            refused(staff.post("/api/v2/books", json={"title": "T", name: value}), f"/{name}")
    assert a_book(staff, year=-44)["year"] == -44


def test_text_is_nfc_and_trimmed(staff):
    book = a_book(
        staff, title=" \u3000Cafe\u0301 noir\u00a0", description=" a\r\nb\tc ", authors=[{"name": " Jose\u0301 "}]
    )
    assert (book["title"], book["description"], book["authors"][0]["name"]) == ("Café noir", "a\r\nb\tc", "José")
    assert a_book(staff, title="x" * 1000)["title"] == "x" * 1000
    refused(staff.post("/api/v2/books", json={"title": "x" * 1001}), "/title")
    assert len(a_book(staff, title="\U0001f409" * 1000, description="d" * 20_000)["title"]) == 1000


NO_TEXTS = {
    "title": (
        *("", "  ", "\u3000", "a\x00b", "a\x07", "a\u202eb", "\u2066a", "\ufeffa", "\ud800", "a\nb", "a\u2028b"),
        *(1, None, [], {}),
    ),
    "description": ("a\x00b", "a\x0bb", "a\u202eb", "\udfff", "d" * 20_001, ""),
}


def test_text_that_is_none_is_refused(staff):
    for name, values in NO_TEXTS.items():
        for value in values:
            body = json.dumps({"title": "T"} | {name: value})
            refused(staff.post("/api/v2/books", data=body, content_type="application/json"), f"/{name}")


def test_languages_and_formats_are_known_ones(staff):
    for spelling, kept in (("en", "en"), ("eng", "en"), ("zh-tw", "zh-TW"), ("PT-br", "pt-BR")):
        assert a_book(staff, language=spelling)["language"] == kept
    for name, values in {"language": ("", "english!", "e", 5), "format": ("scroll", "EBOOK", "", 1, ["ebook"])}.items():
        for value in values:
            refused(staff.post("/api/v2/books", json={"title": "T", name: value}), f"/{name}")


def test_books_and_magazines_share_one_id_space(staff, anonymous):
    book, magazine, last = a_book(staff), a_magazine(staff), a_book(staff)
    assert [magazine["id"] - book["id"], last["id"] - magazine["id"]] == [1, 1]
    problem(anonymous.get(f"/api/v2/books/{magazine['id']}"), 404, "not-found")
    problem(anonymous.get(f"/api/v2/magazines/{book['id']}"), 404, "not-found")
    problem(staff.delete(f"/api/v2/books/{magazine['id']}"), 404, "not-found")
    problem(staff.patch(f"/api/v2/magazines/{book['id']}", json={}), 404, "not-found")
    assert anonymous.get("/api/v2/books").get_json()["count"] == 2


@pytest.mark.parametrize(
    "patch",
    [
        {"publisher": {}},
        {"authors": [{}]},
        {"categories": [{}]},
        {"categories": [{"name": "x"}]},
    ],
)
def test_a_patch_names_other_things_whole_or_not_at_all(staff, patch):
    book = a_book(staff, price={"amount": "5.00", "currency": "EUR"})
    refused = problem(staff.patch(f"/api/v2/books/{book['id']}", json=patch), 422, "invalid")
    assert refused["errors"][0]["pointer"].startswith("/" + next(iter(patch)))
    assert staff.get(f"/api/v2/books/{book['id']}").get_json() == book


def test_what_nobody_writes_is_refused_as_such(staff):
    book = a_book(staff)
    body = problem(staff.put(f"/api/v2/books/{book['id']}", json=book), 422, "invalid")
    assert {error["detail"] for error in body["errors"]} == {"Read-only."}
    assert sorted(error["pointer"] for error in body["errors"]) == ["/cover", "/created_at", "/id", "/updated_at"]
    body = problem(staff.post("/api/v2/books", json={"title": "T", "colour": "red"}), 422, "invalid")
    assert body["errors"] == [{"pointer": "/colour", "detail": "Unknown field."}]

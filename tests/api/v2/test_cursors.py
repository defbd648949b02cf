"""Walks by cursor: each row once, in order, both ways, whatever happens beside the walk."""

from base64 import urlsafe_b64encode
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from tests.conftest import problem
from tests.factories import a_book, a_category, a_magazine, a_publisher, an_author

YEARS = (1999, None, -44, 2020, 1999, None, 0, 1999)
AMOUNTS = ("10.00", None, "0.00", "10.00", "99.99", "10.00", None, "5.50")
TITLES = ("b", "É", "a", "e", "Z", "a", "ß", "😀")


def walk(client, url, way="next"):
    """The rows of all pages, as one list of pages; backwards from the last page with way="previous"."""
    pages = []
    while url:
        response = client.get(url)
        assert response.status_code == 200, response.get_data(as_text=True)
        pages.append([row.get("id", row.get("slug")) for row in response.get_json()["results"]])
        last, url = url, response.get_json()["links"][way]
    return pages, last


def flat(pages):
    """All rows of some pages."""
    return [row for page in pages for row in page]


def cursor_of(url):
    """The cursor in a link."""
    return parse_qs(urlsplit(url).query)["cursor"][0]


def assert_walks(client, url):
    """A cursor walks forwards through what one big page shows, and back the same way."""
    expected = [row.get("id", row.get("slug")) for row in client.get(f"{url}&limit=1000").get_json()["results"]]
    pages, last = walk(client, f"{url}&cursor=&page_size=3")
    assert flat(pages) == expected
    assert [len(page) for page in pages[:-1]] == [3] * (len(pages) - 1)
    back, _ = walk(client, last, "previous")
    assert flat(back[::-1]) == expected, url


@pytest.fixture
def catalogue(staff):
    """Eight of everything, with equal and missing years and prices."""
    author = an_author(staff)["id"]
    for year, amount, title in zip(YEARS, AMOUNTS, TITLES, strict=True):
        price = amount and {"amount": amount, "currency": "EUR"}
        a_book(staff, title=title, year=year, price=price, authors=[{"id": author}])
        a_magazine(staff, title=title, year=year, price=price)
        an_author(staff, name=title, born=year)
        a_category(staff)
        a_publisher(staff)
    return author


SORTS = {
    "books": ("id", "title", "year", "price", "created_at", "updated_at"),
    "magazines": ("id", "title", "year", "price", "created_at", "updated_at"),
    "authors": ("id", "name", "born", "created_at", "updated_at"),
    "publishers": ("id", "name", "created_at", "updated_at"),
    "categories": ("slug", "name", "created_at", "updated_at"),
}


def test_every_order_of_every_list_is_walked_forwards_and_back(anonymous, catalogue):
    for kind, keys in SORTS.items():
        for key in keys:
            for sort in (key, f"-{key}"):
                assert_walks(anonymous, f"/api/v2/{kind}?sort={sort}")
    for sort in ("-year,title", "year,-price,title", "-year,-price,-id", "price,-id", "title,year"):
        assert_walks(anonymous, f"/api/v2/books?sort={sort}")
    assert_walks(anonymous, f"/api/v2/authors/{catalogue}/books?sort=-year")


def test_what_has_no_year_comes_last_both_ways_and_ties_go_by_id(anonymous, catalogue):
    listed = anonymous.get("/api/v2/books?sort=id").get_json()["results"]
    known = [book for book in listed if book["year"] is not None]
    unknown = [book["id"] for book in listed if book["year"] is None]
    up = [book["id"] for book in sorted(known, key=lambda book: (book["year"], book["id"]))]
    down = [book["id"] for book in sorted(known, key=lambda book: (-book["year"], book["id"]))]
    assert flat(walk(anonymous, "/api/v2/books?cursor=&page_size=2&sort=year")[0]) == up + unknown
    assert flat(walk(anonymous, "/api/v2/books?cursor=&page_size=2&sort=-year")[0]) == down + unknown


def test_what_has_no_price_comes_last_both_ways(anonymous, catalogue):
    for sort, wanted in (
        ("price", "0.00 5.50 10.00 10.00 10.00 99.99"),
        ("-price", "99.99 10.00 10.00 10.00 5.50 0.00"),
    ):
        listed = anonymous.get(f"/api/v2/books?sort={sort}").get_json()["results"]
        assert [book["price"] and book["price"]["amount"] for book in listed] == [*wanted.split(), None, None]
    born = [author["born"] for author in anonymous.get("/api/v2/authors?sort=-born&fields=born").get_json()["results"]]
    assert born == [2020, 1999, 1999, 1999, 0, -44, None, None, None]


def test_titles_sort_by_their_folded_letters(anonymous, catalogue):
    listed = anonymous.get("/api/v2/books?sort=title&fields=title").get_json()["results"]
    assert [book["title"] for book in listed] == ["a", "a", "b", "É", "e", "ß", "Z", "😀"]


def test_a_walk_goes_on_while_rows_come_and_go_beside_it(anonymous, staff):
    books = [a_book(staff, title=f"T{place:02}")["id"] for place in range(9)]
    page = anonymous.get("/api/v2/books?cursor=&page_size=3&sort=title").get_json()
    before = a_book(staff, title="T00a")["id"]
    between = a_book(staff, title="T04a")["id"]
    for gone in (books[0], books[2], books[3]):
        assert staff.delete(f"/api/v2/books/{gone}").status_code == 204
    rest, last = walk(anonymous, page["links"]["next"])
    assert rest == [[books[4], between, books[5]], books[6:9]]
    back, _ = walk(anonymous, last, "previous")
    assert flat(back[::-1]) == [before, books[1], *flat(rest)]


def test_the_ends_of_a_walk(anonymous, staff):
    books = [a_book(staff)["id"] for _ in range(3)]
    whole = anonymous.get("/api/v2/books?cursor=").get_json()
    assert whole.keys() == {"links", "results"}
    assert whole["links"] == {"first": "/api/v2/books?cursor=", "previous": None, "next": None, "last": None}
    start = anonymous.get("/api/v2/books?cursor=&page_size=3&sort=-id")
    assert [row["id"] for row in start.get_json()["results"]] == books[::-1]
    assert start.get_json()["links"]["next"] is None
    assert start.headers["Link"] == '</api/v2/books?page_size=3&sort=-id&cursor=>; rel="first"'


def test_a_cursor_belongs_to_one_list_one_order_and_one_set_of_filters(anonymous, staff):
    for _ in range(3):
        a_book(staff, year=2000)
    url = anonymous.get("/api/v2/books?cursor=&page_size=1&sort=year&year=2000").get_json()["links"]["next"]
    token = quote(cursor_of(url))
    own = f"/api/v2/books?page_size=2&fields=id&year=2000&sort=year&cursor={token}"
    assert len(anonymous.get(own).get_json()["results"]) == 2
    others = ("books?sort=-year&year=2000", "books?sort=year", "books?sort=year&year=2001")
    for path in (*others, "magazines?sort=year&year=2000"):
        body = problem(anonymous.get(f"/api/v2/{path}&cursor={token}"), 422, "invalid")
        assert body["errors"][0]["parameter"] == "cursor"


def test_a_forged_cursor_is_refused(anonymous, staff, make_app):
    a_book(staff), a_book(staff)
    token = cursor_of(anonymous.get("/api/v2/books?cursor=&page_size=1").get_json()["links"]["next"])
    unsigned = urlsafe_b64encode(b'["n",[0]]').decode().rstrip("=")
    swapped = unsigned + token[token.index(".") :]
    other = make_app().test_client().get("/api/v2/books?cursor=&page_size=1").get_json()["links"]["next"]
    forged = (unsigned, swapped, token[:-1], token + "x", "x", "ü", "1", " ", ".", "a" * 2000, cursor_of(other))
    for value in forged:
        body = problem(anonymous.get("/api/v2/books", query_string={"cursor": value, "page_size": 1}), 422, "invalid")
        assert [place["parameter"] for place in body["errors"]] == ["cursor"], value
    problem(anonymous.get("/api/v2/books", query_string={"cursor": "a" * 3001}), 422, "invalid")


def test_a_search_is_walked_by_id(anonymous, staff):
    books = [
        a_book(staff, title=title)["id"] for title in ("Night and night", "Other", "Night", "The night", "Nightly")
    ]
    found = [books[0], *books[2:]]
    pages, last = walk(anonymous, "/api/v2/books?q=night&cursor=&page_size=2")
    assert pages == [found[:2], found[2:]]
    assert walk(anonymous, last, "previous")[0] == pages[::-1]


def test_a_walk_can_count_facets(anonymous, staff):
    for year in (1, 1, 2):
        a_book(staff, year=year)
    found = anonymous.get("/api/v2/books?cursor=&page_size=1&facets=year").get_json()
    assert found["facets"] == {"year": [{"value": 1, "count": 2}, {"value": 2, "count": 1}]}
    assert anonymous.get(found["links"]["next"]).get_json()["facets"] == found["facets"]

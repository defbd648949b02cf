"""What reading apps find in either catalogue."""

import pytest

from tests.api.opds.conftest import TITLES
from tests.conftest import problem
from tests.factories import a_book, a_magazine, an_author

PAIRS = [("json", "postgresql"), ("atom", "sqlite")]
"""Either app on either database: neither has to do with the other."""

LISTS = ("/new", "/books", "/search", "/categories", "/authors")


@pytest.fixture(params=PAIRS, ids="-".join)
def pair(request):
    """What is read, and the database."""
    return request.param


@pytest.fixture
def backend(pair):
    """The name of the database."""
    return pair[1]


@pytest.fixture
def reading(pair, json_app, atom_app):
    """An app that reads one of the two."""
    return {"json": json_app, "atom": atom_app}[pair[0]]


def titles(pages):
    return [book.title for page in pages for book in page.books]


def test_the_root_leads_to_every_book_by_each_way(reading, shop):
    ways = reading.page(reading.root).ways
    assert list(ways) == ["New books", "All books", "Categories", "Authors"]
    assert titles(reading.walk(ways["New books"])) == TITLES[::-1]
    assert sorted(titles(reading.walk(ways["All books"]))) == sorted(TITLES)
    assert reading.page(f"{reading.root}/").ways == ways
    for name in ("Categories", "Authors"):
        shelves = reading.page(ways[name]).ways.values()
        assert sorted(title for url in shelves for title in titles(reading.walk(url))) == sorted(TITLES)


def test_every_link_leads_to_what_it_says(reading, shop):
    seen, ahead = set(), {(reading.root, reading.client.get(reading.root).content_type)}
    while ahead and len(seen) < 100:
        url, kind = ahead.pop()
        answer = reading.client.get(url)
        assert (answer.status_code, answer.content_type) == (200, kind), url
        seen.add((url, kind))
        if "opds" in kind:
            ahead |= reading.leads(url) - seen
    assert len(seen) > 20


def test_a_book_is_told_whole_in_lists_and_by_itself(reading, shop):
    found = {book.title: book for book in reading.page(f"{reading.root}/books").books}
    first, last = found[TITLES[0]], found[TITLES[4]]
    assert first[:5] == (TITLES[0], "9780060883287", ("Ada <b>",), ("0.50", "EUR"), "unavailable")
    assert last[:5] == (TITLES[4], None, ("Ada <b>",), None, "available")
    assert [reading.book(book.url) for book in found.values()] == list(found.values())


def test_a_walk_sees_every_book_once_though_some_come_and_go(reading, staff):
    made = [a_book(staff, title=f"{number:03}") for number in range(60)]
    first = reading.page(f"{reading.root}/books")
    assert staff.delete(f"/api/v2/books/{made[3]['id']}").status_code == 204
    a_book(staff, title="000 at the front")
    rest = reading.walk(first.links["next"])
    assert titles([first, *rest]) == [f"{number:03}" for number in range(60)]
    assert (len(rest), first.count, rest[-1].count) == (2, 60, 60)
    assert titles(reading.walk(rest[-1].links["previous"], "previous"))[:25] == titles(rest[:1])
    assert "previous" not in first.links
    assert reading.page(rest[-1].links["first"]).title == "All books"


def test_what_is_found_has_numbered_pages(reading, staff):
    for number in range(30):
        a_book(staff, title=f"Common {number}")
    pages = reading.walk(reading.search("common"))
    assert [len(page.books) for page in pages] == [25, 5]
    assert len(set(titles(pages))) == pages[0].count == 30
    assert "next" not in reading.page(f"{reading.root}/search?page=400").links
    problem(reading.client.get(f"{reading.root}/search?page=401"), 422, "invalid")


def test_a_search_finds_what_its_template_is_filled_with(reading, shop):
    assert titles([reading.page(reading.search("plain"))]) == ["Plain"]
    assert titles([reading.page(reading.search("9780060883287"))]) == TITLES[:1]
    assert titles([reading.page(reading.search("%E6%97%A5%E6%9C%AC%E8%AA%9E"))]) == TITLES[1:2]
    assert titles([reading.page(reading.search("nothing-of-the-kind"))]) == []
    assert titles([reading.page(f"{reading.root}/search?sort=-id")]) == TITLES[::-1]


def test_facets_narrow_sort_and_can_be_taken_back(reading, shop):
    facets = reading.page(f"{reading.root}/books").facets
    assert list(facets) == ["Sort", "Availability", "Category", "Language"]
    url, active, count = facets["Language"]["pt-BR"]
    assert (active, count) == (False, 2)
    narrowed = reading.page(url)
    assert sorted(titles([narrowed])) == sorted([TITLES[1], TITLES[3]])
    assert [title for title, choice in narrowed.facets["Language"].items() if choice[1]] == ["pt-BR"]
    assert len(reading.page(narrowed.facets["Language"]["All"][0]).books) == 5
    stocked = reading.page(narrowed.facets["Availability"]["In stock"][0])
    by_price = reading.page(stocked.facets["Sort"]["Price, highest first"][0])
    assert titles([by_price]) == [TITLES[3], TITLES[1]]
    assert titles([reading.page(facets["Availability"]["In stock"][0])]).count(TITLES[0]) == 0


def test_a_shelf_offers_no_other_shelves(reading, shop):
    url = reading.page(f"{reading.root}/categories").ways["Fiction & more"]
    page = reading.page(url)
    assert page.title == "Fiction & more"
    assert list(page.facets) == ["Sort", "Availability", "Language"]
    problem(reading.client.get(f"{url}?category=science"), 422, "invalid")
    assert "Category" in reading.page(next(iter(reading.page(f"{reading.root}/authors").ways.values()))).facets


def test_an_empty_shop_has_empty_shelves(reading):
    for path in LISTS:
        page = reading.page(f"{reading.root}{path}")
        assert (page.books, page.ways, page.count) == ([], {}, 0)
        assert "next" not in page.links
    assert reading.page(reading.root).links.keys() == {"self", "start", "search"}


def test_magazines_are_not_for_reading_apps(reading, staff):
    magazine = a_magazine(staff, title="Weekly")
    assert titles([reading.page(f"{reading.root}/books")]) == []
    problem(reading.client.get(f"{reading.root}/books/{magazine['id']}"), 404, "not-found")


def test_an_author_without_books_has_an_empty_shelf(reading, staff):
    author = an_author(staff)
    assert reading.page(f"{reading.root}/authors/{author['id']}").books == []


def test_what_is_not_there_is_a_problem(reading):
    for path in ("/books/999", "/authors/999", "/categories/none", "/nowhere", "/books/x", "/books/"):
        problem(reading.client.get(f"{reading.root}{path}"), 404, "not-found")


def test_what_is_not_understood_is_refused(reading):
    queries = "x=1 sort=stock language=?? in_stock=1 cursor=x category=A%20b sort=title&sort=title page=2 sort="
    for query in queries.split():
        problem(reading.client.get(f"{reading.root}/books?{query}"), 422, "invalid")
    for query, status in (("query=", 422), ("query=%00", 422), ("page=0", 422), ("cursor=", 422), ("query=%ff", 400)):
        problem(reading.client.get(f"{reading.root}/search?{query}"), status)


def test_documents_take_no_parameters(reading, shop):
    for url in (reading.root, f"{reading.root}/books/1", "/opds/opensearch.xml"):
        problem(reading.client.get(f"{url}?page=1"), 422, "invalid")


def test_what_has_not_changed_is_not_sent_again(reading, staff, shop):
    for path in ("", "/books", "/books/1"):
        whole = reading.client.get(f"{reading.root}{path}")
        assert (whole.headers["Cache-Control"], whole.vary.as_set()) == ("no-cache", {"accept-encoding"})
        known = {"If-None-Match": whole.headers["ETag"]}
        again = reading.client.get(f"{reading.root}{path}", headers=known)
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", known["If-None-Match"])
    staff.patch("/api/v2/books/1", json={"stock": 7})
    assert reading.client.get(f"{reading.root}/books/1", headers=known).status_code == 200


def test_feeds_are_compressed(reading, shop):
    answer = reading.client.get(f"{reading.root}/books", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["ETag"].endswith('-gzip"')


def test_head_and_options_work_and_nothing_is_written(reading):
    for path in ("", "/books", "/search"):
        head = reading.client.head(f"{reading.root}{path}")
        assert (head.status_code, head.data) == (200, b"")
        assert reading.client.options(f"{reading.root}{path}").allow == {"GET", "HEAD", "OPTIONS"}
        assert problem(reading.client.post(f"{reading.root}{path}"), 405)


def test_a_page_of_books_costs_two_statements(reading, shop, count_queries):
    for path, most in (("", 0), ("/books", 2), ("/new", 2), ("/search?query=plain", 2), ("/books/1", 1)):
        with count_queries() as statements:
            assert reading.client.get(f"{reading.root}{path}").status_code == 200
        assert len(statements) <= most, path


def test_a_bad_token_is_refused(reading):
    answer = reading.client.get(reading.root, headers={"Authorization": "Bearer x"})
    assert problem(answer, 401)
    assert answer.headers["WWW-Authenticate"]


def test_the_first_page_leads_to_both(anonymous):
    page = anonymous.get("/").text
    assert 'href="/opds"' in page
    assert 'href="/opds/v2"' in page

"""What makes another answer, and what does not: junk never makes the cache grow."""

import pytest

from tests.api.caching.conftest import BOOKS, outcome
from tests.factories import a_book


@pytest.fixture
def pair():
    """Keys are the same wherever answers are kept."""
    return ("sqlite", "memory")


def entries(app):
    """How many answers are kept."""
    return len(app.extensions["answers"].near)


def test_one_list_has_one_key_however_it_is_spelt(app, anonymous, book):
    spellings = ("?sort=title&page_size=5", "?page_size=5&sort=title", "?page%5Fsize=5&sort=titl%65")
    answers = [anonymous.get(BOOKS + query) for query in spellings]
    assert [outcome(one) for one in answers] == ["miss", "hit", "hit"]
    assert len({one.data for one in answers}) == entries(app) == 1


def test_bytes_are_the_text_that_they_mean(anonymous, staff):
    a_book(staff, title="Élan")
    assert anonymous.get(f"{BOOKS}?q=%C3%A9lan").get_json()["count"] == 1
    raw = anonymous.get(BOOKS, environ_overrides={"QUERY_STRING": "q=élan".encode().decode("latin-1")})
    assert (raw.get_json()["count"], outcome(raw)) == (1, "hit")
    assert anonymous.get(f"{BOOKS}?q=%C3%83%C2%A9lan").get_json()["count"] == 0


def test_spellings_that_are_kept_differ_in_nothing_when_they_are_made(make, book):
    bodies = {
        make().test_client().get(f"{BOOKS}?{query}").data for query in ("q=momo&page_size=5", "page_size=5&q=momo")
    }
    assert len(bodies) == 1


def test_what_shows_something_else_is_another_answer(app, anonymous, book):
    urls = ("", "?fields=id", "?page_size=1", "?q=momo", "?limit=1", "?cursor=", "?sort=-id")
    assert len({anonymous.get(BOOKS + url).data for url in urls}) == len(urls) == entries(app)
    v1, v2 = anonymous.get("/api/v1/books"), anonymous.get("/api/v2/books")
    assert v1.data != v2.data


def test_versions_that_are_asked_for_by_headers_say_so_when_they_are_kept(anonymous, book):
    for headers in ({"Accept-Version": "2"}, {"Accept": "application/json; version=2"}):
        for _ in range(2):
            found = anonymous.get("/api/books", headers=headers)
            assert (found.status_code, found.headers["API-Version"]) == (200, "2")
            assert "Accept-Version" in found.headers["Vary"]
        assert outcome(found) == "hit"
    assert "Accept-Version" not in anonymous.get(BOOKS).headers["Vary"]


@pytest.mark.parametrize(
    "junk",
    ["?junk={}", "?page=0{}", "?page={}&x=1", "?cursor={}", "?q=zzz{}", "?page=1{}", "?year=9{}", "?version=9{}"],
)
def test_junk_is_not_kept(app, anonymous, book, junk):
    before = entries(app)
    for number in range(30):
        anonymous.get(BOOKS + junk.format(number), headers={"User-Agent": str(number), "Accept": f"a/b{number}, */*"})
    assert entries(app) == before


def test_headers_that_select_nothing_make_no_keys(app, anonymous, book):
    for number in range(10):
        headers = {"User-Agent": f"agent {number}", "Cookie": f"c={number}", "X-Junk": str(number)}
        anonymous.get(
            book, headers={**headers, "Host": f"host{number}.example", "Referer": f"https://{number}.example"}
        )
    assert entries(app) == 1


def test_memory_is_bounded(make, staff, monkeypatch):
    monkeypatch.setattr("bookstore.api.caching.memory.MEGABYTE", 40_000)
    app = make(CACHE_MEGABYTES=1)
    client = app.test_client()
    for number in range(1, 60):
        a_book(staff, title=f"Book {number}")
        client.get(f"{BOOKS}/{number}")
    store = app.extensions["answers"].near
    assert 5 < len(store) < 40
    assert 0 < store.used <= 40_000
    assert outcome(client.get(f"{BOOKS}/59")) == "hit"
    assert outcome(client.get(f"{BOOKS}/1")) == "miss"


@pytest.mark.slow
def test_ten_thousand_queries_of_junk_leave_nothing(app, anonymous, book):
    anonymous.get(BOOKS)
    before = entries(app)
    for number in range(10_000):
        assert anonymous.get(f"{BOOKS}?{'utm' if number % 2 else 'q'}=zz{number}").status_code in (200, 422)
    assert entries(app) == before == 1

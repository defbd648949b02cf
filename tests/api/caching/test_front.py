"""What is kept, for whom, and what a kept answer looks like."""

import re

import pytest

from tests.api.caching.conftest import BOOKS, outcome
from tests.conftest import PASSWORD, problem
from tests.factories import a_book


def test_an_answer_is_made_once_and_kept(anonymous, book, count_queries):
    assert outcome(anonymous.get(book)) == "miss"
    with count_queries() as statements:
        found = anonymous.get(book)
    assert (outcome(found), statements) == ("hit", [])
    assert re.fullmatch("bookstore; hit; ttl=(60|59)", found.headers["Cache-Status"])
    assert int(found.headers["Age"]) <= 1


def test_a_kept_answer_is_the_same_but_for_what_belongs_to_its_request(anonymous, book):
    for url in (book, BOOKS, "/api/v1/books", "/api/books?version=2", f"{BOOKS}?q=momo&facets=author&fields=id"):
        fresh, kept = anonymous.get(url), anonymous.get(url)
        assert (outcome(fresh), outcome(kept)) == ("miss", "hit"), url
        assert kept.data == fresh.data
        passing = {"Age", "Cache-Status", "X-Request-Id", "RateLimit", "X-RateLimit-Remaining", "X-RateLimit-Reset"}
        first, second = ({name: value for name, value in one.headers if name not in passing} for one in (fresh, kept))
        assert {name: sorted(value.split(", ")) for name, value in second.items()} == {
            name: sorted(value.split(", ")) for name, value in first.items()
        }


def test_other_processes_find_it_where_there_is_redis(anonymous, other, book, pair):
    anonymous.get(book)
    assert outcome(other.get(book)) == ("hit" if pair[1] == "redis" else "miss")


def test_each_coding_is_made_of_one_answer_and_has_its_own_tag(anonymous, staff):
    for number in range(5):
        a_book(staff, title=f"Book {number}")
    plain = anonymous.get(BOOKS)
    for coding in ("gzip", "br", "zstd"):
        packed = anonymous.get(BOOKS, headers={"Accept-Encoding": coding})
        assert (outcome(packed), packed.headers["Content-Encoding"]) == ("hit", coding)
        assert packed.headers["ETag"] == plain.headers["ETag"].removesuffix('"') + f'-{coding}"'
        assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data)


def test_who_has_it_already_gets_a_304_of_nothing_else(anonymous, book, count_queries):
    tag = anonymous.get(book).headers["ETag"]
    for seen in (tag, f"W/{tag}", "*", f'"other", {tag}', tag.removesuffix('"') + '-gzip"'):
        with count_queries() as statements:
            found = anonymous.get(book, headers={"If-None-Match": seen})
        assert (found.status_code, outcome(found), found.data, statements) == (304, "hit", b"", [])
        assert {"ETag", "Vary", "Cache-Control", "API-Version"} <= set(found.headers.keys())
        assert not {"Content-Type", "Content-Length", "Content-Encoding"} & set(found.headers.keys())
    assert anonymous.get(book, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_head_request_shares_it(anonymous, book):
    assert outcome(anonymous.head(book)) == "miss"
    whole, head = anonymous.get(book), anonymous.head(book)
    assert (outcome(whole), outcome(head), head.data) == ("hit", "hit", b"")
    assert whole.headers["Content-Length"] == head.headers["Content-Length"] == str(len(whole.data))


@pytest.mark.parametrize("credentials", ["bearer", "basic", "key", "wrong"])
def test_whoever_says_who_they_are_passes_by(app, anonymous, customer, book, credentials):
    anonymous.get(book)
    headers = {
        "bearer": {"Authorization": customer.environ_base["HTTP_AUTHORIZATION"]},
        "wrong": {"Authorization": "Bearer nonsense"},
        "key": {"X-API-Key": "nonsense"},
    }.get(credentials)
    found = anonymous.get(book, headers=headers, auth=("carla", PASSWORD) if credentials == "basic" else None)
    if credentials in ("bearer", "basic"):
        assert (found.status_code, outcome(found)) == (200, "bypass")
    else:
        problem(found, 401)
    assert outcome(anonymous.get(book)) == "hit"


def test_what_belongs_to_somebody_is_never_kept(customer, admin):
    for client, url in (
        (customer, "/users/me"),
        (customer, "/users/me/sessions"),
        (admin, "/users"),
        (admin, "/users/1"),
    ):
        for _ in range(2):
            found = client.get(f"/api/v2{url}")
            assert (found.status_code, "Cache-Status" in found.headers) == (200, False)


def test_only_good_answers_to_reads_are_kept(app, anonymous, staff):
    for ask in (
        lambda: anonymous.get(f"{BOOKS}/999999"),
        lambda: anonymous.get(f"{BOOKS}?page=0"),
        lambda: anonymous.post(BOOKS, json={"title": "T"}),
        lambda: anonymous.put(BOOKS),
        lambda: staff.post(BOOKS, json={"title": "T"}),
        lambda: anonymous.get("/api/v2/nowhere"),
    ):
        assert "hit" not in (outcome(ask()), outcome(ask()))
    assert len(app.extensions["answers"].near) == 0


def test_kept_answers_count_like_all_others(make):
    client = make(anonymous="4/minute").test_client()
    left = [client.get(BOOKS + "?page_size=1").headers["X-RateLimit-Remaining"] for _ in range(4)]
    assert left == ["3", "2", "1", "0"]
    refused = client.get(BOOKS + "?page_size=1")
    problem(refused, 429, "too-many-requests")
    assert int(refused.headers["Retry-After"]) > 0


def test_a_304_is_free(make, book):
    client = make(anonymous="3/minute").test_client()
    tag = client.get(book).headers["ETag"]
    for _ in range(5):
        found = client.get(book, headers={"If-None-Match": tag})
        assert (found.status_code, found.headers["X-RateLimit-Remaining"]) == (304, "2")
        assert "Retry-After" not in found.headers


def test_a_kept_answer_is_logged_and_counted(make, book, capsys):
    client = make(LOG_LEVEL="INFO", LOG_FORMAT="json").test_client()
    client.get(book)
    capsys.readouterr()
    client.get(book, headers={"X-Request-Id": "mine"})
    line = capsys.readouterr().err
    for part in (
        '"event":"request"',
        '"request_id":"mine"',
        '"status":200',
        '"cache":"hit"',
        '"operation":"v2-books',
    ):
        assert part in line
    assert re.search(
        r'bookstore_cache_requests_total\{endpoint="/api/v2/books/\{book_id\}",outcome="hit",version="2"\} [1-9]',
        client.get("/metrics").text,
    )


def test_scripts_of_any_origin_get_their_own_terms(make, book):
    client = make(CORS_ORIGINS=("https://a.example", "https://b.example")).test_client()
    for origin in ("https://a.example", "https://b.example"):
        for _ in range(2):
            found = client.get(book, headers={"Origin": origin})
            assert found.headers["Access-Control-Allow-Origin"] == origin
            assert "Origin" in found.headers["Vary"]
    assert "Access-Control-Allow-Origin" not in client.get(book, headers={"Origin": "https://c.example"}).headers
    assert "Access-Control-Allow-Origin" not in client.get(book).headers


def test_it_can_be_switched_off(make, book):
    client = make(CACHE_ENABLED=False).test_client()
    for _ in range(2):
        found = client.get(book)
        assert (found.status_code, "Cache-Status" in found.headers, "Age" in found.headers) == (200, False, False)


def test_nothing_is_kept_longer_than_was_said(make, staff, book, monkeypatch):
    client = make(CACHE_SECONDS=5).test_client()
    client.get(book)
    monkeypatch.setattr("bookstore.api.caching.front.time", lambda: __import__("time").time() + 6)
    assert outcome(client.get(book)) == "miss"

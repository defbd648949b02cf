"""Authors in version 1: each call of the deck, what it takes and what it refuses."""

import pytest

from tests.conftest import problem
from tests.factories import a_book, a_category, an_author


@pytest.fixture
def author(staff):
    """An author without books."""
    return an_author(staff, name="Astrid Lindgren", born=1907)


def test_post_author(staff, anonymous):
    made = staff.post("/api/v1/author", json={"name": "Astrid Lindgren"})
    body = made.get_json()
    assert (made.status_code, list(body), body["name"]) == (201, ["id", "name"], "Astrid Lindgren")
    assert made.headers["Location"] == f"/api/v1/author/{body['id']}"
    assert anonymous.get(made.headers["Location"]).get_json() == body
    for wrong in ({}, {"name": ""}, {"name": None}, {"name": "A", "born": 1907}, {"id": 1, "name": "A"}):
        problem(staff.post("/api/v1/author", json=wrong), 422, "invalid")


def test_delete_author_by_id(staff, author):
    assert staff.delete(f"/api/v1/author?id={author['id']}").status_code == 204
    problem(staff.delete(f"/api/v1/author?id={author['id']}"), 404, "not-found")
    for query in ("", "?id=", "?id=x", "?id=0", "?id=1.0", "?id=1&id=2", f"?id={2**63}", "?name=Astrid"):
        problem(staff.delete(f"/api/v1/author{query}"), 422, "invalid")


def test_delete_author_with_works(staff, author):
    a_book(staff, authors=[{"id": author["id"]}])
    problem(staff.delete(f"/api/v1/author?id={author['id']}"), 409, "conflict")
    assert staff.get(f"/api/v1/author/{author['id']}").status_code == 200


def test_patch_author_name(staff, author):
    book = a_book(staff, isbn="9780060883287", authors=[{"id": author["id"]}])
    body = {"id": author["id"], "name": "A. Lindgren"}
    for kind in ("application/json", "application/merge-patch+json"):
        changed = staff.patch("/api/v1/author/name", json=body, content_type=kind)
        assert (changed.status_code, changed.get_json()) == (200, body)
    assert staff.get(f"/api/v1/book/{book['isbn']}").get_json()["author"] == "A. Lindgren"
    assert staff.get(f"/api/v2/authors/{author['id']}").get_json()["born"] == 1907
    problem(staff.patch("/api/v1/author/name", json=body | {"id": 999}), 404, "not-found")
    for wrong in ({"id": 1}, {"name": "A"}, {"id": "1", "name": "A"}, {"id": 1, "name": ""}, body | {"born": 1}):
        problem(staff.patch("/api/v1/author/name", json=wrong), 422, "invalid")
    problem(staff.get("/api/v1/author/name"), 405)


def test_authors_mind_if_match(staff, author):
    etag = {"If-Match": staff.get(f"/api/v1/author/{author['id']}").headers["ETag"]}
    body = {"id": author["id"], "name": "A. Lindgren"}
    assert staff.patch("/api/v1/author/name", json=body, headers=etag).status_code == 200
    problem(staff.patch("/api/v1/author/name", json=body, headers=etag), 412, "precondition-failed")
    problem(staff.delete(f"/api/v1/author?id={author['id']}", headers=etag), 412, "precondition-failed")


def test_only_staff_write_authors(anonymous, customer, author):
    for client, status in ((anonymous, 401), (customer, 403)):
        problem(client.post("/api/v1/author", json={"name": "A"}), status)
        problem(client.patch("/api/v1/author/name", json={"id": author["id"], "name": "A"}), status)
        problem(client.delete(f"/api/v1/author?id={author['id']}"), status)
    assert anonymous.get(f"/api/v1/author/{author['id']}").get_json()["name"] == "Astrid Lindgren"


def test_get_authors(staff, anonymous):
    made = [an_author(staff) for _ in range(3)]
    page = anonymous.get("/api/v1/authors?page=2&perpage=2").get_json()
    assert page["results"] == [{"id": made[2]["id"], "name": made[2]["name"]}]
    assert (page["count"], page["total_pages"]) == (3, 2)
    problem(anonymous.get("/api/v1/authors?perpage=0"), 422, "invalid")


def test_get_author(anonymous, author):
    shown = anonymous.get(f"/api/v1/author/{author['id']}")
    assert shown.get_json() == {"id": author["id"], "name": "Astrid Lindgren"}
    again = anonymous.get(f"/api/v1/author/{author['id']}", headers={"If-None-Match": shown.headers["ETag"]})
    assert again.status_code == 304
    for wrong in ("999", "0", "x", "1.0"):
        problem(anonymous.get(f"/api/v1/author/{wrong}"), 404, "not-found")


def test_get_books_of_an_author_by_year_and_category(staff, anonymous, author):
    slug = a_category(staff, name="For Children")["slug"]
    ours = [{"id": author["id"]}]
    for year, name in ((1955, "Karlsson"), (1945, "Pippi"), (None, "Undated"), (1973, "Lionheart")):
        shelves = [{"slug": slug}] if name in ("Pippi", "Karlsson") else []
        a_book(staff, title=name, year=year, authors=ours, categories=shelves)
    a_book(staff, title="Another's", year=1950)

    def names(query=""):
        page = anonymous.get(f"/api/v1/author/{author['id']}/book{query}").get_json()
        return [book["name"] for book in page["results"]]

    assert names("?order=asc") == names() == ["Pippi", "Karlsson", "Lionheart", "Undated"]
    assert names("?order=desc") == ["Lionheart", "Karlsson", "Pippi", "Undated"]
    assert (
        names("?order=desc&category=for-children")
        == names("?order=desc&category=For+Children")
        == ["Karlsson", "Pippi"]
    )
    assert (names("?order=desc&perpage=1&page=2"), names("?category=nothing")) == (["Karlsson"], [])


def test_the_books_of_an_author_are_asked_for_rightly(anonymous, author):
    url = f"/api/v1/author/{author['id']}/book"
    assert anonymous.get(url).get_json()["results"] == []
    problem(anonymous.get("/api/v1/author/999/book"), 404, "not-found")
    for query in ("order=up", "order=", "order=asc&order=desc", "sort=year", "category=", "q=x", "year=1999"):
        problem(anonymous.get(f"{url}?{query}"), 422, "invalid")


def test_a_walk_by_cursor_keeps_its_order(staff, anonymous, author):
    for year in (1950, 1970, 1960):
        a_book(staff, year=year, authors=[{"id": author["id"]}])
    url, years = f"/api/v1/author/{author['id']}/book?order=desc&cursor=&page_size=1", []
    while url:
        page = anonymous.get(url).get_json()
        years += [book["year"] for book in page["results"]]
        url = page["links"]["next"]
    assert years == [1970, 1960, 1950]

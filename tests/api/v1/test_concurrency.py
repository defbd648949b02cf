"""Many at once in version 1: what is named in passing is made once, and of many writers one gets through."""

from tests.api.v2.test_concurrency import THREADS, at_once, statuses
from tests.factories import a_book, an_isbn

ISBN = "9780060883287"


def test_a_new_category_and_a_new_author_are_made_once(app, staff, anonymous):
    named = {"name": "N", "author": "New Author", "category": "New Category"}
    calls = [("POST", "/api/v1/book", {"json": named | {"isbn": an_isbn()}}) for _ in range(THREADS - 1)]
    calls.append(("POST", "/api/v2/categories", {"json": {"name": "New Category"}}))
    *made, beside = at_once(app, staff, calls)
    assert statuses(made) == {201: THREADS - 1}
    assert beside.status_code in (201, 409)
    for kind in ("authors", "categories"):
        assert anonymous.get(f"/api/v2/{kind}").get_json()["count"] == 1


def test_of_many_writers_with_one_etag_exactly_one_gets_through(app, staff, anonymous):
    a_book(staff, isbn=ISBN)
    seen = {"If-Match": anonymous.get(f"/api/v1/book/{ISBN}").headers["ETag"]}
    calls = [("PUT", "/api/v1/book", {"json": {"isbn": ISBN, "name": f"{n}"}, "headers": seen}) for n in range(THREADS)]
    assert statuses(at_once(app, staff, calls)) == {200: 1, 412: THREADS - 1}


def test_an_isbn_is_saved_once(app, staff, anonymous):
    calls = [("POST", "/api/v1/book", {"json": {"isbn": ISBN, "name": "N"}}) for _ in range(THREADS)]
    assert statuses(at_once(app, staff, calls)) == {201: 1, 409: THREADS - 1}
    assert anonymous.get("/api/v1/books").get_json()["count"] == 1

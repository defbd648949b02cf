"""What HTTP itself asks of every URL: HEAD, OPTIONS, 405, versions, strict bodies."""

import pytest

from tests.conftest import problem
from tests.factories import a_book, a_category, a_magazine, a_publisher, an_author
from tests.wire import Wire

COLLECTIONS = ("books", "magazines", "authors", "publishers", "categories")


@pytest.fixture
def items(staff):
    """The URL of one of each kind of thing."""
    made = zip(COLLECTIONS, (a_book, a_magazine, an_author, a_publisher, a_category), strict=True)
    return [f"/api/v2/{kind}/{(thing := make(staff)).get('id', thing.get('slug'))}" for kind, make in made]


def test_head_is_get_without_a_body(anonymous, items):
    for url in [*items, *(f"/api/v2/{kind}" for kind in COLLECTIONS), f"{items[2]}/books", "/api/v2/isbn/1"]:
        got, head = anonymous.get(url), anonymous.head(url)
        assert (head.status_code, head.data) == (200, b"")
        for name in ("Content-Type", "Content-Length", "ETag", "Vary", "Cache-Control", "API-Version", "Link"):
            assert head.headers.get(name) == got.headers.get(name)
    assert anonymous.head("/api/v2/books/999999").status_code == 404


def test_what_has_no_body_has_no_type(anonymous, staff, items):
    for answer in (anonymous.options(items[0]), staff.delete(items[0])):
        assert (answer.status_code in (200, 204), answer.data) == (True, b"")
        assert "Content-Type" not in answer.headers
    assert anonymous.options("/api/v2/nowhere").mimetype == "application/problem+json"


def test_options_names_the_methods(anonymous, items):
    for url in items:
        allowed = anonymous.options(url)
        assert (allowed.status_code, set(allowed.allow)) == (200, {"GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"})
        assert set(anonymous.options(url.rpartition("/")[0]).allow) == {"GET", "HEAD", "OPTIONS", "POST"}
    assert set(anonymous.options("/api/v2/isbn/1").allow) == {"GET", "HEAD", "OPTIONS"}
    assert set(anonymous.options("/api/v2/auth/token").allow) == {"POST", "OPTIONS"}
    problem(anonymous.options("/api/v2/nowhere"), 404, "not-found")


def test_other_methods_are_refused_with_those_that_are_allowed(staff, items):
    for url in items:
        assert {"GET", "PUT"} <= set(problem_allow(staff.post(url)))
        assert {"GET", "POST"} <= set(problem_allow(staff.delete(url.rpartition("/")[0])))
    assert {"GET", "HEAD"} <= set(problem_allow(staff.open("/api/v2/books", method="TRACE")))
    assert set(problem_allow(staff.get("/api/v2/auth/token"))) == {"POST", "OPTIONS"}


def problem_allow(response):
    """The methods that a 405 allows."""
    problem(response, 405, "method-not-allowed")
    return response.allow


def test_every_answer_names_its_version(anonymous, staff, items):
    urls = (
        *items,
        "/api/v2/books",
        "/api/v2/books/999999",
        "/api/v2/nowhere",
        "/api/v2/books?x=1",
        "/api/v2/openapi.json",
    )
    for url in urls:
        for method in ("GET", "OPTIONS", "POST", "DELETE"):
            assert anonymous.open(url, method=method).headers["API-Version"] == "2"
    assert "API-Version" not in anonymous.get("/livez").headers


NO_JSON = (
    *(b"", b"{", b'{"title": "T"', b"{'title': 1}", b"\xff", b'{"title": "T"} x'),
    *(b'{"title": NaN}', b'{"x": 1e999}', b'{"a": 1, "a": 2}', b'{"stock": ' + b"9" * 5000 + b"}"),
)


def test_bodies_are_json_and_nothing_else(staff):
    for body in NO_JSON:
        problem(staff.post("/api/v2/books", data=body, content_type="application/json"), 400, "malformed-json")
    for deep, status in ((b"[" * 32 + b"]" * 32, 422), (b"[" * 33 + b"]" * 33, 400), (b"[" * 100_000, 400)):
        problem(staff.post("/api/v2/books", data=deep, content_type="application/json"), status)


def test_bodies_come_as_they_are_declared(staff):
    body, url = b'{"title": "T"}', f"/api/v2/books/{a_book(staff)['id']}"
    for kind in (
        "text/plain",
        "application/xml",
        "application/json; charset=latin-1",
        "",
        "application/merge-patch+json",
    ):
        problem(staff.post("/api/v2/books", data=body, content_type=kind), 415, "unsupported-media-type")
    for kind in ("application/json", "application/json; charset=utf-8", "Application/JSON"):
        assert staff.post("/api/v2/books", data=body, content_type=kind).status_code == 201
    problem(staff.patch(url, data=b"{}", content_type="text/plain"), 415, "unsupported-media-type")
    packed = {"Content-Encoding": "gzip"}
    problem(staff.post("/api/v2/books", data=body, content_type="application/json", headers=packed), 415)


def test_large_and_short_bodies_are_refused(staff, app):
    large = b'{"title": "' + b"x" * app.config["MAX_CONTENT_LENGTH"] + b'"}'
    problem(staff.post("/api/v2/books", data=large, content_type="application/json"), 413, "content-too-large")
    short = {"data": b'{"title": "T"}', "environ_overrides": {"CONTENT_LENGTH": "500"}}
    problem(staff.post("/api/v2/books", content_type="application/json", **short), 400)
    assert staff.get("/api/v2/books").get_json()["count"] == 0


def test_single_things_take_no_parameters(anonymous, staff, items):
    for url in items:
        body = problem(anonymous.get(f"{url}?fields=id&page=1"), 422, "invalid")
        assert [error["parameter"] for error in body["errors"]] == ["fields", "page"]
        problem(staff.delete(f"{url}?force=1"), 422, "invalid")
        assert anonymous.get(url).status_code == 200
    problem(anonymous.get("/api/v2/books?q=%ff"), 400, "bad-request")


def test_options_name_what_a_patch_may_be_where_there_is_one(staff, anonymous):
    item = anonymous.options(f"/api/v2/books/{a_book(staff)['id']}")
    assert item.headers["Accept-Patch"] == "application/merge-patch+json, application/json"
    assert "Accept-Patch" not in anonymous.options("/api/v2/books").headers


def test_what_cannot_be_seen_is_blank(staff):
    for sign in (
        "\u200b",
        "\u2060",
        "\u00ad",
        "\u3164",
        "\u2800",
        "\u200d",
        "\ufe0f",
        "\u115f",
        "\U000e0041",
        " \u200b",
    ):
        for kind, name in (("books", "title"), ("magazines", "title"), ("authors", "name"), ("publishers", "name")):
            body = problem(staff.post(f"/api/v2/{kind}", json={name: sign}), 422, "invalid")
            assert body["errors"] == [{"pointer": f"/{name}", "detail": "Must not be blank."}], (kind, sign)
    for words in ("नमस्\u200dते", "می\u200cخواهم", "Donau\u00addampf", "❤️", "👩\u200d🚀"):
        assert staff.post("/api/v2/books", json={"title": words}).get_json()["title"] == words


def test_refusals_say_what_is_expected(staff, anonymous):
    book = {"title": "T", "categories": ["fiction"], "authors": ["Ada"], "publisher": "P", "price": "1.00"}
    errors = problem(staff.post("/api/v2/books", json=book), 422)["errors"]
    details = {error["pointer"]: error["detail"] for error in errors}
    assert details["/categories/0"] == 'Must be an object such as {"slug": "fiction"}.'
    assert details["/price"] == 'Must be an object such as {"amount": "12.50", "currency": "EUR"}.'
    for pointer in ("/authors/0", "/publisher"):
        assert details[pointer] == 'Must be an object such as {"id": 7} or {"name": "Ada Lovelace"}.'
    body = problem(anonymous.get("/api/v2/books?isbn=9780060883287,1,2"), 422)
    assert body["errors"] == [
        {"parameter": "isbn", "detail": f"Value {place}: Is not a valid ISBN."} for place in (2, 3)
    ]


def test_only_who_goes_too_deep_is_sent_to_a_cursor(anonymous):
    for query in ("page=0", "page=-1", "offset=-1", "page=x"):
        assert "cursor" not in problem(anonymous.get(f"/api/v2/books?{query}"), 422)["errors"][0]["detail"]
    for query in ("page=10001", "offset=10000", "page=501", f"offset={10**15}"):
        assert "cursor" in problem(anonymous.get(f"/api/v2/books?{query}"), 422)["errors"][0]["detail"], query


def test_every_answer_below_api_says_what_it_varies_by(anonymous, staff, items):
    for url in (*items, "/api/v2/books", "/api/v2/nowhere", "/api/v2/books/99999", "/api/v2/books?x=1", "/api/v2/docs"):
        for method in ("GET", "HEAD", "OPTIONS", "PUT", "TRACE"):
            assert "accept" in anonymous.open(url, method=method).vary, (method, url)
    tag = anonymous.get(items[0]).headers["ETag"]
    assert "accept" in anonymous.get(items[0], headers={"If-None-Match": tag}).vary
    assert "accept" in staff.delete(items[0]).vary
    assert "Vary" not in anonymous.get("/livez").headers


def test_pages_and_probes_take_no_parameters(anonymous):
    documents = (f"/api/v{version}/{name}" for version in "12" for name in ("openapi.json", "docs", "redoc"))
    for url in ("/", "/livez", "/readyz", "/problems", "/problems/conflict", *documents):
        body = problem(anonymous.get(f"{url}?x=1"), 422, "invalid")
        assert body["errors"] == [{"parameter": "x", "detail": "Unknown parameter."}]
        assert anonymous.get(f"{url}?").status_code == 200
        assert anonymous.options(f"{url}?x=1").status_code == 200
    problem(anonymous.get("/nowhere?x=1"), 404)


def test_the_instance_of_a_problem_is_the_path_as_it_was_sent(app):
    for path in ("/a%20b", "/%FF", "/%00", "/x%3Fy", "/%C3%A9", "/a:b@c"):
        assert problem(Wire(app, "").ask("GET", path, anonymous=True), 404)["instance"] == path
    for path in ("/api/nowhere", "/api/books/0", "/api/a%20b", "/api/v2/nowhere", "/api/v9/books"):
        for headers in ({}, {"Accept-Version": "2"}):
            answer = Wire(app, "").ask("GET", path, headers=headers, anonymous=True)
            assert problem(answer, answer.status_code)["instance"] == path

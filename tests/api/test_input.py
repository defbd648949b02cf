"""Whatever comes in: no fault of ours, the right refusal, a whole problem, no hint of what is inside."""

import logging

import pytest

from bookstore.ops.outlet import STDERR
from tests.wire import JSON, Wire, checked

B = "/api/v2/books"

PATHS = [
    *((f"{B}/{part}", 404) for part in ("0", "-1", "007", "1.0", "1e0", "+1", "9999999999999999999", "%D9%A1", "１")),
    *(
        (f"{B}/{part}", 404)
        for part in (str(2**63), "9" * 5000, "%00", "1%00", "%ff", "..%2f", "%2e%2e", "1%20", "%0a")
    ),
    *((f"{B}/{part}", 404) for part in ("null", "1;x=1", "1,2", "1/", "1//", "%", "%zz", "%u0031", "1%2f", "a" * 8000)),
    *((url, 404) for url in (f"{B}/", f"{B}//1", "/api/v2/Books")),
    ("/api/v3/books", 406),
    *((url, 404) for url in ("//", "//api/v2/books", "///api/v2/books", "//livez", "/api//v2/books", "/api/v2//books")),
    *((url, 404) for url in ("/%00", "/%ff", "/.env", "/api/v2/../../x", "/x" * 4000, "/assets/..%2f..%2fconfig.py")),
    *((url, 404) for url in ("/static/../config.py", "/assets/%00", "/static/%00", "/static/", "/problems/%00")),
    *((f"/api/v2/categories/{slug}", 404) for slug in ("A", "a--b", "-a", "a-", "%00", "%ff", "%C2%B2", "a" * 301)),
    *((f"/api/v2/categories/{slug}", 404) for slug in ("a%20b", "a_b", "%F0%9F%98%80", "..", "%2e%2e%2f", "%ED%A0%80")),
    *((f"/api/v2/authors/{part}/books", 404) for part in ("0", "x", "99999", str(2**64), "%00")),
    *((f"/api/v2/isbn/{text}", 200) for text in ("x", "1", "9" * 100, "%D9%A1", "978-0-06-088328-7", "-", "%20")),
    *((f"/api/v2/issn/{text}", 200) for text in ("x", "0028-0836", "9" * 100, "%20")),
    *(
        (f"/api/v2/{kind}/{text}", 404)
        for kind in ("isbn", "issn")
        for text in (
            "%00",
            "1%00",
            "%ff",
            "%FF1",
            "%ed%a0%80",
            "%c0%80",
            "%0a",
            "%7f",
            "%C2%85",
            "%E2%80%AE",
            "9" * 101,
            "9" * 5000,
        )
    ),
    *((url, 404) for url in ("/api/v2/isbn/", "/api/v2/isbn/a/b", "/api/v2/issn/", "/api/v2/isbn")),
]


def test_no_path_is_too_odd_to_be_answered(wire):
    for url, status in PATHS:
        checked(wire.ask("GET", url), status, url[:200])
        head = wire.ask("HEAD", url)
        assert (head.status_code, head.data) == (status, b""), url[:200]


def test_a_path_that_does_not_exist_is_not_found_by_any_method(wire):
    for part in ("0", str(2**63), "x", "%00", "99999"):
        for method in ("GET", "PUT", "PATCH", "DELETE", "OPTIONS"):
            body = b"" if method in ("GET", "DELETE") else b'{"title": "T"}'
            known = method == "OPTIONS" and part == "99999"
            checked(wire.ask(method, f"{B}/{part}", body, JSON), 200 if known else 404, (method, part))
    for slug in ("%C2%B2", "A", "%00"):
        for method in ("GET", "PUT", "PATCH", "DELETE"):
            checked(wire.ask(method, f"/api/v2/categories/{slug}", b'{"name": "N"}', JSON), 404, (method, slug))


QUERIES = [
    *(
        (f"page={value}", 422)
        for value in ("", "0", "-1", "1.0", "%2B1", "%201", "1e2", "1_0", "%D9%A1", "１", "10001")
    ),
    *((f"page={value}", 422) for value in ("9" * 6000, str(2**63), "%00", "null", "1,2", "0x1", "1%0a", "true", "501")),
    *((query, 422) for query in ("page=1&page=2", "page=1&page=1", "x=1", "Page=1", "page[]=1", "=1", "page", "%00=1")),
    *((query, 422) for query in ("sort=colour", "sort=", "sort=id,id", "sort=--id", "sort=id%00", "sort=id;drop")),
    *((query, 422) for query in ("cursor=x", "cursor=%00", "cursor=a.b", "cursor=" + "a" * 3000, "cursor=%ED%95%9C")),
    *((query, 422) for query in ("price_min=-1", "price_min=1e5", "price_min=NaN", "price_min=", "price_max=1_0")),
    *((query, 422) for query in ("price_max=" + "9" * 400, "price_min=0x1", "price_min=%D9%A1", "price_min=1.2345")),
    *((f"updated_since={value}", 422) for value in ("", "x", "0000-01-01", "2026-02-30", "2026-13-01", "20260101")),
    *((f"updated_since={value}", 422) for value in ("9999-12-31T23:59:60Z", "9999-12-31T23:59:59-14:00", "2026-W01-1")),
    *(
        (f"updated_since={value}", 422)
        for value in ("0001-01-01T00:00:00%2B14:00", "10000-01-01", "2026-01-01T25:00:00Z")
    ),
    *(
        (f"updated_since={value}", 422)
        for value in ("2026-01-01T00:00:00", "-2026-01-01", "2026-01-01T00:00:00%2B99:99")
    ),
    *(
        (f"updated_since={value}", 200)
        for value in ("0001-01-01", "9999-12-31T23:59:59Z", "2026-01-01T00:00:00.123456Z")
    ),
    *((f"q={value}", 200) for value in ("!!!", "%22", "*", "a:*%26%7C!()", "%27%3B--", "AND", "OR%20NOT", "a%3C-%3Eb")),
    *(
        (f"q={value}", 200)
        for value in ("NEAR(a,b)", "%25", "_", "%5C", "%F0%9F%98%80", "a%E2%80%8Bb", "a" * 200, "-a")
    ),
    *((f"q={value}", 422) for value in ("", "%20", "a" * 10_000, "%00", "a%00b", "%E2%80%AE", "%EF%BF%BE", "a%0Ab")),
    *((query, 400) for query in ("q=%ff", "q=%c0%80", "%ff=1", "q=%ed%a0%80", "x=%80")),
    *(
        (query, 422)
        for query in ("isbn=1", "isbn=", "isbn=,", "isbn=" + ",".join(["9780060883287"] * 101), "in_stock=1")
    ),
    *(
        (query, 422)
        for query in ("in_stock=True", "category=A", "category=%00", "language=xx-", "format=Ebook", "year=x")
    ),
    *(
        (query, 422)
        for query in ("author=0", "author=x", f"publisher={2**63}", "fields=x", "facets=price", "limit=1001")
    ),
    *((query, 422) for query in ("q=%zz&x=1", "&&&x", "limit=1&page=1", "offset=10000", "cursor=&page=1", "q=a&q=b")),
    *(
        (query, 200)
        for query in ("", "&", "q=%zz", "q=%", "q=100%25", f"author={2**63 - 1}", "price_min=999999999.999")
    ),
    *((query, 200) for query in ("category=none", "year=-5000", "limit=1000", "offset=9999", "page=500", "cursor=")),
]


def test_no_query_is_too_odd_to_be_answered(wire):
    for query, status in QUERIES:
        checked(wire.ask("GET", f"{B}?{query}"), status, query[:200])


def test_what_takes_no_query_refuses_one(wire):
    for method, url, body in (("POST", B, b'{"title": "T"}'), ("GET", f"{B}/1", b""), ("DELETE", f"{B}/1", b"")):
        for query in ("x=1", "page=1", "=", "%00=1"):
            checked(wire.ask(method, f"{url}?{query}", body, JSON), 422, (method, query))
        checked(wire.ask(method, f"{url}?x=%ff", body, JSON), 400, method)


BEARERS = (
    *("", " ", "Bearer", "Bearer ", "bearer x", "Bearer a.b.c", "Bearer ..", "Bearer null", "Basic", "Basic !!!"),
    *("Basic Og==", "Basic " + "A" * 5000, "Digest x", "Negotiate x", "Bearer " + "a" * 5000, "Bearer \xff", "\x00"),
    *("Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.", "Bearer a b", "Token x", "Bearer\tx", "Bearer é.é.é", ","),
)


def test_no_authorization_is_too_odd_to_be_refused(wire):
    for header in BEARERS:
        for url in (B, f"{B}/1"):
            answer = wire.ask("GET", url, headers={"Authorization": header})
            checked(answer, 401, header[:100])
            assert answer.headers["WWW-Authenticate"].startswith("Bearer"), header[:100]
        checked(wire.ask("DELETE", f"{B}/1", headers={"Authorization": header}), 401, header[:100])


TAGS = ("", "x", '"', '""', 'W/"x"', "W/", '"a","b"', ",", "\x00", "\xff", '"' + "a" * 8000 + '"', '"a" ' * 500, "W/*")
ACCEPTS = ("", "x", "*/*;q=x", "text/html", ",,,", "a/b;" * 500, "application/json;q=0", "\xff", "application/json;q=9")
ODD = ("", " ", "a b", "<x>", "\xff", "a" * 129, "\x00", "../x", "a\tb", "é", "${x}")


def test_no_header_is_too_odd_to_be_answered(wire):
    for tag in TAGS:
        checked(wire.ask("GET", f"{B}/1", headers={"If-None-Match": tag}), 200, tag[:100])
        body = wire.ask("PATCH", f"{B}/1", b'{"stock": 5}', JSON | {"If-Match": tag})
        checked(body, (412, 400), tag[:100])
    for accept in ACCEPTS:
        checked(wire.ask("GET", f"{B}/1", headers={"Accept": accept}), (200, 406), accept[:100])
    for name in ("Accept-Language", "Accept-Encoding", "Range", "If-Range", "If-Modified-Since", "Cookie", "Forwarded"):
        for value in ODD:
            checked(wire.ask("GET", B, headers={name: value}), 200, (name, value))


def test_only_a_decent_request_id_is_taken_over(wire):
    for odd in ODD:
        answer = wire.ask("GET", f"{B}/999", headers={"X-Request-Id": odd})
        checked(answer, 404, odd)
        assert answer.headers["X-Request-Id"] not in ("", odd)
    for good in ("a", "A-1._z", "a" * 128):
        assert wire.ask("GET", B, headers={"X-Request-Id": good}).headers["X-Request-Id"] == good


def test_no_host_is_too_odd_to_be_answered(wire):
    for host in ("", "x:y", "a b", "[::1", "évil", "a" * 5000, "\x00", "localhost:99999", "evil.example"):
        for method, body in (("GET", b""), ("POST", b'{"title": "T"}')):
            answer = wire.ask(method, B, body, JSON | {"Host": host})
            checked(answer, (200, 201, 400), host[:50])
            assert "evil" not in str(answer.headers), host


def test_other_methods_are_refused_and_none_is_overridden(wire):
    for method in ("TRACE", "PROPFIND", "CONNECT", "X", "LINK", "DELETE", "A" * 500):
        answer = wire.ask(method, B)
        checked(answer, 405, method)
        assert {"GET", "POST", "HEAD", "OPTIONS"} == set(answer.allow), method
    for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        checked(wire.ask("POST", f"{B}/1", b"{}", JSON | {name: "DELETE"}), 405, name)
        checked(wire.ask("GET", f"{B}/1", headers={name: "DELETE"}), 200, name)
    checked(wire.ask("GET", f"{B}/1"), 200, "it is still there")


def test_outside_of_the_api_problems_are_problems_too(wire):
    for method, url, status in (("GET", "/nothing", 404), ("POST", "/", 405), ("DELETE", "/livez", 405)):
        answer = wire.ask(method, url)
        checked(answer, status, url)
        assert status == 404 or "GET" in answer.allow
    for url in ("/static/page.css", "/assets/swagger-ui-dist/swagger-ui.css", "/api/v2/docs", "/api/v2/openapi.json"):
        checked(wire.ask("PUT", url), 405, url)


def test_a_redirect_stays_a_redirect(make_app):
    app = make_app()
    app.add_url_rule("/moved/", "moved", lambda: "here")
    answer = Wire(app, "").ask("GET", "/moved", anonymous=True)
    assert (answer.status_code, answer.headers["Location"]) == (308, "http://localhost/moved/")


def boom(*_):
    raise RuntimeError("SELECT secret FROM sqlite")


@pytest.mark.parametrize("where", ["view", "before_request"])
def test_a_fault_of_ours_says_nothing_of_itself_and_is_logged_once(make_app, where, capfd):
    app = make_app(TESTING=False)
    app.add_url_rule("/fault", "fault", boom if where == "view" else lambda: "fine")
    if where != "view":
        getattr(app, where)(boom)
    logging.getLogger(app.name).handlers.clear()
    checked(Wire(app, "").ask("GET", "/fault", anonymous=True), 500, where)
    assert STDERR.drain()
    assert capfd.readouterr().err.count("RuntimeError: SELECT secret") == 1


def test_a_fault_after_the_view_says_nothing_either(make_app):
    app = make_app(TESTING=False)
    app.after_request(boom)
    checked(Wire(app, "").ask("GET", "/livez", anonymous=True), 500, "after_request")

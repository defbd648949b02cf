"""Which version answers, and what answers say of it."""

from datetime import UTC, datetime

import pytest

import config
from bookstore import api
from tests.api import v3
from tests.conftest import problem
from tests.factories import a_book

NUMBER = "/isbn/9780060883287"
ACCEPT, HEADER = "Accept", "Accept-Version"

CHOSEN = [
    ("", {}, "1"),
    ("?version=1", {}, "1"),
    ("?version=2", {}, "2"),
    ("?version=2.0", {}, "2"),
    ("?%76ersion=2", {}, "2"),
    ("", {HEADER: "1"}, "1"),
    ("", {HEADER: "2"}, "2"),
    ("", {HEADER: "2.0"}, "2"),
    ("", {HEADER: "2, 2.0"}, "2"),
    ("", {ACCEPT: "application/json"}, "1"),
    ("", {ACCEPT: "application/json; version=2"}, "2"),
    ("", {ACCEPT: "application/json; version=2.0"}, "2"),
    ("", {ACCEPT: "application/json;version=2.0"}, "2"),
    ("", {ACCEPT: 'application/json; VERSION="2"'}, "2"),
    ("", {ACCEPT: "*/*; version=2"}, "2"),
    ("", {ACCEPT: "text/html, application/json; version=2"}, "2"),
    ("", {ACCEPT: "text/html; version=2"}, "2"),
    ("", {ACCEPT: "application/json;version=1;q=0.5, application/json;version=2;q=0.9"}, "2"),
    ("", {ACCEPT: "application/json;version=1, application/json;version=2;q=0.9"}, "1"),
    ("", {ACCEPT: "application/json;version=9, application/json;version=2;q=0.9"}, "2"),
    ("", {ACCEPT: "application/json;version=9, application/json;version=2"}, "2"),
    ("", {ACCEPT: "application/json;version=2, text/csv;version=2.0"}, "2"),
    ("", {ACCEPT: "application/json;version=1;q=0, application/json;version=2;q=0.1"}, "2"),
    ("", {ACCEPT: "application/json;version=9;q=0"}, "1"),
    ("", {ACCEPT: "nonsense;;;,,version=2"}, "1"),
    ("?version=2", {HEADER: "2.0", ACCEPT: "application/json;version=2"}, "2"),
]
CONFLICTING = [
    ("?version=1&version=2", {}),
    ("?version=1", {HEADER: "2"}),
    ("?version=1", {ACCEPT: "application/json; version=2"}),
    ("", {HEADER: "1", ACCEPT: "application/json; version=2.0"}),
    ("", {HEADER: "1, 2"}),
    ("", {ACCEPT: "application/json;version=1, application/json;version=2"}),
    ("", {ACCEPT: "application/json;version=1;q=0.5, text/html;version=2;q=0.5"}),
]
UNKNOWN = [
    ("?version=2&version=9", {}),
    ("?version=2", {HEADER: "9"}),
    ("", {HEADER: "1, 9"}),
    *(
        (f"?version={text}", {})
        for text in ("", "0", "3", "9", "02", "2.1", "2.", "2.00", "+2", "%202", "v2", "two", "-2")
    ),
    *((f"?version={text}", {}) for text in ("%00", "%ff", "%D9%A2", "9" * 5000)),
    *(("", {HEADER: text}) for text in ("", "3", "02", "2.1", "v2", "*", "9" * 5000)),
    *(("", {ACCEPT: f"application/json; version={text}"}) for text in ("3", "2.1", "02", '""')),
]


@pytest.fixture
def backend():
    """Versions are the same on every database: one is enough."""
    return "sqlite"


@pytest.fixture
def kept(anonymous):
    """Asks for an author that is not there, without a version in the path: both versions know such a path."""
    return lambda query, headers: anonymous.get(f"/api/authors{query}", headers=headers)


@pytest.mark.parametrize(("query", "headers", "version"), CHOSEN)
def test_a_path_without_a_version_takes_it_from_the_request(kept, query, headers, version):
    response = kept(query, headers)
    assert (response.status_code, response.headers["API-Version"]) == (200, version)
    assert response.headers["Vary"].split(", ").count("Accept") == 1
    assert "Accept-Version" in response.headers["Vary"].split(", ")
    assert ("Deprecation" in response.headers) == (version == "1")


@pytest.mark.parametrize(("query", "headers"), CONFLICTING)
def test_selectors_that_disagree_are_refused(kept, query, headers):
    body = problem(kept(query, headers), 400, "conflicting-versions")
    assert body["supported"] == ["1", "2"]


@pytest.mark.parametrize(("query", "headers"), UNKNOWN)
def test_an_unknown_version_is_refused_naming_those_that_are_known(kept, query, headers):
    body = problem(kept(query, headers), 406, "unknown-version")
    assert (body["supported"], "1 and 2" in body["detail"]) == (["1", "2"], True)


def test_a_configured_version_answers_those_who_name_none(make_app):
    client = make_app(API_DEFAULT_VERSION="2").test_client()
    assert client.get("/api/authors").headers["API-Version"] == "2"
    assert client.get("/api/authors?version=1").headers["API-Version"] == "1"
    assert [row["default"] for row in client.get("/api/versions").get_json()["versions"]] == [False, True]


def test_the_url_wins_over_headers(anonymous):
    for headers in ({HEADER: "1"}, {HEADER: "9"}, {HEADER: "1, 2"}, {ACCEPT: "application/json; version=1"}):
        response = anonymous.get("/api/v2/authors", headers=headers)
        assert (response.status_code, response.headers["API-Version"]) == (200, "2")
        assert "Accept-Version" not in response.headers["Vary"]


def test_a_parameter_must_agree_with_the_url(anonymous):
    for query in ("version=2", "version=2.0", "page=1&version=2", "version=2&page=1"):
        assert anonymous.get(f"/api/v2/authors?{query}").status_code == 200
    for query in ("version=1", "version=2&version=1"):
        problem(anonymous.get(f"/api/v2/authors?{query}"), 400, "conflicting-versions")
    for query in ("version=9", "version=", "version=2&version=9"):
        problem(anonymous.get(f"/api/v2/authors?{query}"), 406, "unknown-version")
    problem(anonymous.get("/api/v2/authors?versions=2"), 422, "invalid")


def test_a_url_with_an_unknown_version_is_refused_in_the_same_way(anonymous):
    for path in ("/api/v3/authors", "/api/v9", "/api/v0/authors", "/api/v02/authors", "/api/v2.0/authors", "/api/v10/"):
        body = problem(anonymous.get(path), 406, "unknown-version")
        assert (body["supported"], body["instance"]) == (["1", "2"], path)
    problem(anonymous.get("/api/vx/authors"), 404, "not-found")
    problem(anonymous.get("/apis/v3/authors"), 404, "not-found")


def test_all_methods_and_refusals_follow_the_version(anonymous, staff):
    assert anonymous.options("/api/books", headers={HEADER: "2"}).allow == anonymous.options("/api/v2/books").allow
    problem(anonymous.delete("/api/authors?version=2"), 405, "method-not-allowed")
    problem(anonymous.get("/api/nowhere?version=2"), 404, "not-found")
    problem(anonymous.post("/api/books?version=2", json={"title": "T"}), 401)
    problem(anonymous.options("/api/books?version=9"), 406)
    made = staff.post("/api/books?version=2", json={"title": "T"})
    assert (made.status_code, made.headers["API-Version"]) == (201, "2")
    assert staff.get(made.headers["Location"]).get_json() == made.get_json()


def test_the_parameter_is_no_part_of_a_page_or_its_links(anonymous, staff):
    for _ in range(2):
        a_book(staff)
    first = anonymous.get("/api/books?page_size=1&version=2")
    assert first.get_json()["links"]["next"] == "/api/v2/books?page_size=1&page=2"
    walk = anonymous.get("/api/books?cursor=&page_size=1", headers={HEADER: "2"}).get_json()
    assert len(anonymous.get(walk["links"]["next"]).get_json()["results"]) == 1


def test_every_answer_below_api_names_a_version(anonymous):
    paths = (
        "",
        "/",
        "/versions",
        "/v1",
        "/v1/",
        "/v2/docs",
        "/docs",
        "/openapi.json",
        "/nowhere",
        "/v9/x",
        "/x?version=9",
    )
    for path in paths:
        for method in ("GET", "HEAD", "OPTIONS", "PUT"):
            assert anonymous.open(f"/api{path}", method=method).headers["API-Version"] in ("1", "2"), (method, path)


def test_304_varies_by_what_chose_it(anonymous):
    etag = anonymous.get("/api/authors?version=2").headers["ETag"]
    again = anonymous.get("/api/authors?version=2", headers={"If-None-Match": etag})
    assert (again.status_code, again.headers["Vary"]) == (304, "Accept, Accept-Version, Accept-Encoding")


def test_version_1_is_deprecated_and_names_its_successor(anonymous):
    for path in ("/authors", "/nowhere", "/docs", "/openapi.json", "/author/999", "/authors?x=1"):
        response = anonymous.get(f"/api/v1{path}")
        assert response.headers["Deprecation"] == f"@{int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())}"
        assert 'rel="successor-version"' in response.headers["Link"]
        assert "Sunset" not in response.headers
    assert not {"Deprecation", "Link", "Sunset"} & {*anonymous.get("/api/v2/nowhere").headers.keys()}


@pytest.mark.parametrize(
    ("path", "successor"),
    [
        ("/books", "/api/v2/books"),
        ("/book/978-0-06-088328-7", "/api/v2/books?isbn=978-0-06-088328-7"),
        ("/book?year=1999", "/api/v2/books?year=1999"),
        ("/book?category=x", "/api/v2/books?category=x"),
        ("/book?category=x&year=1999", "/api/v2/books?category=x&year=1999"),
        ("/book?category=Science%20Fiction", "/api/v2/books?category=sf"),
        ("/book", "/api/v2/books"),
        ("/author/7/book?order=asc", "/api/v2/authors/7/books"),
        ("/author/7/book?category=sf", "/api/v2/authors/7/books?category=sf"),
        ("/docs", "/api/v2/docs"),
        ("/categories", "/api/v2/categories"),
        ("/nowhere", "/api/v2"),
        ("/book/%3E%3B%22", "/api/v2/books?isbn=%3E%3B%22"),
        ("", "/api/v2"),
    ],
)
def test_a_successor_is_the_matching_resource_where_there_is_one(anonymous, staff, path, successor):
    assert staff.post("/api/v2/categories", json={"slug": "sf", "name": "Science Fiction"}).status_code == 201
    link = anonymous.get(f"/api/v1{path}").headers["Link"]
    assert link.endswith(f'<{successor}>; rel="successor-version"')


def test_links_of_pages_and_of_the_successor_stand_together(anonymous):
    links = anonymous.get("/api/v1/books?perpage=1").headers.getlist("Link")
    assert len(links) == 1
    assert [part.rpartition("=")[2] for part in links[0].split(", ")] == ['"first"', '"last"', '"successor-version"']


def test_a_sunset_that_is_settled_is_told(make_app):
    client = make_app(V1_SUNSET=datetime(2027, 12, 31, 23, 59, 59, tzinfo=UTC)).test_client()
    assert client.get("/api/v1/books").headers["Sunset"] == "Fri, 31 Dec 2027 23:59:59 GMT"
    assert "Sunset" not in client.get("/api/v2/books").headers
    assert client.get("/api/versions").get_json()["versions"][0]["sunset"] == "2027-12-31T23:59:59Z"


def test_the_versions_are_listed_for_programs_and_for_people(anonymous):
    first, second = anonymous.get("/api/versions").get_json()["versions"]
    assert (first["state"], first["successor"], first["deprecated_since"]) == (
        "deprecated",
        "2",
        "2026-01-01T00:00:00Z",
    )
    assert (second["state"], second["successor"], second["sunset"]) == ("current", None, None)
    for url in (*first["documentation"].values(), *second["documentation"].values(), first["url"], second["url"]):
        assert anonymous.get(url).status_code == 200
    page = anonymous.get("/api/versions", headers={ACCEPT: "text/html,*/*;q=0.8"})
    assert (page.mimetype, "Version 2: current" in page.text) == ("text/html", True)
    assert page.headers["Vary"] == "Accept, Accept-Encoding"
    assert anonymous.get("/api").get_json() == anonymous.get("/api/").get_json() == {"versions": [first, second]}
    assert anonymous.get("/api/v2").get_json() == second


@pytest.fixture
def three(make_app, monkeypatch):
    """An application with a third version: its folder, and this line."""
    monkeypatch.setitem(api.VERSIONS, "3", v3.api)
    return make_app().test_client()


def test_a_new_version_is_a_folder_and_a_line(three):
    for chosen in (
        three.get("/api/v3/books"),
        three.get("/api/books?version=3.0"),
        three.get("/api/books", headers={HEADER: "3"}),
    ):
        assert (chosen.status_code, chosen.headers["API-Version"]) == (200, "3")
    assert three.get("/api/v3/publishers").get_json() == {"houses": []}
    assert three.get("/api/v2/publishers").get_json()["count"] == 0
    paths = {version: three.get(f"/api/v{version}/openapi.json").get_json()["paths"] for version in "23"}
    assert {path.replace("/v2/", "/v3/") for path in paths["2"]} - paths["3"].keys() == {
        "/api/v3/publishers/{publisher_id}"
    }
    assert "/api/v3/openapi.json" in three.get("/api/v3/docs").text
    assert [row["successor"] for row in three.get("/api/versions").get_json()["versions"]] == ["2", "3", None]
    assert problem(three.get("/api/books?version=4"), 406)["supported"] == ["1", "2", "3"]
    assert config.Config.from_environment({"API_DEFAULT_VERSION": "3"}).API_DEFAULT_VERSION == "3"


def test_a_version_is_asked_for_once_in_a_query(anonymous):
    for path in ("/api/v2/books", "/api/books"):
        for query in ("version=2&version=2", "version=2&version=2.0"):
            assert problem(anonymous.get(f"{path}?{query}"), 422)["errors"][0]["parameter"] == "version"

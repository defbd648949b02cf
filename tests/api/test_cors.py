"""CORS: which pages may call the API, and what their scripts may send and see."""

import pytest

from tests.conftest import problem

SHOP, OTHER = "https://shop.example.org", "https://evil.example.org"
ASKING = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "authorization,if-match"}
PATHS = (
    "/api/v2/books/1",
    "/api/v1/book",
    "/api/books",
    "/api/categories",
    "/api/v2/auth/token",
    "/api/v2/nowhere",
    "/api/v2/users/me?version=2",
    "/opds/v2/books",
)


@pytest.fixture
def backend():
    """The same on every database: one is enough."""
    return "sqlite"


@pytest.fixture
def shop(make_app):
    """A client of an application that one origin, and another, may call."""
    return make_app(CORS_ORIGINS=(SHOP, "http://localhost:3000")).test_client()


def terms(response):
    """What an answer says of CORS."""
    return {name for name, _ in response.headers if name.startswith("Access-Control-")}


def preflight(client, path, origin=SHOP):
    """What a browser asks first."""
    return client.options(path, headers={"Origin": origin, **ASKING})


def test_every_operation_may_be_asked_for(shop):
    for path in PATHS:
        answer = preflight(shop, path)
        assert (answer.status_code, answer.data) == (204, b""), path
        assert answer.headers["Access-Control-Allow-Origin"] == SHOP
        methods = answer.headers["Access-Control-Allow-Methods"].split(", ")
        assert {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} <= set(methods)
        taken = answer.headers["Access-Control-Allow-Headers"].lower().split(", ")
        assert {"authorization", "x-api-key", "if-match", "if-none-match", "content-type", "accept-version"} <= set(
            taken
        )
        assert int(answer.headers["Access-Control-Max-Age"]) > 0


def test_answers_and_problems_may_be_read(shop):
    for path in (*PATHS, "/api/v2/books", "/api/v2/books?x=1", "/api/v9/books", "/api/v2/openapi.json"):
        answer = shop.get(path, headers={"Origin": SHOP})
        assert answer.headers["Access-Control-Allow-Origin"] == SHOP, path
        shown = answer.headers["Access-Control-Expose-Headers"].split(", ")
        assert {"ETag", "Link", "Location", "X-Request-Id", "API-Version", "Retry-After", "RateLimit"} <= set(shown)
        assert {"Deprecation", "Sunset"} <= set(shown)
        assert "Origin" in answer.headers["Vary"].split(", ")


def test_an_origin_that_is_not_named_gets_nothing(shop):
    for origin in (OTHER, "null", "", SHOP.upper(), f"{SHOP}.evil.org", f"{SHOP}:8443", "http://shop.example.org", "*"):
        for answer in (preflight(shop, "/api/v2/books", origin), shop.get("/api/v2/books", headers={"Origin": origin})):
            assert terms(answer) == set(), origin
            assert "Origin" in answer.headers["Vary"].split(", ")


def test_answers_without_an_origin_are_not_kept_for_those_with_one(shop):
    answer = shop.get("/api/v2/books")
    assert (terms(answer), "Origin" in answer.headers["Vary"].split(", ")) == (set(), True)


def test_without_configuration_there_is_none_of_it(anonymous):
    for answer in (preflight(anonymous, "/api/v2/books"), anonymous.get("/api/v2/books", headers={"Origin": SHOP})):
        assert (answer.status_code, terms(answer), "Origin" in answer.headers["Vary"]) == (200, set(), False)


def test_all_origins_are_one_answer_for_all(make_app):
    client = make_app(CORS_ORIGINS=("*",)).test_client()
    for headers in ({"Origin": OTHER}, {"Origin": "null"}, {}):
        answer = client.get("/api/v2/books", headers=headers)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Origin" not in answer.headers["Vary"].split(", ")
    assert preflight(client, "/api/v1/book", OTHER).headers["Access-Control-Allow-Origin"] == "*"


def test_what_a_browser_adds_by_itself_is_never_asked_for(make_app):
    for origins in (("*",), (SHOP,)):
        client = make_app(CORS_ORIGINS=origins).test_client()
        for answer in (preflight(client, "/api/v2/books"), client.get("/api/v2/books", headers={"Origin": SHOP})):
            assert "Access-Control-Allow-Credentials" not in answer.headers


def test_options_that_is_no_preflight_names_the_methods(shop):
    for headers in ({}, {"Origin": SHOP}, {"Access-Control-Request-Method": "PUT"}):
        answer = shop.options("/api/v2/books/1", headers=headers)
        assert (answer.status_code, "PATCH" in answer.allow) == (200, True)
        assert "merge-patch" in answer.headers["Accept-Patch"]
    problem(shop.options("/api/v2/nowhere", headers={"Origin": SHOP}), 404, "not-found")


def test_what_is_not_the_api_is_not_for_other_pages(shop):
    for path in ("/", "/livez", "/readyz", "/metrics", "/problems"):
        assert terms(shop.get(path, headers={"Origin": SHOP})) == set()
        assert terms(preflight(shop, path)) == set()

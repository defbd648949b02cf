"""How often one may call: counted for whom, for what, and what is told of it. Redis or memory makes no difference."""

import time

import pytest

from tests.api.limits.conftest import BOOKS, HERE, THERE, log_in
from tests.conftest import PASSWORD, logged_in, problem

NOWHERE = "/api/v2/nowhere"
REFUSAL = "#/components/responses/too-many-requests"
EXPECTED = {
    "1": {
        "GET /books": "catalogue",
        "GET /user": "auth",
        "GET /validation/user": "auth",
        "POST /book": "create",
        "PATCH /author/name": "create",
    },
    "2": {
        "GET /books": "catalogue",
        "GET /isbn/{spelling}": "catalogue",
        "GET /isbn/{isbn}/lookup": "lookup",
        "POST /books/from-isbn": "lookup",
        "GET /users/me": "account",
        "GET /rate-limit": "free",
        "POST /books": "create",
        "DELETE /books/{book_id}": "create",
        "POST /auth/token": "auth",
        "POST /auth/revoke": "auth",
        "POST /users": "auth",
        "PUT /users/me/password": "auth",
        "POST /users/me/email-confirmation": "auth",
        "POST /password-resets": "auth",
        "PUT /password-resets/{token}": "auth",
        "PUT /email-confirmations/{token}": "auth",
    },
}
"""Some operations, and what kind of call each is."""


def statuses(client, path, times, **options):
    return [client.get(path, **options).status_code for _ in range(times)]


def test_a_limit_lets_as_many_pass_as_it_says(limited):
    client = limited(anonymous="3/minute").test_client()
    assert statuses(client, BOOKS, 5) == [200, 200, 200, 429, 429]
    body = problem(client.get(BOOKS), 429, "too-many-requests")
    assert 58 <= body["retry_after"] <= 60


def test_addresses_do_not_share(limited):
    client = limited(anonymous="2/minute").test_client()
    assert statuses(client, BOOKS, 3, environ_overrides=HERE) == [200, 200, 429]
    assert statuses(client, BOOKS, 3, environ_overrides=THERE) == [200, 200, 429]


@pytest.mark.parametrize(("path", "status"), [(NOWHERE, 404), ("/api/nowhere", 404), ("/api/v7/x", 406), ("/api", 200)])
def test_what_meets_no_view_counts_too(limited, path, status):
    client = limited(anonymous="2/minute").test_client()
    assert statuses(client, path, 3) == [status, status, 429]
    assert client.get(BOOKS).status_code == 429


def test_wrong_methods_and_odd_paths_count_too(limited):
    client = limited(anonymous="2/minute").test_client()
    assert client.put(BOOKS).status_code == 405
    assert client.get("/api/v2/books/%ff").status_code == 404
    assert client.put(BOOKS).status_code == 429


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/", "/api/v2/docs", "/api/v2/openapi.json", "/problems"])
def test_pages_probes_and_documents_are_free(limited, path):
    client = limited(anonymous="1/minute").test_client()
    assert statuses(client, path, 3) == [200, 200, 200]
    assert "RateLimit" not in client.get(path).headers
    assert statuses(client, BOOKS, 2) == [200, 429]


def test_options_are_free(limited):
    client = limited(anonymous="1/minute").test_client()
    assert {client.options(BOOKS).status_code for _ in range(3)} == {200}
    assert statuses(client, BOOKS, 2) == [200, 429]


def test_not_modified_is_free(limited):
    client = limited(anonymous="2/minute").test_client()
    etag = client.get(BOOKS).headers["ETag"]
    answers = [client.get(BOOKS, headers={"If-None-Match": etag}) for _ in range(4)]
    assert {(answer.status_code, answer.headers["X-RateLimit-Remaining"]) for answer in answers} == {(304, "1")}
    assert statuses(client, BOOKS, 2) == [200, 429]
    assert client.get(BOOKS, headers={"If-None-Match": etag}).status_code == 429


def test_both_versions_share_one_budget(limited):
    client = limited(anonymous="3/minute").test_client()
    paths = ("/api/v1/books", BOOKS, "/api/books", "/api/v1/book/x")
    assert [client.get(path).status_code for path in paths] == [200, 200, 200, 429]


def test_networks_of_ipv6_count_as_one(limited):
    client = limited(anonymous="2/minute").test_client()
    found = [
        client.get(BOOKS, environ_overrides={"REMOTE_ADDR": address}).status_code
        for address in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:2::3", "2001:db8:1:3::1")
    ]
    assert found == [200, 200, 429, 200]


def test_forwarding_headers_change_nothing(limited):
    client = limited(anonymous="2/minute").test_client()
    names = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP", "CF-Connecting-IP", "True-Client-IP", "Via")
    found = [client.get(BOOKS, headers=dict.fromkeys(names, f"198.51.100.{n}")) for n in range(4)]
    assert [answer.status_code for answer in found] == [200, 200, 429, 429]


def test_trusted_proxies_are_believed(limited):
    client = limited(anonymous="1/minute", TRUSTED_PROXIES=("127.0.0.1/32",)).test_client()

    def status(forwarded):
        return client.get(BOOKS, headers={"X-Forwarded-For": forwarded}).status_code

    assert [status(f"198.51.100.{n}") for n in (1, 2, 1)] == [200, 200, 429]
    assert [status(f"198.51.100.{n}, 192.0.2.7") for n in (8, 9)] == [200, 429]


def test_a_user_has_one_budget_whichever_way_they_say_who_they_are(limited):
    app = limited(user="4/minute", anonymous="1/minute")
    bearer = logged_in(app, "carla", "customer")
    key = bearer.post("/api/v2/api-keys", json={"name": "k"}).get_json()["key"]
    other = app.test_client()
    assert other.get(BOOKS, headers={"X-API-Key": key}, environ_overrides=THERE).status_code == 200
    assert other.get(BOOKS, auth=("carla", PASSWORD)).status_code == 200
    assert statuses(bearer, BOOKS, 2) == [200, 429]
    assert other.get(BOOKS, headers={"X-API-Key": key}).status_code == 429
    assert statuses(other, BOOKS, 2) == [200, 429]
    assert statuses(logged_in(app, "carl", "customer"), BOOKS, 1) == [200]


def test_bad_credentials_count_to_the_address(limited):
    client = limited(anonymous="3/minute").test_client()
    bad = {"Authorization": "Bearer x"}
    assert statuses(client, "/api/v2/rate-limit", 2, headers=bad) == [401, 401]
    assert statuses(client, NOWHERE, 1, headers=bad) == [404]
    assert statuses(client, BOOKS, 1, headers=bad) == [429]


def test_a_search_has_a_budget_of_its_own(limited):
    client = limited(anonymous="9/minute", search="2/minute").test_client()
    assert statuses(client, f"{BOOKS}?q=x", 3) == [200, 200, 429]
    assert statuses(client, "/api/v1/books?q=x", 1) == [429]
    assert statuses(client, BOOKS, 2) == [200, 200]


def test_what_was_refused_costs_nothing_else(limited):
    client = limited(anonymous="4/minute", search="1/minute").test_client()
    assert statuses(client, f"{BOOKS}?q=x", 9) == [200] + [429] * 8
    assert statuses(client, BOOKS, 4) == [200, 200, 200, 429]


def test_writes_have_a_budget_of_their_own(limited):
    staff = logged_in(limited(create="2/minute"), "stan", "staff")
    found = [staff.post(f"/api/v{n}/{kind}").status_code for n, kind in ((2, "books"), (1, "book"), (2, "authors"))]
    assert found == [415, 415, 429]
    assert staff.delete(f"{BOOKS}/1").status_code == 429
    assert staff.get(BOOKS).status_code == 200


def test_proving_who_one_is_counts_to_the_address(limited):
    client = limited(auth="2/minute").test_client()
    assert [log_in(client, "x").status_code for _ in range(2)] == [400, 400]
    body = problem(log_in(client, "x"), 429, "too-many-requests")
    assert (body["error"], body["policy"]) == ("invalid_request", "auth-minute")
    assert client.post("/api/v2/users", json={}).status_code == 429
    assert client.post("/api/v2/password-resets", json={"email": "a@example.org"}).status_code == 429
    assert client.post("/api/v2/users", json={}, environ_overrides=THERE).status_code == 422
    assert client.get(BOOKS).status_code == 200


def test_the_longer_window_holds_as_well(limited):
    client = limited(anonymous="2/second;3/minute").test_client()
    assert statuses(client, BOOKS, 3) == [200, 200, 429]
    time.sleep(1.01)
    assert statuses(client, BOOKS, 2) == [200, 429]
    body = client.get(BOOKS).get_json()
    assert (body["policy"], 57 <= body["retry_after"] <= 59) == ("anonymous-minute", True)


def test_who_waits_as_long_as_told_gets_through(limited):
    client = limited(anonymous="2/2 seconds").test_client()
    assert statuses(client, BOOKS, 2) == [200, 200]
    refused = client.get(BOOKS)
    wait = int(refused.headers["Retry-After"])
    assert (wait, refused.get_json()["retry_after"]) == (2, 2)
    time.sleep(wait - 1)
    assert client.get(BOOKS).headers["Retry-After"] == "1"
    time.sleep(1)
    assert statuses(client, BOOKS, 3) == [200, 200, 429]


def test_headers_tell_what_is_left(limited):
    client = limited(anonymous="5/minute;50/hour", search="9/second").test_client()
    headers = client.get(f"{BOOKS}?q=x").headers
    policies = '"anonymous-minute";q=5;w=60, "anonymous-hour";q=50;w=3600, "search-second";q=9;w=1'
    assert headers["RateLimit-Policy"] == policies
    left = '"anonymous-minute";r=4;t=60, "anonymous-hour";r=49;t=3600, "search-second";r=8;t=1'
    assert headers["RateLimit"] == left
    assert (headers["X-RateLimit-Limit"], headers["X-RateLimit-Remaining"]) == ("5", "4")
    assert abs(int(headers["X-RateLimit-Reset"]) - time.time() - 60) <= 2


def test_only_a_refusal_says_when_to_come_back(limited):
    client = limited(anonymous="3/minute").test_client()
    answers = [client.get(path) for path in (BOOKS, NOWHERE, "/api/v2/users/me", BOOKS)]
    assert [(answer.status_code, "Retry-After" in answer.headers) for answer in answers] == [
        (200, False),
        (404, False),
        (401, False),
        (429, True),
    ]
    assert {answer.headers["X-RateLimit-Limit"] for answer in answers} == {"3"}


def test_one_sees_ones_budgets_for_free(limited):
    app = limited(anonymous="2/minute", user="5/minute", search="7/hour")
    client, user = app.test_client(), logged_in(app, "carla", "customer")
    assert statuses(client, "/api/v2/rate-limit", 3) == [200, 200, 200]
    client.get(f"{BOOKS}?q=x")
    found = client.get("/api/v2/rate-limit")
    assert found.headers["Cache-Control"] == "no-store"
    scopes = {scope["scope"]: scope["budgets"] for scope in found.get_json()["scopes"]}
    assert set(scopes) == {"catalogue", "search", "account", "create", "auth", "lookup", "export"}
    assert [(one["policy"], one["limit"], one["window"], one["remaining"]) for one in scopes["search"]] == [
        ("anonymous-minute", 2, 60, 1),
        ("search-hour", 7, 3600, 6),
    ]
    assert scopes["catalogue"][0]["reset"] in (59, 60)
    own = user.get("/api/v2/rate-limit").get_json()
    assert (own["counted_by"], own["scopes"][0]["budgets"][0]["remaining"]) == ("user", 5)


def test_without_limits_nothing_is_counted_or_told(anonymous):
    assert set(statuses(anonymous, BOOKS, 30)) == {200}
    assert not [name for name, _ in anonymous.get(BOOKS).headers if "ratelimit" in name.lower()]
    found = anonymous.get("/api/v2/rate-limit").get_json()
    assert (found["enabled"], found["scopes"][0]) == (False, {"scope": "catalogue", "budgets": []})


@pytest.mark.parametrize("version", ["1", "2"])
def test_every_operation_names_its_scope_and_its_refusal(anonymous, version):
    document = anonymous.get(f"/api/v{version}/openapi.json").get_json()
    found = {
        f"{method.upper()} {path.removeprefix(f'/api/v{version}')}": operation
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method != "parameters"
    }
    scopes = {name: operation["x-rate-limit-scope"] for name, operation in found.items()}
    assert set(scopes.values()) <= {"catalogue", "account", "create", "auth", "lookup", "free"}
    assert {operation["responses"]["429"]["$ref"] for operation in found.values()} == {REFUSAL}
    for name, scope in EXPECTED[version].items():
        assert scopes[name] == scope, name
    assert "Retry-After" in document["components"]["responses"]["too-many-requests"]["headers"]

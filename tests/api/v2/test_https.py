"""HTTPS, where it is required; and who is believed about it, and about where somebody is."""

import pytest

from tests.conftest import PASSWORD, logged_in, problem

TOKEN, SESSIONS = "/api/v2/auth/token", "/api/v2/users/me/sessions"
FORM = {"grant_type": "password", "username": "stan", "password": PASSWORD}
FORWARDED = ("X_Forwarded_For", "Forwarded", "Via")
PROXY, CLIENT = "10.0.0.7", "203.0.113.9"


@pytest.fixture
def strict(make_app):
    """An application that requires HTTPS and trusts one network of proxies; Stan is of the staff."""
    app = make_app(REQUIRE_HTTPS=True, TRUSTED_PROXIES=("10.0.0.0/8", "fd00::/8"))
    app.stan = logged_in(app, "stan", "staff")
    return app


def log_in(app, peer, **headers):
    """The answer to Stan's logging in, from an address and with headers of proxies."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return app.test_client().post(TOKEN, data=FORM, headers=headers, environ_base={"REMOTE_ADDR": peer})


def test_passwords_and_keys_are_refused_by_plain_http(strict):
    key = strict.stan.post("/api/v2/api-keys", json={"name": "x"}).get_json()["key"]
    outside = strict.test_client()
    outside.environ_base["REMOTE_ADDR"] = CLIENT
    refused = [
        outside.post(TOKEN, data=FORM),
        outside.post(TOKEN, data=b"{"),
        outside.get("/api/v2/books", auth=("stan", PASSWORD)),
        outside.get("/api/v2/books", auth=("nobody", "x")),
        outside.get("/api/v2/books", headers={"X-API-Key": key}),
        outside.get("/api/v2/books", headers={"X-API-Key": "x"}),
    ]
    for response in refused:
        problem(response, 403, "https-required")
    assert outside.get("/api/v2/books").status_code == 200
    secure = {"base_url": "https://shop.example"}
    assert outside.post(TOKEN, data=FORM, **secure).status_code == 200
    assert outside.get(SESSIONS, auth=("stan", PASSWORD), **secure).status_code == 200
    assert outside.get("/api/v2/books", headers={"X-API-Key": key}, **secure).status_code == 200


def test_plain_http_will_do_on_this_machine(strict):
    for peer in ("127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"):
        assert log_in(strict, peer).status_code == 200
    for peer in (CLIENT, "192.168.1.5", "::2", "", "localhost"):
        problem(log_in(strict, peer), 403, "https-required")


def test_a_proxy_of_this_machine_that_nobody_trusts_is_not_this_machine(strict):
    for header in (*FORWARDED, "X_Forwarded_Proto", "X_Forwarded_Host", "X_Real_IP"):
        problem(log_in(strict, "127.0.0.1", **{header: "127.0.0.1"}), 403, "https-required")
    problem(log_in(strict, "127.0.0.1", X_Forwarded_For="127.0.0.1", X_Forwarded_Proto="https"), 403, "https-required")


def test_what_a_trusted_proxy_adds_is_not_held_against_this_machine(strict):
    added = {"X_Forwarded_Host": "shop.example", "X_Real_IP": "127.0.0.1", "X_Forwarded_Proto": "http"}
    assert log_in(strict, PROXY, X_Forwarded_For="127.0.0.1", **added).status_code == 200


def test_without_the_setting_plain_http_will_do(make_app):
    app = make_app()
    logged_in(app, "stan", "staff")
    assert log_in(app, CLIENT).status_code == 200


def test_a_trusted_proxy_says_whether_it_is_https(strict):
    assert log_in(strict, PROXY, X_Forwarded_For=CLIENT, X_Forwarded_Proto="https").status_code == 200
    assert log_in(strict, PROXY, X_Forwarded_For=CLIENT, X_Forwarded_Proto="http, HTTPS").status_code == 200
    for scheme in ("http", "", "https, http", "httpsx", "wss"):
        problem(log_in(strict, PROXY, X_Forwarded_For=CLIENT, X_Forwarded_Proto=scheme), 403, "https-required")
    problem(log_in(strict, CLIENT, X_Forwarded_For=CLIENT, X_Forwarded_Proto="https"), 403, "https-required")


def test_a_trusted_proxy_says_where_somebody_is(strict):
    assert log_in(strict, PROXY, X_Forwarded_For=CLIENT, X_Forwarded_Proto="https").status_code == 200
    assert strict.stan.get(SESSIONS).get_json()["results"][0]["address"] == CLIENT


def test_nobody_else_says_where_somebody_is(strict, make_app):
    outside = {"data": FORM, "base_url": "https://shop.example", "headers": {"X-Forwarded-For": "1.2.3.4"}}
    for app, peer in ((strict, CLIENT), (make_app(), PROXY)):
        assert app.test_client().post(TOKEN, environ_base={"REMOTE_ADDR": peer}, **outside).status_code == 200
        assert strict.stan.get(SESSIONS, base_url="https://shop.example").get_json()["results"][0]["address"] == peer

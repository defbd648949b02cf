"""Logging in: by form or JSON, in OAuth's words, and without telling who exists."""

from base64 import b64encode
from io import BytesIO
from typing import ClassVar

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from bookstore.services import passwords
from tests.conftest import PASSWORD, beside, problem

URL, FORM = "/api/v2/auth/token", "application/x-www-form-urlencoded"


@pytest.fixture
def grant(staff):
    """What Stan sends to log in."""
    return {"grant_type": "password", "username": "stan", "password": PASSWORD}


class Counting(PasswordHasher):
    """Notes each hash that is computed to verify a password."""

    verified: ClassVar[list[str]] = []

    def verify(self, hash, password):
        self.verified.append(hash)
        return super().verify(hash, password)


@pytest.fixture
def hashes(monkeypatch):
    """The hashes that are verified from now on."""
    Counting.verified.clear()
    monkeypatch.setattr(passwords, "HASHER", Counting(time_cost=1, memory_cost=64, parallelism=1))
    return Counting.verified


def disable(app):
    """Disable everybody."""
    with beside(app) as connection:
        connection.execute(text("UPDATE users SET active = :no"), {"no": False})


def refused(response, status, code, error):
    """A problem that also is an error of OAuth."""
    body = problem(response, status, code)
    assert (body["error"], response.headers["Cache-Control"]) == (error, "no-store")
    return {name: value for name, value in body.items() if name != "request_id"}


def test_tokens_are_given_for_a_form_and_for_json(anonymous, grant):
    for sent in ({"data": grant}, {"json": grant}, {"json": grant | {"username": " STAN ", "scope": "staff"}}):
        response = anonymous.post(URL, **sent)
        body = response.get_json()
        assert body.keys() == {"access_token", "token_type", "expires_in", "refresh_token", "scope"}
        assert (response.status_code, body["token_type"], body["expires_in"], body["scope"]) == (
            200,
            "Bearer",
            900,
            "staff",
        )
        assert (response.headers["Cache-Control"], "ETag" in response.headers) == ("no-store", False)
        bearer = {"Authorization": f"Bearer {body['access_token']}"}
        assert anonymous.post("/api/v2/books", json={"title": "T"}, headers=bearer).status_code == 201


def test_who_cannot_log_in_does_not_learn_why(app, anonymous, grant):
    wrong = ({"password": "wrong horse"}, {"username": "nobody"}, {"password": PASSWORD.upper()})
    wrong += ({"password": "\ud800" * 8}, {"username": "x" * 100})
    bodies = [refused(anonymous.post(URL, json=grant | less), 400, "invalid-grant", "invalid_grant") for less in wrong]
    disable(app)
    bodies.append(refused(anonymous.post(URL, json=grant), 400, "invalid-grant", "invalid_grant"))
    assert bodies == bodies[:1] * 6


def test_whoever_tries_one_hash_is_computed(app, anonymous, grant, hashes):
    tries = [grant, grant | {"password": "wrong horse"}, grant | {"username": "nobody"}]
    for place, sent in enumerate(tries, 1):
        anonymous.post(URL, json=sent)
        assert len(hashes) == place
    disable(app)
    for sent in tries:
        anonymous.post(URL, json=sent)
    assert len(hashes) == 6


def test_whoever_tries_one_statement_runs_before_the_hash(anonymous, grant, count_queries):
    for sent in (grant | {"password": "wrong horse"}, grant | {"username": "nobody"}):
        with count_queries() as statements:
            anonymous.post(URL, json=sent)
        assert len(statements) == 1


def test_no_number_of_wrong_guesses_locks_the_owner_out(anonymous, grant):
    for guess in range(300):
        guessed = anonymous.post(URL, data=grant | {"password": f"guess {guess:04}"})
        refused(guessed, 400, "invalid-grant", "invalid_grant")
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    assert anonymous.post(URL, data=grant, environ_base=elsewhere).status_code == 200
    assert anonymous.post(URL, data=grant).status_code == 200


def test_the_grant_is_judged_first(anonymous, grant):
    for kind in ("client_credentials", "implicit", "PASSWORD", "zzz", ""):
        for sent in ({"grant_type": kind}, grant | {"grant_type": kind}, {"grant_type": kind, "username": " ", "x": 1}):
            answer = anonymous.post(URL, json=sent)
            refused(answer, 400, "unsupported-grant-type", "unsupported_grant_type")


def test_what_a_grant_is_missing_is_named(anonymous, grant):
    needs = {"password": ["/username", "/password"], "refresh_token": ["/refresh_token"]}
    for kind, missing in needs.items():
        for sent in ({"json": {"grant_type": kind}}, {"data": {"grant_type": kind}}):
            body = refused(anonymous.post(URL, **sent), 400, "invalid-request", "invalid_request")
            assert sorted(error["pointer"] for error in body["errors"]) == sorted(missing)
    for name in grant:
        less = {key: value for key, value in grant.items() if key != name}
        body = refused(anonymous.post(URL, json=less), 400, "invalid-request", "invalid_request")
        assert f"/{name}" in [error["pointer"] for error in body["errors"]]


@pytest.mark.parametrize(
    ("status", "code", "sent"),
    [
        (400, "invalid-request", {}),
        (400, "invalid-request", {"json": []}),
        (400, "invalid-request", {"json": None}),
        (400, "invalid-request", {"json": {"grant_type": None}}),
        (400, "invalid-request", {"json": {"grant_type": ["password"]}}),
        (400, "invalid-request", {"json": {"grant_type": "password", "username": 1, "password": 2}}),
        (400, "invalid-request", {"json": {"grant_type": "password", "username": "\0", "password": "x"}}),
        (400, "invalid-request", {"json": {"grant_type": "password", "username": "x", "password": "p" * 1025}}),
        (400, "invalid-request", {"json": {"grant_type": "refresh_token", "refresh_token": "x" * 5000}}),
        (400, "invalid-request", {"json": {"grant_type": "password", "username": "x", "password": "y", "z": 1}}),
        (400, "invalid-request", {"data": {"grant_type": "password"}, "query_string": {"username": "stan"}}),
        (400, "invalid-request", {"data": "grant_type=password&username=a&username=b", "content_type": FORM}),
        (400, "bad-request", {"data": b"username=%ff", "content_type": FORM}),
        (400, "malformed-json", {"data": b"{", "content_type": "application/json"}),
        (415, "unsupported-media-type", {"data": b"{}", "content_type": "text/plain"}),
        (413, "content-too-large", {"data": b"a=" + b"x" * 1024**2, "content_type": FORM}),
    ],
)
def test_a_bad_request_is_a_problem_and_an_error_of_oauth(anonymous, status, code, sent):
    for path in (URL, "/api/v2/auth/revoke"):
        if code != "invalid-request" or "json" not in sent or path == URL:
            refused(anonymous.post(path, **sent), status, code, "invalid_request")


def test_a_body_in_chunks_is_not_taken_for_none(anonymous):
    for body, detail in ((b"{}", "Send application/json"), (b"", "Send application/json")):
        answer = anonymous.post(
            URL,
            input_stream=BytesIO(body),
            headers={"Transfer-Encoding": "chunked", "Content-Type": "text/plain"},
            environ_overrides={"wsgi.input_terminated": True},
        )
        assert detail in refused(answer, 415, "unsupported-media-type", "invalid_request")["detail"]
    assert "empty" in refused(anonymous.post(URL), 400, "invalid-request", "invalid_request")["detail"]


def test_what_ordinary_clients_send_besides_does_no_harm(anonymous, grant):
    client = {"client_id": "swagger", "client_secret": "", "scope": "a b"}
    assert anonymous.post(URL, data=grant | client).status_code == 200
    basic = f"Basic {b64encode(b'client:secret').decode()}"
    for header in ("Basic Og==", basic, "Bearer not-any-more", ""):
        assert anonymous.post(URL, data=grant, headers={"Authorization": header}).status_code == 200


def test_a_secret_does_not_come_back(anonymous, grant):
    secrets = ("secret-in-vain", "p" * 1025, "s\x00ecret")
    for secret in secrets:
        for sent in (grant, grant | {"grant_type": "x"}, {"grant_type": "refresh_token"}):
            for name in ("password", "refresh_token", "client_secret"):
                assert secret not in anonymous.post(URL, json=sent | {name: secret}).get_data(as_text=True)


def test_a_password_is_hashed_anew_when_hashing_has_become_dearer(app, anonymous, grant, monkeypatch):
    def kept():
        with beside(app) as connection:
            return connection.scalar(text("SELECT password_hash FROM users WHERE name = 'stan'"))

    old = kept()
    dearer = PasswordHasher(time_cost=1, memory_cost=128, parallelism=1)
    monkeypatch.setattr(passwords, "HASHER", dearer)
    anonymous.post(URL, data=grant | {"password": "wrong horse"})
    assert kept() == old
    assert anonymous.post(URL, data=grant).status_code == 200
    assert (kept() != old, "m=128" in kept()) == (True, True)
    assert anonymous.post(URL, data=grant).status_code == 200


def test_who_would_wait_long_for_a_hash_is_told_to_come_back(make_app, grant, monkeypatch):
    anonymous = make_app(PASSWORD_HASHES_AT_ONCE=1).test_client()
    monkeypatch.setattr(passwords, "PATIENCE", 0.01)
    with passwords._turn():
        response = anonymous.post(URL, data=grant)
        problem(response, 503, "unavailable")
        assert int(response.headers["Retry-After"]) > 0
    assert anonymous.post(URL, data=grant).status_code == 200

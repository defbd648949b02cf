"""A token counts only as we made it, and only while all that it says holds."""

from datetime import UTC, datetime, timedelta

import jwt
import pytest
import time_machine

from tests.api.v2.forgeries import CLAIMS, HEADER, forgeries, signed
from tests.conftest import PASSWORD, problem

OPEN, GUARDED = "/api/v2/books", "/api/v2/users/me/sessions"


@pytest.fixture
def tokens(anonymous, staff):
    """What Stan got when he logged in."""
    form = {"grant_type": "password", "username": "stan", "password": PASSWORD}
    return anonymous.post("/api/v2/auth/token", data=form).get_json()


@pytest.fixture
def status_of(anonymous):
    """The status of a read with an Authorization header, as it is on the wire."""

    def ask(header, path=OPEN):
        return anonymous.get(path, environ_overrides={"HTTP_AUTHORIZATION": header}).status_code

    return ask


def test_no_forgery_is_taken_not_even_where_anyone_may_read(app, anonymous, tokens):
    cases = list(forgeries(app.config["SECRET_KEY"], tokens["access_token"], tokens["refresh_token"]))
    assert len({header for _, header in cases}) > 150
    wrong = {}
    for name, header in cases:
        for path in (OPEN, GUARDED):
            environ = {"HTTP_AUTHORIZATION": header.encode().decode("latin-1")}
            response = anonymous.get(path, environ_overrides=environ)
            kinds = [given.partition(" ")[0] for given in response.headers.getlist("WWW-Authenticate")]
            if (response.status_code, response.mimetype, kinds) != (
                401,
                "application/problem+json",
                ["Bearer", "Basic"],
            ):
                wrong[name, path] = (response.status_code, response.get_data(as_text=True))
    assert wrong == {}


def test_what_the_forgeries_start_from_is_taken(app, status_of, tokens):
    claims = jwt.decode(tokens["access_token"], options={"verify_signature": False})
    assert set(CLAIMS) <= claims.keys()
    assert claims["exp"] - claims["iat"] == 15 * 60
    for path in (OPEN, GUARDED):
        assert status_of(f"Bearer {tokens['access_token']}", path) == 200
        assert status_of(f"Bearer {signed(app.config['SECRET_KEY'], HEADER, claims)}", path) == 200


def test_the_scheme_is_written_in_any_case(status_of, tokens):
    for scheme in ("Bearer", "bearer", "BEARER", "bEaReR", "Bearer "):
        assert status_of(f"{scheme} {tokens['access_token']}", GUARDED) == 200


def test_an_access_token_lasts_fifteen_minutes(status_of, tokens):
    header = f"Bearer {tokens['access_token']}"
    with time_machine.travel(_later(14 * 60 + 55), tick=False):
        assert status_of(header) == 200
    with time_machine.travel(_later(15 * 60 + 5), tick=False):
        assert status_of(header) == 401


def test_a_token_of_an_earlier_secret_is_not_taken(make_app, tokens):
    other = make_app(SECRET_KEY="another secret of at least 32 bytes!!").test_client()
    problem(other.get(OPEN, headers={"Authorization": f"Bearer {tokens['access_token']}"}), 401, "unauthenticated")


def test_a_bad_token_is_called_so_and_a_missing_one_is_not(anonymous):
    bad = anonymous.get(GUARDED, headers={"Authorization": "Bearer x"})
    assert bad.headers["WWW-Authenticate"] == 'Bearer realm="bookstore", error="invalid_token"'
    assert anonymous.get(GUARDED).headers["WWW-Authenticate"] == 'Bearer realm="bookstore"'


def _later(seconds):
    return datetime.now(UTC) + timedelta(seconds=seconds)

"""Sessions: one refresh token is good at a time, and what ends a session ends it everywhere, at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import jwt
import pytest
import time_machine
from sqlalchemy import text, update

from bookstore.errors import Unauthenticated
from bookstore.extensions import db
from bookstore.models import User
from bookstore.services import passwords, sessions, users
from tests.conftest import PASSWORD, beside, logged_in, problem

TOKEN, REVOKE, SESSIONS = "/api/v2/auth/token", "/api/v2/auth/revoke", "/api/v2/users/me/sessions"


@pytest.fixture
def log_in(app, staff):
    """Logs Stan in, and gives his tokens."""

    def log_in(**options):
        form = {"grant_type": "password", "username": "stan", "password": PASSWORD}
        return app.test_client().post(TOKEN, data=form, **options).get_json()

    return log_in


@pytest.fixture
def renew(app):
    """Uses a refresh token."""

    def renew(tokens):
        form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
        return app.test_client().post(TOKEN, data=form)

    return renew


@pytest.fixture
def seen(app):
    """Whether an access token is good."""

    def seen(tokens):
        header = {"Authorization": f"Bearer {tokens['access_token']}"}
        status = app.test_client().get("/api/v2/books", headers=header).status_code
        assert status in (200, 401)
        return status == 200

    return seen


def sid(tokens):
    """The session that tokens belong to."""
    return jwt.decode(tokens["access_token"], options={"verify_signature": False})["sid"]


def later(**time):
    """A moment in the future."""
    return time_machine.travel(datetime.now(UTC) + timedelta(**time), tick=False)


def test_a_refresh_token_gives_the_next_pair(log_in, renew, seen):
    first = log_in()
    response = renew(first)
    second = response.get_json()
    assert (response.status_code, second.keys(), sid(second)) == (200, first.keys(), sid(first))
    assert (response.headers["Cache-Control"], second["scope"], seen(first), seen(second)) == (
        "no-store",
        "staff",
        True,
        True,
    )
    assert renew(second).status_code == 200


def test_a_second_use_ends_the_whole_family_and_no_other(log_in, renew, seen):
    first, other = log_in(), log_in()
    second = renew(first).get_json()
    again = problem(renew(first), 400, "invalid-grant")
    assert again["error"] == "invalid_grant"
    assert (seen(first), seen(second), seen(other)) == (False, False, True)
    problem(renew(second), 400, "invalid-grant")
    assert renew(other).status_code == 200


def test_of_twenty_uses_at_once_one_gets_a_pair_and_then_the_family_is_dead(log_in, renew, seen):
    first = log_in()
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: renew(first), range(20)))
    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 19
    winner = next(answer.get_json() for answer in answers if answer.status_code == 200)
    assert (seen(first), seen(winner), renew(winner).status_code) == (False, False, 400)


def test_a_session_lasts_thirty_days_from_its_last_use(log_in, renew, seen):
    tokens = log_in()
    with later(days=29):
        renewed = renew(tokens).get_json()
    with later(days=58):
        again = renew(renewed)
        assert (again.status_code, seen(again.get_json())) == (200, True)
    with later(days=89):
        problem(renew(again.get_json()), 400, "invalid-grant")


def test_expired_sessions_are_cleared_away_by_the_next_log_in(app, log_in, renew):
    for _ in range(3):
        log_in()
    with later(days=31):
        log_in()
    with app.app_context(), db.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM sessions")) == 1


def test_an_access_token_is_no_refresh_token(log_in, renew, seen):
    tokens = log_in()
    problem(renew({"refresh_token": tokens["access_token"]}), 400, "invalid-grant")
    for odd in ("x", "a.b.c", "ü" * 20, tokens["refresh_token"][:-1]):
        problem(renew({"refresh_token": odd}), 400, "invalid-grant")
    assert seen(tokens)


def test_a_disabled_user_renews_nothing(app, log_in, renew):
    tokens = log_in()
    with beside(app) as connection:
        connection.execute(text("UPDATE users SET active = :no"), {"no": False})
    problem(renew(tokens), 400, "invalid-grant")


def test_a_new_role_comes_with_the_next_pair(app, log_in, renew, seen):
    tokens = log_in()
    with beside(app) as connection:
        connection.execute(text("UPDATE users SET role = 'customer'"))
    assert not seen(tokens)
    renewed = renew(tokens).get_json()
    assert (renewed["scope"], seen(renewed)) == ("customer", True)


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
def test_revoking_a_token_ends_its_session_and_no_other(anonymous, log_in, renew, seen, kind):
    tokens, other = log_in(), log_in()
    for sent in ({"data": {"token": tokens[kind]}}, {"json": {"token": tokens[kind], "token_type_hint": "x"}}):
        response = anonymous.post(REVOKE, **sent)
        assert (response.status_code, response.get_json(), response.headers["Cache-Control"]) == (200, {}, "no-store")
    assert (seen(tokens), renew(tokens).status_code) == (False, 400)
    assert (seen(other), renew(other).status_code) == (True, 200)


def test_revoking_is_always_well(anonymous, log_in, seen):
    tokens = log_in()
    for odd in ("", "x", "a.b.c", "\0", "ü", "bks_x", "a" * 10_000, tokens["access_token"] + "x"):
        assert anonymous.post(REVOKE, json={"token": odd}).status_code == 200
    assert seen(tokens)


def test_an_expired_access_token_still_logs_out(anonymous, log_in, renew):
    tokens = log_in()
    with later(hours=1):
        anonymous.post(REVOKE, data={"token": tokens["access_token"]})
        problem(renew(tokens), 400, "invalid-grant")


def test_one_sees_where_one_is_logged_in(staff, log_in):
    place = {"headers": {"User-Agent": "shop window/1.0"}, "environ_base": {"REMOTE_ADDR": "203.0.113.9"}}
    tokens = log_in(**place)
    body = staff.get(SESSIONS).get_json()
    newest = body["results"][0]
    assert (body["count"], newest["id"]) == (2, sid(tokens))
    assert (newest["client"], newest["address"]) == ("shop window/1.0", "203.0.113.9")
    assert newest.keys() == {"id", "client", "address", "created_at", "used_at", "expires_at"}


def test_the_name_of_a_client_is_taken_as_text(staff, log_in):
    for name in ("x" * 5000, "caf\xe9 \x1b[31m \xff", "\u202ex".encode().decode("latin-1"), " "):
        log_in(environ_overrides={"HTTP_USER_AGENT": name})
    clients = [session["client"] for session in staff.get(SESSIONS).get_json()["results"]]
    assert max(len(client or "") for client in clients) == 300
    assert "\x1b" not in "".join(client or "" for client in clients)


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("Büro/1.0 ☂".encode(), "Büro/1.0 ☂"),
        ("Büro/1.0".encode("latin-1"), "Büro/1.0"),
        (b"a\tb\x1b[31m \x7f c\xc2\x85", "a b [31m c"),
        ("a\u202eb\u2028c".encode(), "a b c"),
        ("\u200b".encode(), None),
        (b"\t", None),
    ],
)
def test_a_client_is_shown_as_it_wrote_itself_in_one_line(staff, log_in, sent, shown):
    log_in(environ_overrides={"HTTP_USER_AGENT": sent.decode("latin-1")})
    assert staff.get(SESSIONS).get_json()["results"][0]["client"] == shown


def test_one_logs_out_elsewhere_and_here(staff, log_in, seen):
    tokens = log_in()
    assert staff.delete(f"{SESSIONS}/{sid(tokens)}").status_code == 204
    assert not seen(tokens)
    problem(staff.delete(f"{SESSIONS}/{sid(tokens)}"), 404, "not-found")
    here = staff.get(SESSIONS).get_json()["results"][0]["id"]
    assert staff.delete(f"{SESSIONS}/{here}").status_code == 204
    problem(staff.get(SESSIONS), 401, "unauthenticated")


def test_a_strangers_session_is_none(customer, log_in, seen):
    tokens = log_in()
    theirs, none = (problem(customer.delete(f"{SESSIONS}/{number}"), 404) for number in (sid(tokens), 999_999))
    assert theirs["detail"] == none["detail"]
    assert customer.get(SESSIONS).get_json()["count"] == 1
    assert seen(tokens)


def test_a_session_has_no_etag_that_if_match_could_name(customer):
    url = f"{SESSIONS}/{customer.get(SESSIONS).get_json()['results'][0]['id']}"
    for stale in ('"x"', customer.get(SESSIONS).headers["ETag"], "nonsense"):
        problem(customer.delete(url, headers={"If-Match": stale}), 412, "precondition-failed")
    problem(customer.delete(f"{SESSIONS}/999999", headers={"If-Match": "*"}), 404)
    assert customer.delete(url, headers={"If-Match": "*"}).status_code == 204


def test_a_session_can_be_ended_where_if_match_is_required(make_app):
    customer = logged_in(make_app(REQUIRE_IF_MATCH=True), "carla", "customer")
    url = f"{SESSIONS}/{customer.get(SESSIONS).get_json()['results'][0]['id']}"
    assert customer.delete(url).status_code == 204


def test_a_token_costs_one_statement(app, log_in, count_queries):
    header = {"Authorization": f"Bearer {log_in()['access_token']}"}
    with count_queries() as statements:
        assert app.test_client().get("/api/v2/isbn/9780807083697", headers=header).status_code == 200
    with count_queries() as without:
        app.test_client().get("/api/v2/isbn/9780807083697")
    assert len(statements) == len(without) + 1


def test_a_password_that_changes_while_one_logs_in_lets_nobody_in(app, customer):
    with app.app_context():
        verified = passwords.owner("carla", PASSWORD)
        users.change(verified.user.id, {"password": "another pass phrase"})
        with pytest.raises(Unauthenticated, match=passwords.WRONG):
            sessions.begin(verified.user, password_hash=verified.password_hash)
        verified = passwords.owner("carla", "another pass phrase")
        sessions.begin(verified.user, password_hash=verified.password_hash)


@pytest.fixture
def meanwhile(app, monkeypatch):
    """What changes each time after a password was found right, and before that has an effect."""
    matches = passwords.matches

    def meanwhile(change, times=100):
        left = [change] * times

        def changed(kept, password):
            right = matches(kept, password)
            if left:
                left.pop()()
            return right

        monkeypatch.setattr(passwords, "matches", changed)

    def alter(**values):
        with beside(app) as connection:
            stan = update(User).where(User.name == "stan")
            connection.execute(stan.values(version=User.version + 1, **values))

    meanwhile.alter = alter
    return meanwhile


def test_one_logs_in_whatever_else_changes_meanwhile(staff, log_in, seen, meanwhile):
    meanwhile(lambda: meanwhile.alter(email="stan@example.org"))
    assert seen(log_in())
    meanwhile(lambda: meanwhile.alter(role="customer"))
    tokens = log_in()
    assert (tokens["scope"], seen(tokens)) == ("customer", True)


def test_one_logs_in_while_the_same_password_gets_a_new_hash(log_in, seen, meanwhile):
    meanwhile(lambda: meanwhile.alter(password_hash=passwords.hashed(PASSWORD)), times=1)
    assert seen(log_in())


@pytest.mark.parametrize("change", ["password_hash", "active"])
def test_who_is_shut_out_meanwhile_does_not_learn_that_the_password_was_right(app, log_in, meanwhile, change):
    wrong = app.test_client().post(TOKEN, data={"grant_type": "password", "username": "stan", "password": "guess"})
    new = {"password_hash": passwords.hashed("another pass phrase"), "active": False}[change]
    meanwhile(lambda: meanwhile.alter(**{change: new}), times=1)
    answer = log_in()
    assert {**answer, "request_id": None} == {**wrong.get_json(), "request_id": None}

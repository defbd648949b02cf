"""Basic authentication: a name and a password with each request, right at that moment."""

from base64 import b64encode

import pytest
from sqlalchemy import text

from bookstore.services import passwords, users
from tests.api.v2.test_auth import hashes  # noqa: F401  (a fixture)
from tests.conftest import PASSWORD, beside, problem

OPEN, GUARDED = "/api/v2/books", "/api/v2/api-keys"


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch):
    """No verification of another test counts."""
    monkeypatch.setattr(passwords, "_verified", passwords.Verifications(entries=3, seconds=60))


@pytest.fixture
def ask(app, staff):
    """The answer to a read with a name and a password."""

    def ask(name="stan", password=PASSWORD, path=GUARDED, scheme="Basic"):
        encoded = b64encode(f"{name}:{password}".encode()).decode()
        return app.test_client().get(path, headers={"Authorization": f"{scheme} {encoded}"})

    return ask


def alter(app, statement, **values):
    """Change the database beside the application."""
    with beside(app) as connection:
        assert connection.execute(text(statement), values).rowcount == 1


def test_a_name_and_a_password_will_do_in_any_spelling_of_the_scheme(ask):
    for scheme in ("Basic", "basic", "BASIC", "Basic "):
        assert ask(scheme=scheme).status_code == 200
    assert ask(name="STAN").status_code == 200


def test_roles_hold_as_with_tokens(app, ask, customer):
    anonymous = app.test_client()
    assert anonymous.post(OPEN, json={"title": "T"}, auth=("stan", PASSWORD)).status_code == 201
    problem(anonymous.post(OPEN, json={"title": "T"}, auth=("carla", PASSWORD)), 403, "forbidden")


def test_who_is_wrong_does_not_learn_why(app, ask):
    wrong = [ask(password="wrong horse"), ask(name="nobody"), ask(name=""), ask(password=""), ask(name="x" * 200)]
    alter(app, "UPDATE users SET active = :no", no=False)
    wrong += [ask(), ask(password="wrong horse")]
    bodies = [problem(response, 401, "unauthenticated") for response in wrong]
    assert {body["detail"] for body in bodies} == {"The name or the password is wrong."}
    problem(ask(path=OPEN), 401, "unauthenticated")


def test_names_and_passwords_are_utf_8(app, ask):
    with app.app_context():
        users.create("Zoë Ω", "pass wörd: ☂", role="staff")
    assert ask("Zoë Ω", "pass wörd: ☂").status_code == 200
    latin = b64encode("Zoë:pass wörd".encode("latin-1")).decode()
    problem(app.test_client().get(OPEN, headers={"Authorization": f"Basic {latin}"}), 401)


def test_what_was_right_is_not_hashed_again_for_a_while(ask, hashes, monkeypatch):  # noqa: F811
    for _ in range(5):
        assert ask().status_code == 200
    assert len(hashes) == 1
    monkeypatch.setattr(passwords._verified, "seconds", 0)
    assert ask().status_code == 200
    assert len(hashes) == 2


def test_what_was_wrong_is_hashed_each_time(ask, hashes):  # noqa: F811
    for place in range(1, 4):
        ask(password="wrong horse")
        ask(name="nobody")
        assert len(hashes) == 2 * place


def test_only_so_many_are_remembered(app, ask, hashes):  # noqa: F811
    with app.app_context():
        for name in ("bob", "eve", "mia"):
            users.create(name, PASSWORD)
    for name in ("stan", "bob", "eve", "mia", "stan"):
        assert ask(name).status_code == 200
    assert len(hashes) == 5


def test_a_changed_password_counts_at_once(app, ask):
    assert ask().status_code == 200
    with app.app_context():
        changed = passwords.hashed("another horse battery")
    alter(app, "UPDATE users SET password_hash = :hash", hash=changed)
    problem(ask(), 401)
    assert ask(password="another horse battery").status_code == 200


def test_a_disabled_user_is_out_at_once(app, ask):
    assert ask().status_code == 200
    alter(app, "UPDATE users SET active = :no", no=False)
    problem(ask(), 401)
    alter(app, "UPDATE users SET active = :yes", yes=True)
    assert ask().status_code == 200


def test_a_remembered_password_costs_one_statement(ask, count_queries):
    ask(path="/api/v2/isbn/9780807083697")
    with count_queries() as statements:
        ask(path="/api/v2/isbn/9780807083697")
    assert len([statement for statement in statements if "users" in statement]) == 1


def test_basic_begins_no_session(ask):
    before = ask(path="/api/v2/users/me/sessions").get_json()["count"]
    assert ask(path="/api/v2/users/me/sessions").get_json()["count"] == before == 1

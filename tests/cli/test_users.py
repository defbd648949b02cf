"""flask users: the password comes from a prompt or a pipe, and never comes out."""

import pytest
from sqlalchemy import select

from bookstore.extensions import db
from bookstore.models import User
from tests.cli.conftest import commands_of, without_postgresql

PASSWORD = "correct horse battery"


@pytest.fixture
def create(flask):
    """Creates a user with a password from a pipe."""

    def create(*arguments, password=PASSWORD):
        return flask("users", "create", *arguments, "--password-stdin", input=f"{password}\n")

    return create


def test_a_user_made_here_logs_in(create, anonymous):
    result = create("ada", "--role", "admin")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "Created admin ada (id 1).\n", "")
    form = {"grant_type": "password", "username": "ada", "password": PASSWORD}
    assert anonymous.post("/api/v2/auth/token", data=form).status_code == 200


def test_the_password_is_asked_for_twice_and_not_shown(flask, app):
    result = flask("users", "create", "ada", input=f"{PASSWORD}\n{PASSWORD}\n")
    assert result.exit_code == 0
    with app.app_context():
        user = db.session.scalar(select(User).where(User.name == "ada"))
        hashed = db.session.scalar(select(User.password_hash).where(User.id == user.id))
    assert (user.role, hashed[:7]) == ("customer", "$argon2")
    assert PASSWORD not in result.output
    assert hashed not in result.output


@without_postgresql
def test_two_different_passwords_are_asked_for_again(flask):
    result = flask("users", "create", "ada", input=f"{PASSWORD}\nother words here\n")
    assert result.exit_code == 1
    assert "Created" not in result.output


@without_postgresql
@pytest.mark.parametrize("password", ["", "short", "x" * 1025])
def test_a_password_of_a_wrong_length_is_exit_1_and_one_line(create, password):
    result = create("ada", password=password)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: A password has 8 to 1024 characters.\n"


def test_a_name_that_is_taken_is_exit_1_and_one_line(create):
    create("ada")
    result = create("ADA")
    assert (result.exit_code, result.stdout, len(result.stderr.splitlines())) == (1, "", 1)
    assert PASSWORD not in result.output


@without_postgresql
@pytest.mark.parametrize("arguments", [("ada", "--role", "king"), (), ("a", "b"), ("x" * 101,), (" ",), ("a\nb",)])
def test_a_wrong_role_or_name_is_exit_2_and_one_line(create, arguments):
    result = create(*arguments)
    assert (result.exit_code, result.stdout, len(result.stderr.splitlines())) == (2, "", 1)
    assert PASSWORD not in result.output


def test_the_password_of_a_colon_name_could_not_be_sent(create):
    result = create("a:b")
    assert (result.exit_code, result.stdout, len(result.stderr.splitlines())) == (2, "", 1)


def test_an_address_gets_a_letter(make_app, postbox):
    app = make_app(SMTP_URL=postbox.url)
    arguments = ("users", "create", "ada", "--email", "ada@example.org", "--password-stdin")
    assert commands_of(app)(*arguments, input=f"{PASSWORD}\n").exit_code == 0
    assert postbox.addresses(app) == ["ada@example.org"]
    assert app.test_client().put(f"/api/v2/email-confirmations/{postbox.tokens(app)[0]}").status_code == 204


@without_postgresql
def test_what_is_no_address_is_exit_2(create):
    for wrong in ("ada", "a@b", "a@b.cd\nBcc: x@y.zz", ""):
        result = create("ada", "--email", wrong)
        assert (result.exit_code, result.stdout, len(result.stderr.splitlines())) == (2, "", 1)


@without_postgresql
@pytest.mark.parametrize("password", ["1qaz2wsx", "qwertyuiop", "Ada Lovelace"])
def test_a_weak_password_is_exit_1_and_not_repeated(create, password):
    result = create("ada lovelace", password=password)
    assert (result.exit_code, result.stdout, len(result.stderr.splitlines())) == (1, "", 1)
    assert password not in result.output


def test_users_are_listed_by_name(create, flask):
    create("zoe", "--role", "staff", "--email", "zoe@example.org")
    create("Ada", "--role", "admin")
    create("max")
    assert flask("users", "disable", "MAX").stdout == "Disabled MAX.\n"
    lines = [line.split("\t") for line in flask("users", "list").stdout.splitlines()]
    assert lines == [
        ["2", "admin", "active", "Ada", "-"],
        ["3", "customer", "disabled", "max", "-"],
        ["1", "staff", "active", "zoe", "zoe@example.org"],
    ]
    assert flask("users", "list", "--inactive").stdout.split() == ["3", "customer", "disabled", "max", "-"]
    assert flask("users", "list", "--role", "staff").stdout.split()[3] == "zoe"
    assert flask("users", "list", "--role", "staff", "--inactive").stdout == ""


def test_disabling_a_role_and_enabling_hold_at_once(flask, customer):
    url = "/api/v2/users/me"
    assert customer.get(url).status_code == 200
    assert flask("users", "set-role", "Carla", "staff").exit_code == 0
    assert customer.get(url).status_code == 401
    assert flask("users", "set-role", "carla", "customer").exit_code == 0
    assert customer.get(url).status_code == 200
    assert flask("users", "disable", "carla").exit_code == 0
    assert customer.get(url).status_code == 401
    assert flask("users", "enable", "carla").exit_code == 0
    assert customer.get(url).status_code == 401, "the session has ended"


def test_the_last_administrator_is_kept_here_too(flask, admin):
    for arguments in (("disable", "ada"), ("set-role", "ada", "customer")):
        result = flask("users", *arguments)
        assert (result.exit_code, result.stdout, len(result.stderr.splitlines())) == (1, "", 1)
    assert admin.get("/api/v2/users").status_code == 200


def test_an_unknown_user_is_exit_1_and_wrong_use_is_exit_2(flask):
    for arguments in (("disable", "nobody"), ("enable", "nobody"), ("set-role", "nobody", "staff")):
        result = flask("users", *arguments)
        assert (result.exit_code, result.stdout, result.stderr) == (1, "", "Error: There is no user nobody.\n")
    wrong = (("disable",), ("set-role", "ada"), ("set-role", "ada", "king"), ("list", "x"), ("list", "--role", "x"))
    for arguments in (*wrong, ("vanish", "ada"), ("create", "ada", "--password", PASSWORD), ("disable", " ")):
        result = flask("users", *arguments)
        assert (result.exit_code, result.stdout, len(result.stderr.splitlines())) == (2, "", 1)
        assert PASSWORD not in result.output

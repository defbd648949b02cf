"""flask users: the password comes from a prompt or a pipe, and never comes out."""

import pytest
from sqlalchemy import select

from bookstore.extensions import db
from bookstore.models import User
from tests.cli.conftest import without_postgresql

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

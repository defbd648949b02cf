"""flask users: who may do what."""

import sys
from typing import Any

import click
import marshmallow as ma

from bookstore.cli.commands import Group
from bookstore.schemas import fields
from bookstore.schemas.user import NewUserName, UserName
from bookstore.services import users
from bookstore.values.roles import ROLES

group = Group("users", help="Users and their roles.")


class Checked(click.ParamType):
    """A parameter by the rules of a field of the API."""

    def __init__(self, name: str, field: ma.fields.Field) -> None:
        self.name, self.field = name, field

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The value as the field loads it."""
        try:
            return self.field.deserialize(value)
        except ma.ValidationError as error:
            raise click.UsageError(f"{self.name}: {error.messages[0]}") from None


NAME = Checked("NAME", UserName())
NEW_NAME = Checked("NAME", NewUserName())
EMAIL = Checked("--email", fields.Email())
ROLE = click.Choice(ROLES)


@group.command("create")
@click.argument("name", type=NEW_NAME)
@click.option("--role", type=ROLE, default="customer", show_default=True)
@click.option("--email", type=EMAIL, help="An address; a letter goes there to confirm it.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def create(name: str, role: str, email: str | None, password_stdin: bool) -> None:
    """Make a user; the password is asked for."""
    user = users.create(name, _password(from_stdin=password_stdin), email=email, role=role)
    click.echo(f"Created {user.role} {user.name} (id {user.id}).")


@group.command("list")
@click.option("--role", type=ROLE, help="Only those of this role.")
@click.option("--inactive", is_flag=True, help="Only those who are disabled.")
def list_users(role: str | None, inactive: bool) -> None:
    """List users by name, one a line: id, role, state, name, address; tabs stand between."""
    for user in users.listed(role=role, active=False if inactive else None):
        state = "active" if user.active else "disabled"
        click.echo("\t".join((str(user.id), user.role, state, user.name, user.email or "-")))


@group.command("disable")
@click.argument("name", type=NAME)
def disable(name: str) -> None:
    """Keep a user out from now on, in every worker."""
    _change(name, f"Disabled {name}.", active=False)


@group.command("enable")
@click.argument("name", type=NAME)
def enable(name: str) -> None:
    """Let a disabled user in again."""
    _change(name, f"Enabled {name}.", active=True)


@group.command("set-role")
@click.argument("name", type=NAME)
@click.argument("role", type=ROLE)
def set_role(name: str, role: str) -> None:
    """Give a user another role."""
    _change(name, f"{name} is {role} from now on.", role=role)


def _change(name: str, words: str, **values: Any) -> None:
    users.change(users.named(name).id, values)
    click.echo(words)


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return click.prompt("Password", hide_input=True, confirmation_prompt=True)

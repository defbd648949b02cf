"""flask users: who may do what."""

import sys

import click
import marshmallow as ma

from bookstore.cli.commands import Group
from bookstore.schemas import fields
from bookstore.services import users

NAME = fields.Text(100)

group = Group("users", help="Users and their roles.")


@group.command("create")
@click.argument("name")
@click.option("--role", type=click.Choice(users.ROLES), default="customer", show_default=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def create(name: str, role: str, password_stdin: bool) -> None:
    """Make a user; the password is asked for."""
    user = users.create(_name(name), _password(from_stdin=password_stdin), role=role)
    click.echo(f"Created {user.role} {user.name} (id {user.id}).")


def _name(text: str) -> str:
    try:
        return NAME.deserialize(text)
    except ma.ValidationError as error:
        raise click.UsageError(f"NAME: {error.messages[0]}") from None


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return click.prompt("Password", hide_input=True, confirmation_prompt=True)

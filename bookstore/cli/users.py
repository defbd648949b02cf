"""flask users: who may do what."""

import sys

import click

from bookstore.cli.commands import Group
from bookstore.services import users

group = Group("users", help="Users and their roles.")


@group.command("create")
@click.argument("name")
@click.option("--role", type=click.Choice(users.ROLES), default="customer", show_default=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def create(name: str, role: str, password_stdin: bool) -> None:
    """Make a user; the password is asked for."""
    user = users.create(name, _password(from_stdin=password_stdin), role=role)
    click.echo(f"Created {user.role} {user.name} (id {user.id}).")


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return click.prompt("Password", hide_input=True, confirmation_prompt=True)

"""flask keys: API keys, for programs of users."""

import re
from typing import Any

import click
import marshmallow as ma

from bookstore.cli.commands import Group
from bookstore.schemas.api_key import ApiKey
from bookstore.services import api_keys, users
from bookstore.values import limits
from bookstore.values.scopes import DEFAULT, SCOPES

group = Group("keys", help="API keys, for programs of users.")


@group.command("create")
@click.argument("user")
@click.option("--name", required=True, help="What the key is for.")
@click.option("--scope", "scopes", type=click.Choice(tuple(SCOPES)), multiple=True, default=DEFAULT, show_default=True)
@click.option("--expires", metavar="DATE", help="Such as 2027-12-31 or 2027-12-31T12:00:00Z; never when not given.")
def create(user: str, name: str, scopes: tuple[str, ...], expires: str | None) -> None:
    """Make a key of a user, and print it this once."""
    values = _checked(name=name, scopes=list(dict.fromkeys(scopes)), expires_at=_moment(expires))
    owner = users.named(user)
    made = api_keys.create(owner.id, **values)
    click.echo(f"Created key {made.id} of {owner.name}: {' '.join(values['scopes'])}. It is not shown again:", err=True)
    click.echo(made.key)


@group.command("list")
@click.argument("user", required=False)
def list_keys(user: str | None) -> None:
    """List the keys of all users, or of one."""
    for key in api_keys.listed(None if user is None else users.named(user).id):
        expires = "never" if key.expires_at is None else f"{key.expires_at:%Y-%m-%dT%H:%MZ}"
        click.echo(f"{key.id:>6}  {key.hint}...  {key.user}  {' '.join(key.scopes)}  {expires}  {key.name}")


@group.command("revoke")
@click.argument("key_id", type=click.IntRange(1, limits.ID), metavar="ID")
def revoke(key_id: int) -> None:
    """Make a key good for nothing."""
    api_keys.revoke(key_id)
    click.echo(f"Revoked key {key_id}.")


def _moment(text: str | None) -> str | None:
    """A date is its first moment in UTC."""
    return f"{text}T00:00:00Z" if text and re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else text


def _checked(**values: Any) -> dict[str, Any]:
    try:
        return ApiKey().load(values)
    except ma.ValidationError as error:
        name, messages = next(iter(error.normalized_messages().items()))
        raise click.UsageError(f"{name}: {messages[0]}") from None

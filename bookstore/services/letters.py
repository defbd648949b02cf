"""Letters: what the program writes to people, in plain text. Who sends what where, the edge tells (api.links)."""

from collections.abc import Mapping
from typing import NamedTuple

from bookstore.extensions import links

RESET = """Hello,

somebody, probably you, asked for a new password at the bookstore. If it was not you, do nothing.
Within an hour, a new password can be set, once:
"""
ACCOUNT = """
For {account}, send

    {request}

The token by itself is

{token}
"""
CONFIRM = """Hello,

please confirm that this is your address: within three days, send

    {request}

The token by itself is

{token}

If you have no account at the bookstore, somebody else gave this address by mistake: do nothing.
"""
OWNED = """Hello {owner},

somebody, perhaps you, gave this address for another account at the bookstore. It belongs to yours, {owner}, so the
other account cannot have it. If you have forgotten your password, send

    {request}

If it was not you, do nothing.
"""
MOVED = """Hello {name},

the account {name} at the bookstore has another address from now on. If that was not you, somebody else is using your
account: change your password.
"""


class Letter(NamedTuple):
    """A letter to one address."""

    to: str
    subject: str
    text: str


def reset(to: str, tokens: Mapping[str, str]) -> Letter:
    """How to set a new password: `tokens` has one for each account, by what that is called."""
    accounts = (
        ACCOUNT.format(account=account, request=links.reset(token), token=token) for account, token in tokens.items()
    )
    return Letter(to, "A new password", RESET + "".join(accounts))


def confirmation(to: str, token: str) -> Letter:
    """How to confirm an address."""
    return Letter(to, "Confirm your address", CONFIRM.format(request=links.confirmation(token), token=token))


def owned(to: str, owner: str) -> Letter:
    """To whom an address belongs that somebody has claimed."""
    return Letter(to, "You already have an account", OWNED.format(owner=owner, request=links.forgotten(to)))


def moved(to: str, name: str) -> Letter:
    """To the address that an account had until now."""
    return Letter(to, "Your address has changed", MOVED.format(name=name))

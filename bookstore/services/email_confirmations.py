"""Confirmations of e-mail addresses: an address is its user's once a letter that went there has come back."""

from datetime import timedelta
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from bookstore.errors import Conflict, NotFound
from bookstore.extensions import db, mail
from bookstore.models import User
from bookstore.models.base import now
from bookstore.services import queries
from bookstore.services.transaction import writing
from bookstore.values.letter import Letter

KIND = "email-confirmation"
LIFETIME = timedelta(days=3)

CONFIRM = """Hello,

please confirm that this is your address: within three days, send

    PUT {site}/api/v2/email-confirmations/{token}

The token by itself is

{token}

If you have no account at the bookstore, somebody else gave this address by mistake: do nothing.
"""
OWNED = """Hello {owner},

somebody, perhaps you, gave this address for another account at the bookstore. It belongs to yours, {owner}, so the
other account cannot have it. If you have forgotten your password, send

    POST {site}/api/v2/password-resets {{"email": "{email}"}}

If it was not you, do nothing.
"""
MOVED = """Hello {name},

the account {name} at the bookstore has another address from now on. If that was not you, somebody else is using your
account: change your password.
"""


def ask(user_id: int) -> None:
    """Another letter to confirm a user's address."""
    mail.later(letters, user_id)


def letters(user_id: int, before: str | None = None) -> list[Letter]:
    """What is written about an address that is not confirmed: to it, or to the user whose it is.

    `before` is the user's confirmed address until now, which is told. A letter to an address that is not confirmed
    shows no name: anybody could have anything sent to anyone.
    """
    claim, owner = User, aliased(User)
    owned = and_(owner.email_key == claim.email_key, owner.email_confirmed_at.is_not(None))
    columns: tuple[Any, ...] = (
        claim.id,
        claim.name,
        claim.email,
        claim.email_key,
        owner.name.label("owner"),
        owner.email.label("owned"),
    )
    unconfirmed = (claim.id == user_id, claim.active, claim.email_confirmed_at.is_(None))
    row = queries.first(select(*columns).select_from(claim).outerjoin(owner, owned).where(*unconfirmed))
    if row is None:
        return []
    written = [] if before is None else [Letter(before, "Your address has changed", MOVED.format(name=row.name))]
    if row.owner is not None:
        text = OWNED.format(owner=row.owner, site=mail.site, email=row.owned)
        written.append(Letter(row.owned, "You already have an account", text))
    elif row.email is not None:
        token = mail.sealed(KIND, [row.id, mail.fingerprint(row.email_key)])
        text = CONFIRM.format(site=mail.site, token=token)
        written.append(Letter(row.email, "Confirm your address", text))
    return written


def confirm(token: str) -> None:
    """The address is confirmed that this token was sent to; Conflict when it is another user's by now."""
    user_id, fingerprint = mail.opened(KIND, token, seconds=LIFETIME.total_seconds()) or (0, "")
    with writing(lambda: Conflict("This address belongs to another user.")):
        user = db.session.scalar(select(User).where(User.id == user_id).with_for_update())
        if user is None or mail.fingerprint(user.email_key or "") != fingerprint:
            raise NotFound("There is no such confirmation: it was made up, is over, or was for another address.")
        if user.email_confirmed_at is None:
            user.email_confirmed_at = now()

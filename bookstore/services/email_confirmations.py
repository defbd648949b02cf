"""Confirmations of e-mail addresses: an address is its user's once a letter that went there has come back."""

from datetime import timedelta
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from bookstore.errors import Conflict, NotFound
from bookstore.extensions import db, post, seals
from bookstore.models import User
from bookstore.models.base import now
from bookstore.services import letters, queries
from bookstore.services.letters import Letter
from bookstore.services.transaction import writing

KIND = "email-confirmation"
LIFETIME = timedelta(days=3)


def ask(user_id: int) -> None:
    """Another letter to confirm a user's address."""
    post.put(written, user_id)


def written(user_id: int, before: str | None = None) -> list[Letter]:
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
    found = [] if before is None else [letters.moved(before, row.name)]
    if row.owner is not None:
        found.append(letters.owned(row.owned, row.owner))
    elif row.email is not None:
        found.append(letters.confirmation(row.email, seals.sealed(KIND, [row.id, seals.fingerprint(row.email_key)])))
    return found


def confirm(token: str) -> None:
    """The address is confirmed that this token was sent to; Conflict when it is another user's by now."""
    user_id, fingerprint = seals.opened(KIND, token, seconds=LIFETIME.total_seconds()) or (0, "")
    with writing(lambda: Conflict("This address belongs to another user.")):
        user = db.session.scalar(select(User).where(User.id == user_id).with_for_update())
        if user is None or seals.fingerprint(user.email_key or "") != fingerprint:
            raise NotFound("There is no such confirmation: it was made up, is over, or was for another address.")
        if user.email_confirmed_at is None:
            user.email_confirmed_at = now()

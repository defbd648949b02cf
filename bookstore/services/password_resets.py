"""Resets of passwords: who reads the letters to a user's address may set a new one."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import aliased

from bookstore.errors import Conflict, NotFound
from bookstore.extensions import db, post, seals
from bookstore.models import User
from bookstore.models.base import now
from bookstore.services import api_keys, letters, passwords, queries, sessions
from bookstore.services.letters import Letter
from bookstore.services.transaction import writing
from bookstore.values.text import name_key

KIND = "password-reset"
LIFETIME = timedelta(hours=1)
MOST = 10
"""Accounts of one unconfirmed address that get a token."""

_user = User.__table__.c
_columns = (_user.id, _user.name, _user.email, _user.email_key, _user.email_confirmed_at, _user.password_hash)


def ask(email: str) -> None:
    """A letter to this address if it is anybody's; who asks does not learn it, not even by how long it takes."""
    post.put(written, email)


def written(email: str) -> list[Letter]:
    """What is written: to the user whose address it is, else to all who say that it is theirs.

    It goes to the addresses as their users wrote them: two that differ in case may be those of two people. One that
    is not confirmed is told no name: anybody could have anything sent to anyone.
    """
    mine = (_user.email_key == name_key(email), _user.active)
    first = (_user.email_confirmed_at.is_(None), _user.id)
    found = queries.rows(select(*_columns).where(*mine).order_by(*first).limit(MOST))
    chosen = found[:1] if found and found[0].email_confirmed_at else found
    addresses = dict.fromkeys(row.email for row in chosen)
    return [_letter(address, [row for row in chosen if row.email == address]) for address in addresses]


def use(token: str, password: str, *, pointer: str) -> None:
    """A new password by a token that was sent; the address is confirmed unless another's.

    All sessions end, and all API keys: who comes this way may have had an intruder, who made some.
    """
    user_id, fingerprint = seals.opened(KIND, token, seconds=LIFETIME.total_seconds()) or (0, "")
    row = queries.first(select(*_columns).where(_user.id == user_id, _user.active))
    if row is None or _fingerprint(row) != fingerprint:
        raise _unknown()
    passwords.check(password, name=row.name, pointer=pointer)
    hashed = passwords.hashed(password)
    with writing(lambda: Conflict("Another user confirmed this address in this moment: try again.")):
        user = db.session.scalar(_unchanged(row))
        if user is None:
            raise _unknown()
        user.password_hash = hashed
        if user.email_confirmed_at is None and db.session.scalar(_owner(row)) is None:
            user.email_confirmed_at = now()
        db.session.execute(sessions.all_of(user_id))
        db.session.execute(api_keys.all_of(user_id))


def _letter(address: str, rows: Sequence[Row[Any]]) -> Letter:
    tokens = {}
    for row in rows:
        account = f"the account {row.name}" if row.email_confirmed_at else f"the account number {row.id}"
        tokens[account] = seals.sealed(KIND, [row.id, _fingerprint(row)])
    return letters.reset(address, tokens)


def _fingerprint(row: Row[Any]) -> str:
    """What makes a token good for one use, and for none after the password or the address has changed."""
    return seals.fingerprint(row.password_hash, row.email_key or "")


def _unchanged(row: Row[Any]) -> Select[Any]:
    """The user as they were when the token was looked at; nobody when another use of it was faster."""
    same = (User.password_hash == row.password_hash, User.email_key == row.email_key, User.active)
    return select(User).where(User.id == row.id, *same).with_for_update()


def _owner(row: Row[Any]) -> Select[Any]:
    owner = aliased(User)
    return select(owner.id).where(owner.email_key == row.email_key, owner.email_confirmed_at.is_not(None))


def _unknown() -> NotFound:
    return NotFound("There is no such reset: it was made up, is over, or was used.")

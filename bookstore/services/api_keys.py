"""API keys: a user's programs. A key is shown once, when it is made; only its hash is kept."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Delete, Row, Select, bindparam, delete, select

from bookstore.errors import Invalid, NotFound
from bookstore.extensions import db
from bookstore.models import ApiKey, User
from bookstore.models.base import now
from bookstore.services import queries
from bookstore.services.listing import Listing, Sorts, both_ways, ordered
from bookstore.services.standing import COLUMNS, Standing
from bookstore.services.transaction import writing
from bookstore.values.scopes import DEFAULT

PREFIX = "bks_"
HINT = 12
"""Characters of a key that are kept readable, to tell it from others."""

_key, _user = ApiKey.__table__.c, User.__table__.c
_holder = (
    select(*COLUMNS, _key.id.label("key_id"), _key.scopes, _key.expires_at)
    .select_from(ApiKey.__table__.join(User.__table__, _user.id == _key.user_id))
    .where(_key.key_hash == bindparam("hash"))
)

SORTS: Sorts = {"name": both_ways(_key.name), "created_at": both_ways(_key.created_at)}


class Held(NamedTuple):
    """Whose key it is, and what it may be used for."""

    id: int
    user: Standing
    scopes: frozenset[str]


class Made(NamedTuple):
    """A new key: this is the only moment at which anybody knows it."""

    id: int
    key: str


def create(user_id: int, name: str, *, scopes: Sequence[str] = DEFAULT, expires_at: datetime | None = None) -> Made:
    """A new key of a user."""
    if expires_at is not None and expires_at <= now():
        raise Invalid("A key expires in the future, or never.", pointer="/expires_at")
    key = PREFIX + secrets.token_urlsafe(32)
    with writing(lambda: NotFound("There is no such user.")):
        row = ApiKey(
            user_id=user_id,
            name=name,
            key_hash=_hash(key),
            hint=key[:HINT],
            scopes=sorted(scopes),
            expires_at=expires_at,
        )
        db.session.add(row)
    return Made(row.id, key)


def held(key: str) -> Held | None:
    """Whose key it is, in one statement; None when it is nobody's, or has expired."""
    if not (key.startswith(PREFIX) and key.isascii()):
        return None
    found = queries.first(_holder, hash=_hash(key))
    if found is None or (found.expires_at is not None and found.expires_at <= now()):
        return None
    user = Standing(found.id, found.name, found.role, found.active)
    return Held(found.key_id, user, frozenset(found.scopes))


def find(user_id: int, *, sort: Sequence[str] = ()) -> Listing:
    """The keys of a user, also those that have expired."""
    return Listing(ApiKey, select(ApiKey).where(ApiKey.user_id == user_id), ordered(SORTS, sort, _key.id))


def one(user_id: int, key_id: int) -> Select[Any]:
    """One key of a user."""
    return select(ApiKey).where(ApiKey.user_id == user_id, ApiKey.id == key_id)


def listed(user_id: int | None = None) -> Sequence[Row[Any]]:
    """All keys, or those of one user, each with the name of its user."""
    columns = (_key.id, _key.hint, _user.name.label("user"), _key.name, _key.scopes, _key.expires_at)
    held_by = ApiKey.__table__.join(User.__table__, _user.id == _key.user_id)
    statement = select(*columns).select_from(held_by).order_by(_key.id)
    return queries.rows(statement if user_id is None else statement.where(_key.user_id == user_id))


def revoke(key_id: int, *, of: int | None = None) -> None:
    """No such key any more, from this moment on; NotFound when there is none, or none `of` this user."""
    statement = delete(ApiKey.__table__).where(_key.id == key_id)
    if of is not None:
        statement = statement.where(_key.user_id == of)
    with writing():
        gone = db.session.execute(statement.returning(_key.id)).scalar()
    if gone is None:
        raise NotFound("There is no such API key.")


def all_of(user_id: int) -> Delete:
    """What revokes all keys of a user, as part of a write of theirs."""
    return delete(ApiKey.__table__).where(_key.user_id == user_id)


def _hash(key: str) -> str:
    return sha256(key.encode()).hexdigest()

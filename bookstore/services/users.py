"""Users: who is who, and who may do what."""

from typing import Any, NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Select, select

from bookstore.errors import Conflict, Invalid, Unauthenticated
from bookstore.extensions import db
from bookstore.models import User
from bookstore.services import queries
from bookstore.services.transaction import writing
from bookstore.values.text import name_key

ROLES = ("customer", "staff", "admin")
"""Each holds all before it."""

MIN_PASSWORD, MAX_PASSWORD = 8, 1024

_hasher = PasswordHasher()
_dummy_hash = _hasher.hash("nobody has this password")


class Standing(NamedTuple):
    """What a user may do at this moment."""

    id: int
    name: str
    role: str
    active: bool


def create(name: str, password: str, *, role: str = "customer") -> Standing:
    """A new user; the password is kept as an argon2 hash only."""
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise Invalid(f"A password has {MIN_PASSWORD} to {MAX_PASSWORD} characters.", pointer="/password")
    hashed = _hasher.hash(_octets(password))
    with writing(lambda: Conflict(f"There is a user {name}.", pointer="/name")):
        user = User(name=name, password_hash=hashed, role=role, active=True)
        db.session.add(user)
    return Standing(user.id, user.name, user.role, user.active)


def logged_in(name: str, password: str) -> Standing:
    """Who has this name and password; it takes as long to find out that there is no such name."""
    user = queries.first(_standing(User.__table__.c.password_hash).where(User.name_key == name_key(name)))
    try:
        _hasher.verify(user.password_hash if user else _dummy_hash, _octets(password))
    except (VerificationError, InvalidHashError):
        user = None
    if user is None or not user.active:
        raise Unauthenticated("The name or the password is wrong.")
    return Standing(user.id, user.name, user.role, user.active)


def standing(user_id: int) -> Standing | None:
    """What a user may do now, in one statement and without an object."""
    user = queries.first(_standing().where(User.id == user_id))
    return None if user is None else Standing(user.id, user.name, user.role, user.active)


def holds(role: str, wanted: str) -> bool:
    """Whether a role is or holds another."""
    return ROLES.index(role) >= ROLES.index(wanted)


def _octets(password: str) -> bytes:
    """The password as bytes, even where it is no text that UTF-8 knows: then it is just wrong."""
    return password.encode("utf-8", "surrogatepass")


def _standing(*more: Any) -> Select[Any]:
    columns = User.__table__.c
    return select(columns.id, columns.name, columns.role, columns.active, *more)

"""Passwords: kept as argon2 hashes, and told to nobody by how long an answer takes.

A hash takes a tenth of a second and 64 MB, by design: only few are computed at once in a process, and only few may
wait for that. Who would have to wait for long is told to come back.
"""

import secrets
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Any, NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Row, select, update

from bookstore.errors import Invalid, Unauthenticated, Unavailable
from bookstore.extensions import db
from bookstore.models import User
from bookstore.services import queries
from bookstore.services.standing import COLUMNS, Standing, is_called
from bookstore.services.transaction import writing
from bookstore.services.verifications import Verifications
from bookstore.values import limits
from bookstore.values.password import fault, prepared, spellings
from bookstore.values.text import forbidden

WRONG = "The name or the password is wrong."
BUSY = "Too many passwords are being checked at this moment: try again soon."
PATIENCE = 5.0
"""Seconds that one waits for one's turn."""

WAITING = 100
"""How many wait at most, where nobody says how many threads there are to wait with."""

HASHER = PasswordHasher()
_turns, _places = BoundedSemaphore(2), BoundedSemaphore(WAITING + 2)
_verified = Verifications(entries=1000, seconds=60)
_user = User.__table__.c


class Verified(NamedTuple):
    """Who has shown their password, and the hash that it was compared with, or has been given since."""

    user: Standing
    password_hash: str


def set_up(*, at_once: int, waiting: int = WAITING) -> None:
    """How many hashes this process computes at once, and how many more requests wait for that; others are refused."""
    global _turns, _places  # one limit a process, like the memory and the cores that it guards
    _turns, _places = BoundedSemaphore(at_once), BoundedSemaphore(at_once + waiting)


def leave_a_thread(*, of: int, at_once: int) -> None:
    """Let no more requests compute and wait than leave one of a server's threads to all others."""
    set_up(at_once=at_once, waiting=max(0, of - 1 - at_once))


def check(password: str, *, name: str | None = None, pointer: str = "/password") -> None:
    """Invalid when somebody of this name may not take this password."""
    wrong = fault(password, name=name)
    if wrong:
        raise Invalid(wrong, pointer=pointer)


def hashed(password: str) -> str:
    """The hash by which a password is kept."""
    with _turn():
        return HASHER.hash(_octets(prepared(password)))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether a hash is that of a password; None takes as long as any, and is of none."""
    with _turn():
        right = any(_is_of(password_hash or _of_nobody(), spelling) for spelling in spellings(password))
    return right and password_hash is not None


def owner(name: str, password: str, *, remember: bool = False) -> Verified:
    """Who has this name and password; Unauthenticated otherwise, whatever the reason, in the same time.

    `remember` spares the hash when the same was right within the last minute: for who sends both with each request.
    """
    user = _named(name)
    known_hash = user.password_hash if user else None
    key = _verified.key(name, password, known_hash or "")
    known = remember and user is not None and user.active and _verified.holds(key)
    right = known or matches(known_hash, password)
    if user is None or not user.active or not right:
        raise Unauthenticated(WRONG)
    if remember and not known:
        _verified.add(key)
    kept = user.password_hash
    if HASHER.check_needs_rehash(kept):
        kept = _renewed(user.id, kept, hashed(password))
    return Verified(Standing(user.id, user.name, user.role, user.active), kept)


def _named(name: str) -> Row[Any] | None:
    """The user of a name, with the hash; nobody has one that the database would choke on."""
    if len(name) > limits.USER or forbidden(name):
        return None
    return queries.first(select(*COLUMNS, _user.password_hash).where(is_called(name)))


def _renewed(user_id: int, old: str, new: str) -> str:
    """The same password by today's parameters, unless it was changed meanwhile."""
    with writing():
        db.session.execute(
            update(User.__table__).where(_user.id == user_id, _user.password_hash == old).values(password_hash=new)
        )
    return new


def _is_of(password_hash: str, password: str) -> bool:
    try:
        return HASHER.verify(password_hash, _octets(password))
    except (VerificationError, InvalidHashError):
        return False


@contextmanager
def _turn() -> Iterator[None]:
    turns, places = _turns, _places
    if not places.acquire(blocking=False):
        raise Unavailable(BUSY)
    try:
        if not turns.acquire(timeout=PATIENCE):
            raise Unavailable(BUSY)
        try:
            yield
        finally:
            turns.release()
    finally:
        places.release()


def _of_nobody() -> str:
    """A hash of no password, that takes as long to compare as those of today."""
    cost = f"m={HASHER.memory_cost},t={HASHER.time_cost},p={HASHER.parallelism}"
    salt, value = (b64encode(secrets.token_bytes(n)).decode().rstrip("=") for n in (HASHER.salt_len, HASHER.hash_len))
    return f"$argon2id$v=19${cost}${salt}${value}"


def _octets(password: str) -> bytes:
    """The password as bytes, even where it is no text that UTF-8 knows: then it is just wrong."""
    return password.encode("utf-8", "surrogatepass")

"""How a write is made: begun fresh, committed once at its end, undone when anything goes wrong."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from bookstore.errors import Conflict, NotFound, PreconditionFailed, Refusal
from bookstore.extensions import changes, db
from bookstore.models.base import Resource, now
from bookstore.services import queries, traces

R = TypeVar("R", bound=Resource)
V = TypeVar("V", bound=Any)

_SHARED, _ALONE = "pg_advisory_xact_lock_shared", "pg_advisory_xact_lock"
_AS_THEY_ARE, _WHICH_THERE_ARE = (0x626F6F6B, 1), (0x626F6F6B, 3)
"""Advisory locks of names, in two numbers each: those of one number are for single names."""

SHOWN = f"SELECT {_SHARED}{_AS_THEY_ARE}, {_SHARED}{_WHICH_THERE_ARE}"
CHANGED = f"SELECT {_ALONE}{_AS_THEY_ARE}"
GATHERED = f"SELECT {_ALONE}{_WHICH_THERE_ARE}"
"""What a write does with the names of authors, publishers and categories that things show and are found by.

Who writes things that show them, and makes those that are missing, goes beside all who do; who changes them goes alone:
so nothing is indexed by a name of yesterday, and no two writers wait for each other. Who makes very many at once has
names to itself for as long as that takes, so that each is made once. SQLite has one writer anyway.
"""
_STAYING = f"SELECT pg_try_advisory_xact_lock_shared{_AS_THEY_ARE}"


@contextmanager
def writing(taken: Callable[[], Refusal | None] = lambda: None, *, names: str | None = None) -> Iterator[None]:
    """One transaction; when a constraint refuses it, `taken` finds the words, in a transaction of its own.

    `names` says what it does with names: SHOWN, CHANGED, GATHERED, or nothing.
    """
    with _told() as commit:
        yield from _undone(taken, names, commit)


@contextmanager
def _told() -> Iterator[Callable[[], None]]:
    """Commits, and tells what has changed; also when nobody knows whether the commit went through."""
    tried = False

    def commit() -> None:
        nonlocal tried
        tried = True
        db.session.commit()

    with traces.kept(traces.Trace()) as trace:
        try:
            yield commit
        finally:
            if tried:
                changes.tell(trace.written)


def _undone(taken: Callable[[], Refusal | None], names: str | None, commit: Callable[[], None]) -> Iterator[None]:
    _begin(names)
    try:
        yield
        commit()
    except IntegrityError as error:
        db.session.rollback()
        raise taken() or Conflict("This contradicts something that the catalogue holds.") from error
    except StaleDataError as error:
        db.session.rollback()
        raise PreconditionFailed("It was changed by somebody else in this moment.") from error
    except BaseException:
        db.session.rollback()
        raise


def _begin(names: str | None) -> None:
    """A transaction on fresh ground, and on a connection that lives: one that died idle is found out and replaced."""
    options = {"writing": True, "first": names} if names else {"writing": True}
    db.session.rollback()
    try:
        db.session.connection(execution_options=options)  # BEGIN finds out
    except DBAPIError as error:
        db.session.rollback()
        if not error.connection_invalidated:
            raise
        db.session.connection(execution_options=options)


def hold_names(how: str) -> None:
    """Hold all names, as `writing` does, until the transaction ends; for one that has begun already."""
    if queries.dialect().name == "postgresql":
        db.session.connection().execute(text(how))


def names_stay() -> bool:
    """Keep all names as they are until the transaction ends, unless somebody changes some or waits to do it.

    For PostgreSQL: on SQLite nobody else writes.
    """
    return bool(db.session.connection().scalar(text(_STAYING)))


def locked(found: Select[R], version: int | None, what: str) -> R:
    """The one row that a statement selects, held until the transaction ends.

    `version` is the one that the caller saw, if that matters: the row then gets another one even where a write changes
    nothing, since of all who saw the same one only one shall get through. `what` names the thing in refusals.
    """
    row = agreed(db.session.scalar(found.with_for_update(of=found.column_descriptions[0]["entity"])), version, what)
    if version is not None:
        row.updated_at = now()
    return row


def agreed(row: V | None, version: int | None, what: str) -> V:
    """A row that is held, if there is one, and if it has the version that the caller saw, where that matters."""
    if row is None:
        raise NotFound(f"There is no {what}.")
    if version not in (None, row.version):
        raise PreconditionFailed(f"There is another state of {what} by now.")
    return row

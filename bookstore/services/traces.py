"""What statements leave behind: the tables that were read, and the tables and rows that were written, as tags.

A tag is a table (`products`: any row of it, or a new one), one row (`products:7`), or all its rows at once
(`products:*`: a statement has changed some, nobody knows which). A list depends on tables; what shows one row depends
on that row, and on the other tables that it reads.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from sqlalchemy import Engine, event

from bookstore.extensions import db
from bookstore.models.base import Resource

_trace: ContextVar["Trace | None"] = ContextVar("trace", default=None)
_WORD = re.compile("[a-z_]+")

TOLD = "told"
"""An option of statements: which rows they change is told otherwise, or matters to nobody."""


def row(table: str, number: int) -> str:
    """The tag of one row."""
    return f"{table}:{number}"


def rows(table: str) -> str:
    """The tag of all rows at once."""
    return f"{table}:*"


class Trace:
    """What is read and written while it is kept."""

    def __init__(self) -> None:
        self.read: set[str] = set()
        self.written: set[str] = set()
        self.row: tuple[str, int] | None = None
        self.flushing = False

    @property
    def dependencies(self) -> set[str]:
        """The tags whose change changes what was read."""
        if self.row is None:
            return set(self.read)
        table, number = self.row
        return self.read - {table} | {row(table, number), rows(table)}


@contextmanager
def kept(trace: Trace) -> Iterator[Trace]:
    """Note what statements do."""
    token = _trace.set(trace)
    try:
        yield trace
    finally:
        _trace.reset(token)


def current() -> Trace | None:
    """The trace that is being kept."""
    return _trace.get()


def shown(table: str, number: int) -> None:
    """What is being read of a table is one row of it."""
    trace = _trace.get()
    if trace is not None:
        trace.row = (table, number)


def include(read: frozenset[str]) -> None:
    """Something is used that was read before, from these tables."""
    trace = _trace.get()
    if trace is not None:
        trace.read |= read


def changed(table: str, number: int) -> None:
    """One row of a table changes, or goes, by a statement with the option TOLD."""
    trace = _trace.get()
    if trace is not None:
        trace.written.add(row(table, number))


def wrote(*tables: str) -> None:
    """Rows come into tables, or go, by a statement that does not show it."""
    trace = _trace.get()
    if trace is not None:
        trace.written.update(tables)


@event.listens_for(Engine, "before_cursor_execute")
def _note(_connection: Any, _cursor: Any, statement: str, _values: Any, context: Any, _many: bool) -> None:
    trace = _trace.get()
    if trace is None:
        return
    compiled = context and context.compiled
    if compiled and (compiled.isinsert or compiled.isupdate or compiled.isdelete):
        table = compiled.statement.table.name
        trace.written.add(table)
        if _changes_unknown_rows(trace, compiled) and not context.execution_options.get(TOLD):
            trace.written.add(rows(table))
    else:
        trace.read |= _read_by(statement)


def _changes_unknown_rows(trace: Trace, compiled: Any) -> bool:
    """An UPDATE or a DELETE that no flush makes, or an INSERT that changes what is there already."""
    if compiled.isinsert:
        return getattr(compiled.statement, "_post_values_clause", None) is not None
    return not trace.flushing


@lru_cache(1024)
def _read_by(statement: str) -> frozenset[str]:
    """The tables that a statement names: all that it reads, and perhaps one of which it only has the word."""
    return frozenset(_WORD.findall(statement)) & db.metadata.tables.keys()


@event.listens_for(db.session, "before_flush")
def _begin_flush(*_: Any) -> None:
    trace = _trace.get()
    if trace is not None:
        trace.flushing = True


@event.listens_for(db.session, "after_flush")
def _note_rows(session: Any, _flush: Any) -> None:
    trace = _trace.get()
    if trace is not None:
        trace.flushing = False
        changed = [*session.new, *session.dirty, *session.deleted]
        trace.written |= {row(thing.__tablename__, thing.id) for thing in changed if isinstance(thing, Resource)}

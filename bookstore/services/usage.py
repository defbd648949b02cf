"""Usage as it is kept: counts of many workers are added up, and thinned out as they grow old."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from bookstore.extensions import db
from bookstore.models import Usage
from bookstore.services import queries
from bookstore.services.transaction import writing
from bookstore.values import usage
from bookstore.values.usage import COUNTS, DAY, EVERYBODY, HOUR, YOUNG, Series

_table = Usage.__table__
_bucket = _table.c.bucket
_hour = _bucket - _bucket % HOUR
_KEY = Series._fields


def add(rows: Collection[usage.Row]) -> None:
    """Add counts to those that are there, and to those of everybody."""
    user, key, address = EVERYBODY
    with writing():
        _upsert([*rows, *_merged(rows, user_id=user, key_id=key, address=address)])


def tidy(now: int, *, days: int) -> None:
    """Forget what is older than so many days, and add up by hours what is older than two."""
    with writing():
        db.session.execute(delete(_table).where(_bucket < now - days * DAY))
    old = (_bucket < now // HOUR * HOUR - YOUNG) & (_bucket % HOUR != 0)
    for (hour,) in queries.rows(select(_hour).where(old).distinct().order_by(_hour)):
        _add_up(hour)


def _add_up(hour: int) -> None:
    """Short buckets of one hour become one; who deletes a row is who adds it, so nothing is added twice."""
    short = (_bucket > hour) & (_bucket < hour + HOUR)
    with writing():
        gone = db.session.execute(delete(_table).where(short).returning(_table)).all()
        _upsert(_merged(map(_told_apart, gone), bucket=hour))


def _merged(rows: Iterable[usage.Row], **changes: Any) -> Iterable[usage.Row]:
    """Rows whose series are the same, once changed, as one."""
    found: dict[Series, list[int]] = {}
    for series, counts in rows:
        usage.add(found.setdefault(series._replace(**changes), [0] * len(COUNTS)), counts)
    return found.items()


def _told_apart(row: Row[Any]) -> usage.Row:
    found = row._mapping
    return Series(*(found[name] for name in _KEY)), [found[name] for name in COUNTS]


def _upsert(rows: Iterable[usage.Row]) -> None:
    """In one order for all: so no two writers wait for each other."""
    values = [dict(zip((*_KEY, *COUNTS), (*series, *counts), strict=True)) for series, counts in sorted(rows)]
    if values:
        db.session.execute(_statement(), values)


def _statement() -> Any:
    on_postgresql = queries.dialect().name == "postgresql"
    insert = (postgresql if on_postgresql else sqlite).insert(_table)
    larger: Any = func.greatest if on_postgresql else func.max
    new, old = insert.excluded, _table.c
    found: dict[str, ColumnElement[Any]] = {name: old[name] + new[name] for name in COUNTS}
    found["slowest"] = larger(old.slowest, new.slowest)
    return insert.on_conflict_do_update(index_elements=list(_KEY), set_=found)

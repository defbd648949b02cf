"""What imports report of single lines, so that it can be read later. Nothing here commits but `replace`."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, delete, insert, select

from bookstore.extensions import db
from bookstore.models import ImportLine
from bookstore.services import queries
from bookstore.services.listing import Listing, Sorts, both_ways, ordered
from bookstore.services.transaction import writing
from bookstore.values.jobs import REJECTED
from bookstore.values.text import without_forbidden

CHUNK = 1000
DETAIL = 500
"""The longest detail that is kept, in characters."""

_lines = ImportLine.__table__
_line = _lines.c

SORTS: Sorts = {"line": both_ways(_line.line)}


class Line(NamedTuple):
    """A line, what became of it and why; of one that was rejected the cells, to be mended."""

    line: int
    outcome: str
    detail: str
    cells: Mapping[str, str] | None = None


def add(import_id: int, lines: Sequence[Line]) -> None:
    """Keep lines, as part of the transaction in which the rest of their batch is written."""
    if lines:
        db.session.execute(insert(_lines), [_row(import_id, line) for line in lines])


def replace(import_id: int, lines: Sequence[Line]) -> None:
    """Keep these lines of an import, and no others."""
    with writing():
        db.session.execute(delete(_lines).where(_line.import_id == import_id))
        add(import_id, lines)


def find(one: Select[Any], import_id: int, *, outcome: str | None = None, sort: Sequence[str] = ()) -> Listing:
    """The lines that an import reports, in the order in which it met them; `one` selects the import."""
    rows = select(ImportLine).where(ImportLine.import_id == import_id, one.with_only_columns(1).exists())
    rows = rows if outcome is None else rows.where(ImportLine.outcome == outcome)
    return Listing(ImportLine, rows, ordered(SORTS, sort, _line.id), of=one)


def rejects(import_id: int) -> Iterator[Line]:
    """The lines that were rejected, in constant memory."""
    columns = tuple(_line[name] for name in Line._fields)
    of_import = select(*columns, _line.id).where(_line.import_id == import_id, _line.outcome == REJECTED)
    last = 0
    while rows := queries.rows(of_import.where(_line.id > last).order_by(_line.id).limit(CHUNK)):
        last = rows[-1].id
        yield from (Line(row.line, row.outcome, row.detail, row.cells) for row in rows)


def _row(import_id: int, line: Line) -> dict[str, Any]:
    return {"import_id": import_id, **line._asdict(), "detail": _bounded(without_forbidden(line.detail))}


def _bounded(detail: str) -> str:
    return detail if len(detail) <= DETAIL else f"{detail[: DETAIL - 3]}..."

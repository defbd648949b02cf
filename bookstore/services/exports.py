"""The whole catalogue, from which an empty one becomes the same."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, func

from bookstore.services import authors, books, categories, magazines, publishers, queries
from bookstore.services.listing import Listing

KINDS: Mapping[str, Callable[[], Listing]] = {
    "category": categories.find,
    "publisher": publishers.find,
    "author": authors.find,
    "book": books.find,
    "magazine": magazines.find,
}
"""First the things that others name."""

Shape = Callable[[str, type], ColumnElement[str]]
"""Makes the column that is wanted of a kind of thing and its entity."""

PRIME, WEIGHTS = 16_777_213, 1009
"""What sums are kept small by: with them no list is so long that one does not fit into 64 bits."""


def everything(shape: Shape, kinds: Collection[str] = KINDS) -> Iterator[tuple[str, Any]]:
    """The kind and the column of each thing of these kinds, as all were at one moment, in constant memory."""
    with queries.snapshot() as read:
        for kind in filter(kinds.__contains__, KINDS):
            listing = KINDS[kind]()
            entity: Any = listing.entity
            statement: Select[Any] = listing.rows.with_only_columns(
                entity.id, shape(kind, entity).label("shaped")
            ).order_by(*_order(entity))
            for row in read(statement):
                yield kind, row.shaped


def listed(listing: Listing, shape: ColumnElement[str]) -> Iterator[str]:
    """A column of each row of a list, in its order, as all were at one moment, in constant memory.

    Whoever stops in the middle closes it, which ends the statement.
    """
    entity: Any = listing.entity
    statement = listing.rows.with_only_columns(entity.id, shape.label("shaped"))
    with queries.snapshot() as read:
        for row in read(statement.order_by(*(key.ordering for key in listing.order))):
            yield row.shaped


def state(listing: Listing, marks: Iterable[str]) -> list[int]:
    """Numbers of which one changes whenever a list does: `marks` name the columns that change with their row.

    A version is the moment of a change, so that the last one tells most; sums of remainders tell what has left.
    """
    entity: Any = listing.entity
    sums = [func.sum(getattr(entity, name) % PRIME * (entity.id % WEIGHTS + 1)) for name in (*marks, "id")]
    numbers = (func.count(entity.id), func.max(entity.version), *sums)
    return [int(number or 0) for number in queries.rows(listing.rows.with_only_columns(*numbers))[0]]


def _order(entity: Any) -> tuple[ColumnElement[Any], ...]:
    """By age; authors without a key come first, so that none with one is taken for them."""
    return (entity.key.is_not(None), entity.id) if entity.__name__ == "Author" else (entity.id,)

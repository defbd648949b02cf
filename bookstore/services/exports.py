"""The whole catalogue, from which an empty one becomes the same."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select

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


def _order(entity: Any) -> tuple[ColumnElement[Any], ...]:
    """By age; authors without a key come first, so that none with one is taken for them."""
    return (entity.key.is_not(None), entity.id) if entity.__name__ == "Author" else (entity.id,)

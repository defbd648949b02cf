"""The whole catalogue as a stream of things, from which an empty one becomes the same."""

from collections.abc import Callable, Iterator
from typing import Any

import orjson

from bookstore.schemas.base import Schema
from bookstore.schemas.category import Category
from bookstore.schemas.exports import ExportedAuthor, ExportedBook, ExportedMagazine
from bookstore.schemas.projection import projection
from bookstore.schemas.publisher import Publisher
from bookstore.services import authors, books, categories, magazines, publishers, queries
from bookstore.services.listing import Listing
from bookstore.values.text import name_key

EXPORTED: dict[str, tuple[type[Schema], Callable[[], Listing]]] = {
    "category": (Category, categories.find),
    "publisher": (Publisher, publishers.find),
    "author": (ExportedAuthor, authors.find),
    "book": (ExportedBook, books.find),
    "magazine": (ExportedMagazine, magazines.find),
}


def everything() -> Iterator[dict[str, Any]]:
    """The whole catalogue, streaming: first the things that others name."""
    shelves = _Shelves()
    for kind, (schema, listing) in EXPORTED.items():
        for item in _all(schema, listing()):
            if kind == "category":
                shelves.add(item)
            yield {"kind": kind, **shelves.told_apart(item)}


def _all(schema: type[Schema], listing: Listing) -> Iterator[dict[str, Any]]:
    """All things of a kind; authors without a key come first, so that none with one is taken for them."""
    entity: Any = listing.entity
    order = (entity.key.is_not(None), entity.id) if schema is ExportedAuthor else (entity.id,)
    body = projection(schema, entity, queries.dialect())
    statement = listing.rows.with_only_columns(body, entity.id).order_by(*order)
    for row in queries.stream(statement):
        yield orjson.loads(row.body)


class _Shelves:
    """The categories: where the name of one would lead to another, things name it by its slug."""

    def __init__(self) -> None:
        self.by_slug: set[str] = set()
        self.by_name: dict[str, str] = {}

    def add(self, category: dict[str, Any]) -> None:
        """One more, younger than the others."""
        self.by_slug.add(category["slug"])
        self.by_name.setdefault(name_key(category["name"]), category["slug"])

    def told_apart(self, item: dict[str, Any]) -> dict[str, Any]:
        """The thing, its categories without names that mislead."""
        if "categories" not in item:
            return item
        return item | {"categories": [self._told_apart(category) for category in item["categories"]]}

    def _told_apart(self, category: dict[str, Any]) -> dict[str, Any]:
        key = name_key(category["name"])
        found = key if key in self.by_slug else self.by_name.get(key)
        return category if found == category["slug"] else {"slug": category["slug"]}

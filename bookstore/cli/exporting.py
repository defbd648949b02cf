"""The whole catalogue as a stream of things, from which an empty one becomes the same."""

from collections.abc import Collection, Iterator
from typing import Any

import orjson

from bookstore.schemas.category import Category
from bookstore.schemas.exports import ExportedAuthor, ExportedBook, ExportedMagazine
from bookstore.schemas.projection import projection, readable
from bookstore.schemas.publisher import Publisher
from bookstore.services import exports, queries
from bookstore.values.text import name_key

SHAPES = {
    "category": Category,
    "publisher": Publisher,
    "author": ExportedAuthor,
    "book": ExportedBook,
    "magazine": ExportedMagazine,
}
COUNTED = {"book_count"}
"""Fields that follow from all the rest: counting them costs time, and nobody reads them back."""


def everything(kinds: Collection[str] = exports.KINDS) -> Iterator[dict[str, Any]]:
    """All things of these kinds, and the categories that they name, streaming: first the things that others name."""
    shelves = _Shelves()
    for kind, body in exports.everything(_shape, {*kinds, "category"}):
        item = orjson.loads(body)
        if kind == "category":
            shelves.add(item)
        yield {"kind": kind, **shelves.told_apart(item)}


def _shape(kind: str, entity: type) -> Any:
    """The JSON of a thing."""
    schema = SHAPES[kind]
    return projection(schema, entity, queries.dialect(), frozenset(readable(schema)) - COUNTED)


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

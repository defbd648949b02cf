"""Authors, publishers and categories of many records at once: found, or made. Nothing here commits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bookstore.extensions import db
from bookstore.models import Author, Category, Publisher
from bookstore.services.imports.bulk import Bulk
from bookstore.services.imports.summary import Summary
from bookstore.values.text import name_key, slug, sort_words

AUTHOR = ("id", "key", "name", "name_key", "name_words", "created_at", "updated_at", "version")
PUBLISHER = ("id", "name", "name_key", "name_words", "created_at", "updated_at", "version")
CATEGORY = ("id", "slug", "name", "name_words", "created_at", "updated_at", "version")


@dataclass
class Names:
    """The ids of all names that a batch speaks of."""

    bulk: Bulk
    moment: datetime
    version: int
    made: Summary
    authors: dict[str, int] = field(default_factory=dict)
    """By `name_key`."""
    keyed_authors: dict[str, int] = field(default_factory=dict)
    """By the source's key."""
    publishers: dict[str, int] = field(default_factory=dict)
    """By `name_key`."""
    categories: dict[str, int] | None = None
    """By slug, else by `name_key`; all of them, from the first question on."""

    def find_authors(self, names: Iterable[str], keyed: dict[str, str]) -> None:
        """Authors by name, and by key where a source has them; `keyed` has the name of each key, empty if unknown."""
        self._find_keyed_authors(keyed)
        wanted = _first_spellings(names)
        found = select(Author.name_key, Author.id).where(self.bulk.among(Author.name_key, wanted))
        by_age = found.order_by(Author.key.is_not(None).desc(), Author.id.desc())
        self.authors = {row.name_key: row.id for row in db.session.execute(by_age)} if wanted else {}
        new = [(None, name) for key, name in wanted.items() if key not in self.authors]
        self.authors |= {name_key(name): made for (_, name), made in zip(new, self._make_authors(new), strict=True)}

    def find_publishers(self, names: Iterable[str]) -> None:
        """Publishers by name."""
        wanted = _first_spellings(names)
        found = select(Publisher.name_key, Publisher.id).where(self.bulk.among(Publisher.name_key, wanted))
        self.publishers = {row.name_key: row.id for row in db.session.execute(found)} if wanted else {}
        new = {key: name for key, name in wanted.items() if key not in self.publishers}
        ids = self.make("publishers", PUBLISHER, [(name, key, sort_words(name)) for key, name in new.items()])
        self.publishers |= dict(zip(new, ids, strict=True))

    def publisher(self, name: str | None) -> int | None:
        """The id of a publisher that was found."""
        return self.publishers[name_key(name)] if name else None

    def find_categories(self, names: Iterable[str]) -> None:
        """Categories by name, or by the slug that the name makes; a name without letters makes none."""
        new = {slug(name): name for name in sorted(set(names)) if self.category(name) is None and slug(name)}
        ids = self.make("categories", CATEGORY, [(path, name, sort_words(name)) for path, name in new.items()])
        self.categories = (self.categories or {}) | dict(zip(new, ids, strict=True))

    def category(self, name: str) -> int | None:
        """The id of a category by its slug, else by its name (the oldest of that name)."""
        if self.categories is None:
            held = select(Category.id, Category.slug, Category.name).order_by(Category.id.desc())
            rows = db.session.execute(held).all()
            self.categories = {name_key(row.name): row.id for row in rows} | {row.slug: row.id for row in rows}
        return self.categories.get(name_key(name)) or self.categories.get(slug(name))

    def _find_keyed_authors(self, keyed: dict[str, str]) -> None:
        found = select(Author.key, Author.id).where(self.bulk.among(Author.key, keyed))
        self.keyed_authors = {row.key: row.id for row in db.session.execute(found)} if keyed else {}
        new = [(key, name) for key, name in keyed.items() if name and key not in self.keyed_authors]
        self.keyed_authors |= {key: made for (key, _), made in zip(new, self._make_authors(new), strict=True)}

    def _make_authors(self, new: Sequence[tuple[str | None, str]]) -> list[int]:
        return self.make("authors", AUTHOR, [(key, name, name_key(name), sort_words(name)) for key, name in new])

    def make(self, table: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> list[int]:
        """Insert rows that lack their id and their times; their ids."""
        if not rows:
            return []
        ids, moment = list(self.bulk.allocate(table, len(rows))), self.bulk.instant(self.moment)
        times = (moment, moment, self.version)
        self.bulk.insert(table, columns, ((made, *row, *times) for made, row in zip(ids, rows, strict=True)))
        setattr(self.made, table, getattr(self.made, table) + len(rows))
        return ids


def _first_spellings(names: Iterable[str]) -> dict[str, str]:
    """By name key the first spelling of each name."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(name_key(name), name)
    return found

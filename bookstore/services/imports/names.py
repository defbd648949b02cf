"""Authors, publishers and categories of many records at once: found, or made. Nothing here commits."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, select

from bookstore.extensions import db
from bookstore.models import Author, Authorship, Category, Product, Publisher, product_categories
from bookstore.services.imports.bulk import Bulk
from bookstore.services.imports.drafts import Draft
from bookstore.services.imports.summary import Summary
from bookstore.values.category import called, meant, slug_for
from bookstore.values.text import name_key, sort_words

AUTHOR = ("id", "key", "name", "name_key", "name_words", "created_at", "updated_at", "version")
PUBLISHER = ("id", "name", "name_key", "name_words", "created_at", "updated_at", "version")
CATEGORY = ("id", "slug", "name", "name_words", "created_at", "updated_at", "version")

_SHOWN = {
    "authors": (Author.__table__, Authorship.__table__.c.author_id),
    "publishers": (Publisher.__table__, Product.__table__.c.publisher_id),
    "categories": (Category.__table__, product_categories.c.category_id),
}
"""Names, and where things show them."""

_author, _publisher = Author.__table__.c, Publisher.__table__.c


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
    """By what they are called; all of them, from the first question on."""
    made_ids: dict[str, list[int]] = field(default_factory=dict)
    """By table."""

    def find(self, drafts: Iterable[Draft]) -> None:
        """All names that things speak of."""
        spelled: dict[str, str] = {}
        keyed: dict[str, str] = {}
        publishers: dict[str, str] = {}
        categories: set[str] = set()
        for told in drafts:
            for name, folded, key in told.people:
                if key:
                    keyed[key] = name
                else:
                    spelled.setdefault(folded, name)
            if told.publisher:
                name, folded = told.publisher
                publishers.setdefault(folded, name)
            categories.update(told.categories)
        self.find_authors(spelled, keyed)
        self.find_publishers(publishers)
        self.find_categories(categories)

    def find_authors(self, names: Mapping[str, str], keyed: Mapping[str, str]) -> None:
        """Authors by name, and by key where a source has them.

        `names` has a spelling of each name key, `keyed` the name of each source's key, empty if unknown.
        """
        self._find_keyed_authors(keyed)
        found = select(_author.name_key, _author.id).where(self.bulk.among(_author.name_key, names))
        self.authors = self._found(found.order_by(_author.key.is_not(None).desc(), _author.id.desc()), names)
        new = [(None, name, key) for key, name in names.items() if key not in self.authors]
        self.authors |= zip((key for *_, key in new), self._make_authors(new), strict=True)

    def find_publishers(self, names: Mapping[str, str]) -> None:
        """Publishers by name; `names` has a spelling of each name key."""
        found = select(_publisher.name_key, _publisher.id).where(self.bulk.among(_publisher.name_key, names))
        self.publishers = self._found(found, names)
        new = {key: name for key, name in names.items() if key not in self.publishers}
        ids = self.make("publishers", PUBLISHER, [(name, key, sort_words(name)) for key, name in new.items()])
        self.publishers |= zip(new, ids, strict=True)

    def find_categories(self, names: Collection[str]) -> None:
        """Categories by whatever they are called; made where there is none, but of no name without letters."""
        unknown = [name for name in sorted(names) if self.category(name) is None]
        new = {slug_for(name): name for name in unknown if slug_for(name)}
        ids = self.make("categories", CATEGORY, [(path, name, sort_words(name)) for path, name in new.items()])
        self.categories = (self.categories or {}) | dict(zip(new, ids, strict=True))

    def category(self, name: str) -> int | None:
        """The id of the category that a name means."""
        if self.categories is None:
            held = select(Category.slug, Category.name, Category.id).order_by(Category.id)
            self.categories = called((row.slug, row.name, row.id) for row in db.session.execute(held))
        return meant(name, self.categories)

    def _find_keyed_authors(self, keyed: Mapping[str, str]) -> None:
        found = select(_author.key, _author.id).where(self.bulk.among(_author.key, keyed))
        self.keyed_authors = self._found(found, keyed)
        new = [(key, name, name_key(name)) for key, name in keyed.items() if name and key not in self.keyed_authors]
        self.keyed_authors |= zip((key for key, *_ in new), self._make_authors(new), strict=True)

    def _found(self, statement: Select[Any], wanted: Mapping[str, str]) -> dict[str, int]:
        """Ids by name or key, if any are wanted; the last row of a name stands."""
        return dict(db.session.connection().execute(statement).all()) if wanted else {}

    def _make_authors(self, new: Sequence[tuple[str | None, str, str]]) -> list[int]:
        folded_words = sort_words.__wrapped__  # a new name comes once: there is no use in keeping it in mind
        return self.make("authors", AUTHOR, [(key, name, folded, folded_words(name)) for key, name, folded in new])

    def make(self, table: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> list[int]:
        """Insert rows that lack their id and their times; their ids."""
        if not rows:
            return []
        ids, moment = list(self.bulk.allocate(table, len(rows))), self.bulk.instant(self.moment)
        times = (moment, moment, self.version)
        self.bulk.insert(table, columns, [(made, *row, *times) for made, row in zip(ids, rows, strict=True)])
        setattr(self.made, table, getattr(self.made, table) + len(rows))
        self.made_ids.setdefault(table, []).extend(ids)
        return ids

    def take_back(self) -> Summary:
        """Delete the names that were made, but for those that things show by now, or that were changed: these count."""
        left, connection = Summary(), db.session.connection()
        for name, ids in self.made_ids.items():
            table, shown = _SHOWN[name]
            ours = self.bulk.among(table.c.id, ids)
            unused = table.c.version == self.version, ~exists().where(shown == table.c.id)
            connection.execute(table.delete().where(ours, *unused))
            setattr(left, name, connection.scalar(select(func.count()).where(ours)))
        return left


def spellings(names: Iterable[str]) -> dict[str, str]:
    """By name key the first spelling of each name."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(name_key(name), name)
    return found

"""The rows of things, and of their links to authors and categories. Nothing here commits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter

from sqlalchemy import Table

from bookstore.extensions import db
from bookstore.models import Authorship, AwaitedAuthor, product_categories
from bookstore.services.imports.bulk.driver import Rows
from bookstore.services.imports.drafts import VALUES, Draft
from bookstore.services.imports.names import Names

WORK_STEP = 1000
"""Between the places of a book's works, so that the authors of each find room."""

COLUMNS = (*VALUES, "created_at", "updated_at", "version", "publisher_id", "id")
"""Those of a new thing: what it decides on by itself, what all of a batch share, and the rest."""

Numbered = Sequence[tuple[int, Draft]]
Links = dict[Table, Rows]


@dataclass
class New:
    """New things with their ids, and all names that they speak of."""

    things: Numbered
    names: Names

    @classmethod
    def numbered(cls, things: Sequence[Draft], names: Names) -> "New":
        """With ids that nobody else gets, in their order."""
        ids = names.bulk.allocate("products", len(things)) if things else ()
        return cls(list(zip(ids, things, strict=True)), names)

    @property
    def ids(self) -> list[int]:
        """Those of the things."""
        return [product_id for product_id, _ in self.things]

    def insert(self) -> None:
        """Put them into the catalogue, with their links."""
        if not self.things:
            return
        names, moment = self.names, self.names.bulk.instant(self.names.moment)
        spelt, shared = [new.values for _, new in self.things], (moment, moment, names.version)
        rows = [(publisher(new, names), product_id) for product_id, new in self.things]
        with names.bulk.inserting("products", COLUMNS, spelt, shared, rows):
            links = signed(self.things, names) | shelved(self.things, names)
        link(links, names)


def publisher(new: Draft, names: Names) -> int | None:
    """The id of who publishes a thing."""
    return names.publishers[new.publisher[1]] if new.publisher else None


def signed(things: Numbered, names: Names) -> Links:
    """Authors on title pages; those that nobody has told of yet are awaited."""
    known: list[tuple[int, int, int]] = []
    awaited: list[tuple[int, int, str]] = []
    for product_id, new in things:
        there: set[int] = set()
        for position, (_, folded, key) in enumerate(new.people):
            author = names.keyed_authors.get(key) if key else names.authors[folded]
            if author is None:
                awaited.append((product_id, position, key))
            elif author not in there:
                there.add(author)
                known.append((product_id, position, author))
        awaited += ((product_id, WORK_STEP * place, key) for place, key in enumerate(new.work_keys, 1))
    known.sort(key=itemgetter(2))  # authors next to each other are checked and indexed next to each other
    return {Authorship.__table__: known, AwaitedAuthor.__table__: awaited}


def shelved(things: Numbered, names: Names) -> Links:
    """Things in their categories."""
    meant = {name: names.category(name) for name in {name for _, new in things for name in new.categories}}
    shelves = {told: {meant[name] for name in told} - {None} for told in {new.categories for _, new in things}}
    links = [(product_id, category) for product_id, new in things for category in shelves[new.categories]]
    return {product_categories: links}


def link(links: Links, names: Names) -> None:
    """Insert links: their tables have no other columns."""
    for table, rows in links.items():
        names.bulk.insert(table.name, table.columns.keys(), rows)


def unlink(tables: Iterable[Table], things: Numbered, names: Names) -> None:
    """Take these things out of tables of links."""
    ids = [product_id for product_id, _ in things]
    for table in tables if ids else ():
        db.session.execute(table.delete().where(names.bulk.among(table.c.product_id, ids)))

"""A batch of books and magazines: matched with what the catalogue holds, made or merged. Nothing here commits."""

from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Table, Update, bindparam, select

from bookstore.errors import Conflict
from bookstore.extensions import db
from bookstore.models import Authorship, AwaitedAuthor, Product, product_categories
from bookstore.models.base import risen
from bookstore.models.types import SearchDocument
from bookstore.services.imports import merging
from bookstore.services.imports.bulk.driver import Rows
from bookstore.services.imports.drafts import VALUES, Draft, Identity, draft
from bookstore.services.imports.merging import Thing
from bookstore.services.imports.names import Names
from bookstore.services.imports.summary import Summary

WORK_STEP = 1000
"""Between the places of a book's works, so that the authors of each find room."""

COLUMNS = (*VALUES, "created_at", "updated_at", "version", "publisher_id", "id")
"""Those of a new thing: what it decides on by itself, what all of a batch share, and the rest."""

_product = Product.__table__.c
Change = tuple[Draft, Draft]
Recall = Callable[[Draft], Thing]
Links = dict[Table, Rows]


class Seen:
    """Which things this import has met: those it made, and a bit for each that was there before; constant memory."""

    def __init__(self, last: int | None = None) -> None:
        newest = select(_product.id).order_by(_product.id.desc()).limit(1)
        self.last = (db.session.scalar(newest) or 0) if last is None else last
        self.bits = bytearray(self.last // 8 + 1)

    def __contains__(self, product_id: int) -> bool:
        """Whether this import met it before."""
        byte, bit = divmod(product_id, 8)
        return product_id > self.last or bool(self.bits[byte] >> bit & 1)

    def add(self, product_ids: Iterable[int]) -> None:
        """These have been met."""
        for product_id in product_ids:
            byte, bit = divmod(product_id, 8)
            self.bits[byte] |= 1 << bit


def meet(things: Sequence[Draft], names: Names, seen: Seen) -> None:
    """Go by things that an earlier attempt has taken in: they have been met."""
    seen.add(product_id for product_id in _matched(things, names).values() if product_id <= seen.last)


def take_in(things: Sequence[Draft], recall: Recall, names: Names, seen: Seen, summary: Summary) -> Iterable[int]:
    """Write a batch; a second record of a thing counts as a duplicate, and the first one stands.

    The answer is which things were met that were there before; what was told of these is recalled.
    """
    known = _matched(things, names)
    fresh: set[Identity] = set()
    new: list[Draft] = []
    met: dict[int, Draft] = {}
    for thing in things:
        held = [known[identity] for identity in thing.identities if identity in known]
        if held:
            first = held[0] not in seen and met.setdefault(held[0], thing) is thing
        else:
            first = fresh.isdisjoint(thing.identities)
            fresh.update(thing.identities)
            new += [thing] if first else []
        summary.duplicates += not first
    changes = _changes({product_id: recall(told) for product_id, told in met.items()}, names, summary)
    _find_names([*new, *(after for _, after in changes.values())], names)
    _make(new, names, summary)
    _rewrite(changes, names)
    return met


def _matched(things: Iterable[Draft], names: Names) -> dict[Identity, int]:
    """The ids of the things that the catalogue holds already, by identity."""
    wanted: dict[str, set[str]] = {"isbn": set(), "issn": set(), "key": set()}
    for thing in things:
        for kind, value, *_ in thing.identities:
            wanted[kind].add(value)
    found: dict[Identity, int] = {}
    for kind, values in wanted.items():
        if values:
            columns = (_product.id, _product[kind], _product.issue)
            for product_id, value, issue in db.session.execute(
                select(*columns).where(names.bulk.among(_product[kind], values))
            ):
                found[(kind, value, issue or "") if kind == "issn" else (kind, value)] = product_id
    return found


def _changes(met: dict[int, Thing], names: Names, summary: Summary) -> dict[int, Change]:
    """What the things that a file changes were, and shall be."""
    held = merging.held(names.bulk, met) if met else {}
    after = {product_id: _merged(held[product_id], told, names) for product_id, told in met.items()}
    changes = {
        product_id: (draft(held[product_id], _one_by_one), draft(thing, _one_by_one))
        for product_id, thing in after.items()
        if thing != held[product_id]
    }
    summary.updated += len(changes)
    summary.unchanged += len(met) - len(changes)
    return changes


def _merged(old: Thing, new: Thing, names: Names) -> Thing:
    if type(old) is not type(new):
        raise Conflict(f"the key {new.key} belongs to a thing of the other kind")
    return merging.merged(old, new, names.category)


def _find_names(drafts: Sequence[Draft], names: Names) -> None:
    """Have all names that things speak of at hand."""
    spelled: dict[str, str] = {}
    keyed: dict[str, str] = {}
    publishers: dict[str, str] = {}
    for told in drafts:
        for name, folded, key in told.people:
            if key:
                keyed[key] = name
            else:
                spelled.setdefault(folded, name)
        if told.publisher:
            name, folded = told.publisher
            publishers.setdefault(folded, name)
    names.find_authors(spelled, keyed)
    names.find_publishers(publishers)
    names.find_categories({name for told in drafts for name in told.categories})


def _make(fresh: Sequence[Draft], names: Names, summary: Summary) -> None:
    if fresh:
        ids, moment = names.bulk.allocate("products", len(fresh)), names.bulk.instant(names.moment)
        made = list(zip(ids, fresh, strict=True))
        spelt, shared = [new.values for new in fresh], (moment, moment, names.version)
        rows = [(_publisher(new, names), product_id) for product_id, new in made]
        with names.bulk.inserting("products", COLUMNS, spelt, shared, rows):
            links = _links(made, names)
        _link(links, names)
        summary.created += len(fresh)


def _rewrite(changes: dict[int, Change], names: Names) -> None:
    if changes:
        rows = [
            (product_id, *new.values, _publisher(new, names), names.moment) for product_id, (_, new) in changes.items()
        ]
        columns = ("product_id", *VALUES, "publisher_id", "updated_at")
        db.session.connection().execute(_update(), [dict(zip(columns, row, strict=True)) for row in rows])
        signed = [(product_id, new) for product_id, (old, new) in changes.items() if _is_signed_anew(old, new)]
        _unlink((Authorship.__table__, AwaitedAuthor.__table__), signed, names)
        _link(_signed(signed, names), names)
        shelved = [(product_id, new) for product_id, (old, new) in changes.items() if old.categories != new.categories]
        _unlink((product_categories,), shelved, names)
        _link(_shelved(shelved, names), names)


def _is_signed_anew(old: Draft, new: Draft) -> bool:
    return old.people != new.people or bool(new.work_keys)


def _publisher(new: Draft, names: Names) -> int | None:
    return names.publishers[new.publisher[1]] if new.publisher else None


def _unlink(tables: Iterable[Table], things: Sequence[tuple[int, Draft]], names: Names) -> None:
    ids = [product_id for product_id, _ in things]
    for table in tables if ids else ():
        db.session.execute(table.delete().where(names.bulk.among(table.c.product_id, ids)))


def _links(things: Sequence[tuple[int, Draft]], names: Names) -> Links:
    return _signed(things, names) | _shelved(things, names)


def _signed(things: Sequence[tuple[int, Draft]], names: Names) -> Links:
    """Authors on title pages; those that nobody has told of yet are awaited."""
    known: list[tuple[int, int, int]] = []
    awaited: list[tuple[int, int, str]] = []
    for product_id, new in things:
        signed: set[int] = set()
        for position, (_, folded, key) in enumerate(new.people):
            author = names.keyed_authors.get(key) if key else names.authors[folded]
            if author is None:
                awaited.append((product_id, position, key))
            elif author not in signed:
                signed.add(author)
                known.append((product_id, position, author))
        awaited += ((product_id, WORK_STEP * place, key) for place, key in enumerate(new.work_keys, 1))
    known.sort(key=itemgetter(2))  # authors next to each other are checked and indexed next to each other
    return {Authorship.__table__: known, AwaitedAuthor.__table__: awaited}


def _shelved(things: Sequence[tuple[int, Draft]], names: Names) -> Links:
    """Things in their categories."""
    meant = {name: names.category(name) for name in {name for _, new in things for name in new.categories}}
    shelves = {told: {meant[name] for name in told} - {None} for told in {new.categories for _, new in things}}
    shelved = [(product_id, category) for product_id, new in things for category in shelves[new.categories]]
    return {product_categories: shelved}


def _link(links: Links, names: Names) -> None:
    """Insert links: their tables have no other columns."""
    for table, rows in links.items():
        names.bulk.insert(table.name, table.columns.keys(), rows)


def _one_by_one(values: tuple[Any, ...], document: SearchDocument) -> tuple[Any, ...]:
    return (*values, document)


def _update() -> Update:
    told: dict[str, Any] = {name: bindparam(name) for name in (*VALUES, "publisher_id", "updated_at")}
    changed = told | {"version": risen(_product.version)}
    return Product.__table__.update().where(_product.id == bindparam("product_id")).values(changed)

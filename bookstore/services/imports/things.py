"""A batch of books and magazines: matched with what the catalogue holds, made or merged. Nothing here commits."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from sqlalchemy import Table, bindparam, select

from bookstore.extensions import db
from bookstore.models import Authorship, AwaitedAuthor, Product, product_categories
from bookstore.models.product import search_document
from bookstore.models.types import SearchDocument
from bookstore.services.imports import merging
from bookstore.services.imports.bulk import Bulk
from bookstore.services.imports.merging import Thing
from bookstore.services.imports.names import Names
from bookstore.services.imports.summary import Summary
from bookstore.values.records import BookRecord, MagazineRecord
from bookstore.values.text import name_key, sort_key

VALUES = (
    "kind",
    "key",
    "isbn",
    "issn",
    "title",
    "title_sort",
    "subtitle",
    "language",
    "year",
    "pages",
    "format",
    "frequency",
    "issue",
    "description",
    "price_thousandths",
    "price_currency",
    "stock",
    "search",
)
"""The columns that a record decides on by itself."""

SHARED = ("publisher_id", "updated_at", "version")
WORK_STEP = 1000
"""Between the places of a book's works, so that the authors of each find room."""

_product = Product.__table__.c
Identity = tuple[str, ...]
Change = tuple[Thing, Thing]


class Seen:
    """Which things this import has met: those it made, and a bit for each that was there before; constant memory."""

    def __init__(self) -> None:
        self.last = db.session.scalar(select(_product.id).order_by(_product.id.desc()).limit(1)) or 0
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


@dataclass(slots=True)
class Draft:
    """A thing with its identities and the values of its columns, made before the database is asked anything."""

    thing: Thing
    identities: tuple[Identity, ...]
    values: tuple[Any, ...]


def draft(thing: Thing, bulk: Bulk) -> Draft:
    """What can be said of a record by itself."""
    return Draft(thing, _identities(thing), _values(thing, bulk.search))


def take_in(things: Sequence[Draft], names: Names, seen: Seen, summary: Summary) -> Iterable[int]:
    """Write a batch; a second record of a thing counts as a duplicate, and the first one stands.

    The answer is which things were met that were there before.
    """
    known = _matched(things, names)
    fresh: set[Identity] = set()
    new: list[Draft] = []
    met: dict[int, Thing] = {}
    for thing in things:
        product_id = next((known[identity] for identity in thing.identities if identity in known), None)
        if product_id is None:
            first = fresh.isdisjoint(thing.identities)
            fresh.update(thing.identities)
            new += [thing] if first else []
        else:
            first = product_id not in seen and met.setdefault(product_id, thing.thing) is thing.thing
        summary.duplicates += not first
    changes = _changes(met, names, summary)
    _find_names([*(thing.thing for thing in new), *(after for _, after in changes.values())], names)
    _make(new, names, summary)
    _rewrite(changes, names)
    return met


def _identities(thing: Thing) -> tuple[Identity, ...]:
    """What makes it the same thing as another: its number, else its key in its source; in our own format either."""
    number: Identity | None = None
    if isinstance(thing, BookRecord):
        number = ("isbn", thing.isbn) if thing.isbn else None
    elif thing.issn:
        number = ("issn", thing.issn, thing.issue or "")
    by_key = ("key", thing.key)
    if number is None:
        return (by_key,)
    return (number, by_key) if thing.given is not None and _kept_key(thing, number[1]) else (number,)


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
    after = {product_id: merging.merged(held[product_id], thing, names.category) for product_id, thing in met.items()}
    changes = {
        product_id: (held[product_id], thing) for product_id, thing in after.items() if thing != held[product_id]
    }
    summary.updated += len(changes)
    summary.unchanged += len(met) - len(changes)
    return changes


def _find_names(things: Sequence[Thing], names: Names) -> None:
    pairs = [pair for thing in things for pair in _people(thing)]
    names.find_authors((name for name, key in pairs if not key), {key: name for name, key in pairs if key})
    names.find_publishers(thing.publisher for thing in things if thing.publisher)
    names.find_categories(name for thing in things for name in thing.categories)


def _people(thing: Thing) -> Iterable[tuple[str, str]]:
    """Names and keys of the authors, each empty where it is not known."""
    return zip_longest(thing.authors, thing.author_keys, fillvalue="") if isinstance(thing, BookRecord) else ()


def _make(fresh: Sequence[Draft], names: Names, summary: Summary) -> None:
    if fresh:
        ids, moment = names.bulk.allocate("products", len(fresh)), names.bulk.instant(names.moment)
        rows = (
            (product_id, *new.values, names.publisher(new.thing.publisher), moment, names.version, moment)
            for product_id, new in zip(ids, fresh, strict=True)
        )
        names.bulk.insert("products", ("id", *VALUES, *SHARED, "created_at"), rows)
        made = [(product_id, new.thing) for product_id, new in zip(ids, fresh, strict=True)]
        _sign(made, names)
        _shelve(made, names)
        summary.created += len(fresh)


def _rewrite(changes: dict[int, Change], names: Names) -> None:
    if changes:
        rows = [
            (product_id, *_values(new, _as_is), names.publisher(new.publisher), names.moment, names.version)
            for product_id, (_, new) in changes.items()
        ]
        columns = ("product_id", *VALUES, *SHARED)
        db.session.connection().execute(_UPDATE, [dict(zip(columns, row, strict=True)) for row in rows])
        signed = [(product_id, new) for product_id, (old, new) in changes.items() if _is_signed_anew(old, new)]
        _unlink((Authorship.__table__, AwaitedAuthor.__table__), signed, names)
        _sign(signed, names)
        shelved = [(product_id, new) for product_id, (old, new) in changes.items() if old.categories != new.categories]
        _unlink((product_categories,), shelved, names)
        _shelve(shelved, names)


def _is_signed_anew(old: Thing, new: Thing) -> bool:
    return [*_people(old)] != [*_people(new)] or (isinstance(new, BookRecord) and bool(new.work_keys))


def _unlink(tables: Iterable[Table], things: Sequence[tuple[int, Thing]], names: Names) -> None:
    ids = [product_id for product_id, _ in things]
    for table in tables if ids else ():
        db.session.execute(table.delete().where(names.bulk.among(table.c.product_id, ids)))


def _sign(things: Sequence[tuple[int, Thing]], names: Names) -> None:
    """Put authors on title pages; those that nobody has told of yet are awaited."""
    known: list[tuple[int, int, int]] = []
    awaited: list[tuple[int, int, str]] = []
    for product_id, thing in things:
        signed: set[int] = set()
        for position, (name, key) in enumerate(_people(thing)):
            author = names.keyed_authors.get(key) if key else names.authors[name_key(name)]
            if author is None:
                awaited.append((product_id, position, key))
            elif author not in signed:
                signed.add(author)
                known.append((product_id, position, author))
        if isinstance(thing, BookRecord):
            awaited += ((product_id, WORK_STEP * place, key) for place, key in enumerate(thing.work_keys, 1))
    names.bulk.insert("authorships", ("product_id", "position", "author_id"), known)
    names.bulk.insert("awaited_authors", ("product_id", "position", "key"), awaited)


def _shelve(things: Sequence[tuple[int, Thing]], names: Names) -> None:
    """Put things into their categories."""
    shelved = [
        (product_id, category)
        for product_id, thing in things
        for category in {names.category(name) for name in thing.categories}
        if category is not None
    ]
    names.bulk.insert("product_categories", ("product_id", "category_id"), shelved)


def _values(thing: Thing, encode: Callable[[SearchDocument], Any]) -> tuple[Any, ...]:
    """The values of the columns that a record decides on."""
    book = thing if isinstance(thing, BookRecord) else None
    magazine = thing if isinstance(thing, MagazineRecord) else None
    number = book.isbn if book else magazine.issn if magazine else None
    document = search_document(
        title=thing.title,
        subtitle=book.subtitle if book else None,
        people=book.authors if book else (),
        publisher=thing.publisher,
        number=number,
    )
    return (
        "book" if book else "magazine",
        _kept_key(thing, number),
        book.isbn if book else None,
        magazine.issn if magazine else None,
        thing.title,
        sort_key(thing.title),
        book.subtitle if book else None,
        thing.language,
        thing.year,
        book.pages if book else None,
        book.format if book else None,
        magazine.frequency if magazine else None,
        magazine.issue if magazine else None,
        thing.description,
        thing.price.thousandths if thing.price else None,
        thing.price.currency if thing.price else None,
        thing.stock or 0,
        encode(document),
    )


def _kept_key(thing: Thing, number: str | None) -> str | None:
    """The key by which the thing is known again, where a foreign source gives no number; ours keeps its own."""
    if not thing.key or thing.key.startswith(("isbn:", "issn:")):
        return None
    return None if number and thing.given is None else thing.key


def _as_is(document: SearchDocument) -> SearchDocument:
    return document


_UPDATE = (
    Product.__table__.update()
    .where(_product.id == bindparam("product_id"))
    .values({name: bindparam(name) for name in (*VALUES, *SHARED)})
)

"""What the catalogue holds of a thing, as a record; and what becomes of it when a file tells of it again.

A foreign source fills gaps and overwrites nothing. Our own format decides on every field that it gives.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import fields, replace
from itertools import groupby, zip_longest
from operator import itemgetter
from typing import Any

from sqlalchemy import select

from bookstore.extensions import db
from bookstore.models import Author, Authorship, AwaitedAuthor, Category, Product, Publisher, product_categories
from bookstore.services.imports.bulk import Bulk
from bookstore.values.category import slug_for
from bookstore.values.money import Money
from bookstore.values.records import BookRecord, MagazineRecord
from bookstore.values.text import name_key

Thing = BookRecord | MagazineRecord
Shelf = Callable[[str], int | None]
IDENTITY = {"line", "key", "given", "source", "warnings", "author_keys", "work_keys"}
BOOK_FIELDS = tuple(field.name for field in fields(BookRecord) if field.name not in IDENTITY)
MAGAZINE_FIELDS = tuple(field.name for field in fields(MagazineRecord) if field.name not in IDENTITY)
GAPS = {"title", "isbn", "issn", "issue", "stock"}
"""What a foreign source never fills: it is there, or it is the thing's identity, or the shop's own business."""

_product = Product.__table__.c


def held(bulk: Bulk, ids: Collection[int]) -> dict[int, Thing]:
    """The things with these ids as records; `author_keys` are those of their authors, known or awaited."""
    statement = select(Product.__table__, Publisher.name.label("publisher"))
    statement = statement.outerjoin(Publisher, Publisher.id == _product.publisher_id)
    people, shelves = _people(bulk, ids), _shelves(bulk, ids)
    found = db.session.execute(statement.where(bulk.among(_product.id, ids))).mappings()
    return {row["id"]: _record(row, people.get(row["id"], ()), shelves.get(row["id"], ())) for row in found}


def merged(old: Thing, new: Thing, shelf: Shelf) -> Thing:
    """The old thing with what the new one decides on, or fills in; `shelf` knows categories by slug or name."""
    return replace(old, **dict(_changes(old, new, shelf)))


def _changes(old: Thing, new: Thing, shelf: Shelf) -> Iterator[tuple[str, Any]]:
    for name in BOOK_FIELDS if isinstance(new, BookRecord) else MAGAZINE_FIELDS:
        was, told = getattr(old, name), getattr(new, name)
        wanted = not was and bool(told) and name not in GAPS if new.given is None else name in new.given
        if name == "authors" and isinstance(new, BookRecord) and isinstance(old, BookRecord):
            if _wants_authors(old, new):
                yield from (("authors", told), ("author_keys", new.author_keys), ("work_keys", new.work_keys))
        elif wanted and not _same(name, was, told, shelf):
            yield name, told


def _same(name: str, was: Any, told: Any, shelf: Shelf) -> bool:
    if name == "categories":
        return {shelf(item) for item in was} == {shelf(item) or slug_for(item) for item in told} - {""}
    if name == "publisher" and was and told:
        return name_key(was) == name_key(told)
    return bool(was == told)


def _wants_authors(old: BookRecord, new: BookRecord) -> bool:
    if new.given is None:
        return not (old.authors or old.author_keys) and bool(new.authors or new.author_keys or new.work_keys)
    return "authors" in new.given and not _same_authors(old, new)


def _same_authors(old: BookRecord, new: BookRecord) -> bool:
    """Whether a title page stays as it is: authors are compared by their keys, those told without one by name."""
    told = list(dict.fromkeys(zip_longest(map(name_key, new.authors), new.author_keys, fillvalue="")))
    held = list(zip(map(name_key, old.authors), old.author_keys, strict=False))
    pairs = zip(told, held, strict=False)
    return len(told) == len(held) and all(key == had if key else name == was for (name, key), (was, had) in pairs)


def _people(bulk: Bulk, ids: Collection[int]) -> dict[int, tuple[tuple[str, str], ...]]:
    """By product the names and keys of its authors; of awaited ones the key alone."""
    known = select(Authorship.product_id, Author.name, Author.key).join(Author, Author.id == Authorship.author_id)
    known = known.where(bulk.among(Authorship.product_id, ids)).order_by(Authorship.product_id, Authorship.position)
    awaited = select(AwaitedAuthor.product_id, AwaitedAuthor.key).where(bulk.among(AwaitedAuthor.product_id, ids))
    rows = [(product, name, key or "") for product, name, key in db.session.execute(known)]
    rows += [(product, "", key) for product, key in db.session.execute(awaited)]
    rows.sort(key=itemgetter(0))
    return {product: tuple((name, key) for _, name, key in group) for product, group in groupby(rows, itemgetter(0))}


def _shelves(bulk: Bulk, ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """By product the slugs of its categories."""
    link = product_categories.c
    statement = select(link.product_id, Category.slug).join(Category, Category.id == link.category_id)
    rows = db.session.execute(statement.where(bulk.among(link.product_id, ids)).order_by(link.product_id))
    return {product: tuple(slug for _, slug in group) for product, group in groupby(rows, itemgetter(0))}


def _record(row: Any, people: Iterable[tuple[str, str]], shelves: tuple[str, ...]) -> Thing:
    price = Money(row["price_thousandths"], row["price_currency"]) if row["price_currency"] else None
    common = ("key", "title", "publisher", "language", "year", "description", "stock")
    own = {"line": 0, "given": frozenset[str]()}
    values = {name: row[name] for name in common} | own | {"categories": shelves, "price": price}
    if row["kind"] == "magazine":
        return MagazineRecord(**values, issn=row["issn"], frequency=row["frequency"], issue=row["issue"])
    people = tuple(people)
    return BookRecord(
        **values,
        isbn=row["isbn"],
        subtitle=row["subtitle"],
        pages=row["pages"],
        format=row["format"],
        authors=tuple(name for name, _ in people if name),
        author_keys=tuple(key for _, key in people),
    )

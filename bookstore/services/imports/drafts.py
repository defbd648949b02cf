"""What can be said of a book or a magazine by itself, before the database is asked anything."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from typing import Any

from bookstore.models.product import search_document
from bookstore.models.types import SearchDocument
from bookstore.services.imports.merging import Thing
from bookstore.values.records import BookRecord, MagazineRecord
from bookstore.values.text import NAMES_KEPT, name_key, sort_key

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

Identity = tuple[str, ...]
Signature = tuple[str, str, str]
"""An author on a title page: the name, its `name_key`, and the source's key; empty where it is not known."""


@dataclass(slots=True)
class Draft:
    """A thing with its identities, the values of its columns, and its authors in order."""

    thing: Thing
    identities: tuple[Identity, ...]
    values: tuple[Any, ...]
    people: tuple[Signature, ...]


def draft(thing: Thing, encode: Callable[[SearchDocument], Any]) -> Draft:
    """The draft of a thing; `encode` spells what search finds it by."""
    return Draft(thing, _identities(thing), _values(thing, encode), signatures(thing))


def signatures(thing: Thing) -> tuple[Signature, ...]:
    """The authors of a thing."""
    if not isinstance(thing, BookRecord):
        return ()
    if not thing.author_keys:
        return tuple(map(_signature, thing.authors))
    pairs = zip_longest(thing.authors, thing.author_keys, fillvalue="")
    return tuple((name, name_key(name), key) for name, key in pairs)


@lru_cache(maxsize=NAMES_KEPT)
def _signature(name: str) -> Signature:
    return name, name_key(name), ""


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

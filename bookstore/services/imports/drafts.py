"""What can be said of a book or a magazine by itself, before the database is asked anything."""

import pickle
from collections.abc import Callable
from functools import lru_cache
from itertools import zip_longest
from operator import attrgetter
from typing import Any, NamedTuple

from bookstore.models.product import search_document
from bookstore.models.types import SearchDocument
from bookstore.services.holdings import OWN
from bookstore.services.imports.merging import Thing
from bookstore.values.records import BookRecord, MagazineRecord
from bookstore.values.text import NAMES_KEPT, name_key, sort_key

VALUES = ("kind", *OWN, "title_sort", "search")
"""The columns that a record decides on by itself."""

Identity = tuple[str, ...]
Signature = tuple[str, str, str]
"""An author on a title page: the name, its `name_key`, and the source's key; empty where it is not known."""

Spell = Callable[[tuple[Any, ...], SearchDocument], Any]
"""Makes one value, or one part of a row, of the values of all columns but `search`, and of what search finds."""


class Things:
    """The things of a batch, in case that somebody asks for them."""

    def __init__(self, packed: bytes | None = None) -> None:
        self._packed, self._things = packed, list[Thing]()

    def __reduce__(self) -> tuple[type["Things"], tuple[bytes]]:
        """Packed up by kinds and fields, which takes less time than whole records take."""
        packed = self._packed or pickle.dumps([(type(thing), _FIELDS[type(thing)](thing)) for thing in self._things])
        return Things, (packed,)

    def __getitem__(self, place: int) -> Thing:
        """The thing at a place."""
        if self._packed is not None:
            self._things = [kind(*fields) for kind, fields in pickle.loads(self._packed)]  # noqa: S301  (our own)
            self._packed = None
        return self._things[place]

    def add(self, thing: Thing) -> int:
        """The place of one more thing."""
        self._things.append(thing)
        return len(self._things) - 1


_FIELDS = {kind: attrgetter(*kind.__slots__) for kind in (BookRecord, MagazineRecord)}


class Draft(NamedTuple):
    """What makes a thing the same as another, the values of its columns as they are spelt, and its links in order."""

    place: int
    """That of the thing itself among those of its batch."""

    identities: tuple[Identity, ...]
    values: Any
    people: tuple[Signature, ...]
    work_keys: tuple[str, ...]
    publisher: tuple[str, str] | None
    """The name, and its `name_key`."""
    categories: tuple[str, ...]


def draft(thing: Thing, spell: Spell, place: int = 0) -> Draft:
    """The draft of a thing, as one of several; `spell` makes of its values what is to be written."""
    return Draft(
        place,
        _identities(thing),
        spell(_values(thing), _document(thing)),
        signatures(thing),
        thing.work_keys if isinstance(thing, BookRecord) else (),
        (thing.publisher, name_key(thing.publisher)) if thing.publisher else None,
        thing.categories,
    )


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
    return name, name_key.__wrapped__(name), ""


def _number(thing: Thing) -> str | None:
    return thing.isbn if isinstance(thing, BookRecord) else thing.issn


def _identities(thing: Thing) -> tuple[Identity, ...]:
    """What makes it the same thing as another: its number, else its key in its source; in our own format either."""
    number: Identity | None = None
    if isinstance(thing, BookRecord):
        number = ("isbn", thing.isbn) if thing.isbn else None
    elif thing.issn:
        number = ("issn", thing.issn, thing.issue or "")
    if number is None:
        return (("key", thing.key),)
    return (number, ("key", thing.key)) if thing.given is not None and _kept_key(thing) else (number,)


def _document(thing: Thing) -> SearchDocument:
    book = thing if isinstance(thing, BookRecord) else None
    return search_document(
        title=thing.title,
        subtitle=book.subtitle if book else None,
        people=book.authors if book else (),
        publisher=thing.publisher,
        number=_number(thing),
    )


def _values(thing: Thing) -> tuple[Any, ...]:
    """The values of the columns that a record decides on, but for what search finds it by."""
    price, stock = thing.price, thing.stock or 0
    amount, currency = (price.thousandths, price.currency) if price else (None, None)
    title, folded, key = thing.title, sort_key(thing.title), _kept_key(thing)
    language, year, description = thing.language, thing.year, thing.description
    if isinstance(thing, BookRecord):
        return (
            "book", key, thing.isbn, None, title, thing.subtitle, language, year,
            thing.pages, thing.format, None, None, description, amount, currency, stock, folded,
        )  # fmt: skip
    return (
        "magazine", key, None, thing.issn, title, None, language, year,
        None, None, thing.frequency, thing.issue, description, amount, currency, stock, folded,
    )  # fmt: skip


def _kept_key(thing: Thing) -> str | None:
    """The key by which the thing is known again, where a foreign source gives no number; ours keeps its own."""
    if not thing.key or thing.key.startswith(("isbn:", "issn:")):
        return None
    return None if thing.given is None and _number(thing) else thing.key

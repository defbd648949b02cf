"""What a catalogue for reading apps consists of, whichever version of OPDS it is written in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5

NAME = "Bookstore"
EVER = "2026-01-01T00:00:00Z"
"""When what never changes, such as the root, changed last: feeds have to say so."""

BUY = "http://opds-spec.org/acquisition/buy"
NEW = "http://opds-spec.org/sort/new"
SHOWN_BY_ALL = frozenset({"image/jpeg", "image/png", "image/gif"})
"""Pictures that every reading app can show; others may come beside them."""

Thing = Mapping[str, Any]
"""A book in the shape of the API, with its `cover_type`."""


class Catalogue(NamedTuple):
    """Where a catalogue is: below `base` on the `site`, whose URL names its things for good."""

    site: str
    base: str

    def to(self, path: str) -> str:
        """The URL of something in it, by its path on the server, which holds behind any proxy."""
        return f"{self.base}{path}"

    def name(self, path: str) -> str:
        """The name of something that has no other: the same in each version, and always."""
        return uuid5(NAMESPACE_URL, f"{self.site}/opds{path}").urn

    def name_of(self, book: Thing) -> str:
        """The name of a book, whatever becomes of its ISBN."""
        return self.name(f"/books/{book['id']}")


class Way(NamedTuple):
    """A way on from a feed: to books or, where `branches`, to further ways."""

    title: str
    path: str
    about: str
    branches: bool = False
    rel: str = "subsection"
    count: int | None = None
    updated: str = EVER


class Choice(NamedTuple):
    """A choice among others: the URL of the list that comes of it, how many books are on that, whether it is this."""

    title: str
    url: str
    active: bool
    count: int | None = None


class Facet(NamedTuple):
    """Choices that exclude one another."""

    title: str
    choices: Sequence[Choice]


@dataclass(frozen=True)
class Feed:
    """A page of a catalogue: either `books` or `ways`.

    `path` is what it is known by, `url` where it is, `pages` are the URLs of other pages by their relation.
    """

    catalogue: Catalogue
    title: str
    path: str
    url: str
    up: Way | None = None
    books: Sequence[Thing] | None = None
    ways: Sequence[Way] = ()
    facets: Sequence[Facet] = ()
    pages: Mapping[str, str | None] = field(default_factory=dict)
    count: int | None = None
    size: int | None = None
    number: int | None = None

    @property
    def updated(self) -> str:
        """When anything on the page changed last."""
        moments = [book["updated_at"] for book in self.books or ()] + [way.updated for way in self.ways]
        return max(moments, default=EVER)


def shop(book: Thing) -> str:
    """The URL where a book is sold."""
    return f"/api/v2/books/{book['id']}"


def state(book: Thing) -> str:
    """Whether a book can be bought now."""
    return "available" if book["stock"] else "unavailable"


def urn(book: Thing) -> str | None:
    """The ISBN as a name."""
    return f"urn:isbn:{book['isbn']}" if book["isbn"] else None


def year(book: Thing) -> str | None:
    """The year of publication in four digits; those before Christ have none."""
    return f"{book['year']:04}" if book["year"] and book["year"] > 0 else None

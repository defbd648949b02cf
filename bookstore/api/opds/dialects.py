"""Both versions of OPDS: where each catalogue is, and how it is written.

What writes XML is imported when somebody reads it.
"""

from typing import NamedTuple, Protocol

from flask import current_app

from bookstore.formats import opds_feed
from bookstore.formats.feeds import Catalogue, Feed, Thing


class Written(NamedTuple):
    """A document, and its media type."""

    body: bytes
    media_type: str


class Dialect(Protocol):
    """A version of OPDS."""

    name: str
    base: str

    def feed(self, page: Feed) -> Written:
        """A page of the catalogue."""

    def entry(self, catalogue: Catalogue, book: Thing) -> Written:
        """A book by itself."""


class Atom:
    """OPDS 1.2."""

    name, base = "atom", "/opds"

    def feed(self, page: Feed) -> Written:
        """A feed of Atom."""
        from bookstore.formats import atom  # noqa: PLC0415  (lxml)

        return Written(atom.feed(page), atom.NAVIGATION if page.books is None else atom.ACQUISITION)

    def entry(self, catalogue: Catalogue, book: Thing) -> Written:
        """An entry of Atom."""
        from bookstore.formats import atom  # noqa: PLC0415  (lxml)

        return Written(atom.entry(catalogue, book), atom.ENTRY)


class Json:
    """OPDS 2.0."""

    name, base = "json", "/opds/v2"

    def feed(self, page: Feed) -> Written:
        """A feed."""
        return Written(opds_feed.feed(page), opds_feed.FEED)

    def entry(self, catalogue: Catalogue, book: Thing) -> Written:
        """A publication."""
        return Written(opds_feed.entry(catalogue, book), opds_feed.PUBLICATION)


ATOM, JSON = Atom(), Json()


def catalogue(dialect: Dialect) -> Catalogue:
    """The catalogue in a version of OPDS."""
    return Catalogue(current_app.config["PUBLIC_URL"], dialect.base)


def description() -> Written:
    """How to search both."""
    from bookstore.formats import atom  # noqa: PLC0415  (lxml)

    kinds = {atom.ACQUISITION: catalogue(ATOM), opds_feed.FEED: catalogue(JSON)}
    return Written(atom.description(kinds), atom.DESCRIPTION)

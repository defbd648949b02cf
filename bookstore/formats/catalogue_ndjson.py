"""Our own lines: everything in the catalogue as NDJSON, one thing a line in the API's own shape."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from bookstore.formats import catalogue, checks, lines
from bookstore.formats.catalogue import AUTHOR_FIELDS, BOOK_FIELDS, MAGAZINE_FIELDS
from bookstore.formats.checks import within
from bookstore.formats.refusal import Refused
from bookstore.formats.wire import Wire
from bookstore.values import limits
from bookstore.values.records import (
    AuthorRecord,
    BookRecord,
    CategoryRecord,
    MagazineRecord,
    PublisherRecord,
    Record,
)

_YEARS = (limits.YEAR_MIN, limits.YEAR_MAX)
_STOCK = (limits.STOCK_MIN, limits.STOCK_MAX)
NAMED = frozenset(catalogue.COLUMNS) | catalogue.SHOWN
"""What a line may name."""

_PAGES = (limits.PAGES_MIN, limits.PAGES_MAX)


class CatalogueNdjson:
    """Reads our own lines, plain or gzipped."""

    name = "ndjson"
    unit = "line"

    def recognises(self, head: str) -> bool:
        """Whether the first line begins an object."""
        return head.lstrip("\ufeff\r\n ")[:1] == "{" and '"' in head.partition("{")[2].lstrip()[:1]

    def read(self, path: Path) -> Iterator[Record]:
        """A record a line; a wrong value rejects its line."""
        return lines.records(path, self.name, self.record)

    def record(self, line: int, raw: bytes) -> Record:
        """The record of a single line."""
        data = lines.json_object(raw)
        wire = Wire(data)
        kind = wire.short("kind") or ("magazine" if data.get("issn") and not data.get("isbn") else "book")
        make = _MAKERS.get(kind)
        if make is None:
            raise Refused(f'kind "{kind[:40]}" is none of {", ".join(_MAKERS)}')
        return make(line, wire, lines.Raw(self.name, raw))

    def mendable(self, source: object) -> Mapping[str, str]:
        """The line as it stands in the file."""
        return lines.mendable(source)


def _book(line: int, wire: Wire, source: lines.Raw) -> BookRecord:
    warnings = wire.unknown(NAMED)
    isbn, title, publisher, year = (wire.short("isbn"), wire.short("title"), wire.name_of("publisher"), wire.year())
    names, keys = catalogue.paired(*wire.authors())
    language, book_format, key = wire.short("language"), wire.short("format"), wire.short("key")
    isbn_13 = checks.isbn(isbn, warnings) if isbn else None
    return BookRecord(
        line=line,
        key=checks.key(key) if key else catalogue.book_key(isbn_13, title, names, _spelt(year), publisher),
        title=checks.title(title),
        isbn=isbn_13,
        subtitle=within(wire.short("subtitle"), limits.SUBTITLE, "subtitle") or None,
        authors=checks.names(names, limits.NAME, "author", limits.AUTHORS),
        author_keys=checks.names(keys, limits.KEY, "author key", limits.AUTHORS),
        publisher=within(publisher, limits.NAME, "publisher") or None,
        categories=catalogue.categories(wire.categories()),
        language=checks.language(language) if language else None,
        year=year,
        pages=wire.whole("pages", *_PAGES),
        format=checks.book_format(book_format) if book_format else None,
        description=checks.description(wire.long("description")),
        price=wire.price(),
        stock=wire.whole("stock", *_STOCK),
        given=wire.given(BOOK_FIELDS),
        source=source,
        warnings=warnings,
    )


def _magazine(line: int, wire: Wire, source: lines.Raw) -> MagazineRecord:
    warnings = wire.unknown(NAMED)
    issn, title, publisher, year = (wire.short("issn"), wire.short("title"), wire.name_of("publisher"), wire.year())
    language, issue, key = wire.short("language"), wire.short("issue"), wire.short("key")
    frequency = wire.short("frequency")
    number = checks.issn(issn, warnings) if issn else None
    return MagazineRecord(
        line=line,
        key=checks.key(key) if key else catalogue.magazine_key(number, title, issue, _spelt(year), publisher),
        title=checks.title(title),
        issn=number,
        publisher=within(publisher, limits.NAME, "publisher") or None,
        categories=catalogue.categories(wire.categories()),
        language=checks.language(language) if language else None,
        frequency=checks.frequency(frequency) if frequency else None,
        issue=within(issue, limits.ISSUE, "issue") or None,
        year=year,
        description=checks.description(wire.long("description")),
        price=wire.price(),
        stock=wire.whole("stock", *_STOCK),
        given=wire.given(MAGAZINE_FIELDS),
        source=source,
        warnings=warnings,
    )


def _author(line: int, wire: Wire, source: lines.Raw) -> AuthorRecord:
    author = AuthorRecord(
        line=line,
        key=checks.key(wire.short("key")),
        name=checks.name(wire.short("name"), "name"),
        sort_name=within(wire.short("sort_name"), limits.NAME, "sort_name") or None,
        born=wire.whole("born", *_YEARS),
        died=wire.whole("died", *_YEARS),
        biography=checks.description(wire.long("biography"), "biography"),
        given=wire.given(AUTHOR_FIELDS),
        source=source,
    )
    return catalogue.lives(author)


def _category(line: int, wire: Wire, source: lines.Raw) -> CategoryRecord:
    return catalogue.category(line, wire.short("slug"), wire.short("name"), source)


def _publisher(line: int, wire: Wire, source: lines.Raw) -> PublisherRecord:
    return catalogue.publisher(line, wire.short("name"), source)


_MAKERS: dict[str, Callable[[int, Wire, lines.Raw], Record]] = {
    "book": _book,
    "magazine": _magazine,
    "author": _author,
    "category": _category,
    "publisher": _publisher,
}


def _spelt(year: int | None) -> str:
    return "" if year is None else str(year)


def write(things: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """Things of the catalogue as lines, in the order in which they come."""
    for thing in things:
        yield orjson.dumps(thing, option=orjson.OPT_APPEND_NEWLINE)

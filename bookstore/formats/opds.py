"""OPDS 2.0: feeds of publications, as electronic libraries and bookshops offer them (one JSON object)."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from bookstore.formats import checks, foreign, lines, streams
from bookstore.formats.dates import first_year
from bookstore.formats.refusal import Refused
from bookstore.formats.xml_head import ATOM, is_atom
from bookstore.values import limits
from bookstore.values.money import Money
from bookstore.values.records import BookRecord, Record, Rejected, Skipped

FEED_SIZE = 16_000_000
"""The largest feed, in bytes: an object is read as a whole. Feeds are pages; larger ones come in several."""

_BEGINNING = re.compile(
    r'[\ufeff\s]*\{\s*"(?:@context|metadata|links|publications|navigation|groups|facets|images)"\s*:'
)
_BOM = b"\xef\xbb\xbf"
_PARTS = frozenset({"metadata", "publications", "navigation", "groups", "readingOrder"})
_NO_DATE = "0001-01-01"
_UNITS = {"Book", "EBook", "Audiobook", ""}


class Opds:
    """Reads feeds of OPDS 2.0; publications of groups too."""

    name = "opds"
    unit = "record"

    def recognises(self, head: str) -> bool:
        """Whether an object begins that speaks of publications as feeds do."""
        return _BEGINNING.match(head) is not None and ('"publications"' in head or '"metadata"' in head)

    def read(self, path: Path) -> Iterator[Record]:
        """A record a publication; what is no book is skipped."""
        try:
            publications = _publications(_feed(path))
        except Refused as refusal:
            yield Rejected(1, str(refusal), lines.Raw(self.name, b""), damage=True)
            return
        for number, publication in enumerate(publications, 1):
            try:
                raw = orjson.dumps(publication)
            except TypeError:  # what can be read may be too deep to be written
                yield Rejected(number, "the publication is nested too deeply", lines.Raw(self.name, b""))
                continue
            yield lines.record(number, raw, self.name, self.record)

    def record(self, line: int, raw: bytes) -> Record:
        """The record of a single publication."""
        source, publication = lines.Raw(self.name, raw), lines.json_object(raw)
        metadata = publication.get("metadata")
        if not isinstance(metadata, dict):
            raise Refused("the publication has no metadata")
        kind = _text(metadata, "@type").rpartition("/")[2]
        return _book(line, publication, source) if kind in _UNITS else Skipped(line, kind.lower()[:40])

    def mendable(self, source: object) -> Mapping[str, str]:
        """The publication as it stands in the feed."""
        return lines.mendable(source)


def _object(path: Path) -> dict[str, Any]:
    try:
        with streams.opened(path) as file:
            raw = file.read(FEED_SIZE + 1)
    except streams.DAMAGED as error:
        raise Refused(streams.damage(error)) from None
    if len(raw) > FEED_SIZE:
        raise Refused(f"the feed is larger than {FEED_SIZE} bytes")
    return lines.json_object(raw.removeprefix(_BOM))


def _feed(path: Path) -> dict[str, Any]:
    """The feed, which is one of ours."""
    if is_atom(streams.head(path)):
        raise Refused(ATOM)
    feed = _object(path)
    if not _PARTS & feed.keys():
        raise Refused(f"this is no feed of OPDS 2.0: it has none of {', '.join(sorted(_PARTS))}")
    return feed


def _publications(feed: dict[str, Any]) -> list[Any]:
    """The publications of a feed and of its groups; a manifest is one itself."""
    groups = [group for group in _list(feed, "groups") if isinstance(group, dict)]
    found = [publication for part in (feed, *groups) for publication in _list(part, "publications")]
    return found or ([feed] if "readingOrder" in feed else [])


def _book(number: int, publication: dict[str, Any], source: lines.Raw) -> BookRecord:
    metadata, warnings = publication["metadata"], list[str]()
    title, subtitle, publisher, identifier = foreign.tidy(
        [_word(metadata.get("title")), _word(metadata.get("subtitle")), *_first(metadata, "publisher"),
         _text(metadata, "identifier")],
        warnings,
    )  # fmt: skip
    authors = foreign.distinct(foreign.tidy(_words(metadata.get("author")), warnings))
    return BookRecord(
        line=number,
        key=checks.source_key("opds", _fitting(identifier), title, *authors),
        title=checks.title(title),
        isbn=foreign.isbn(_isbns(metadata), warnings),
        subtitle=checks.within(subtitle, limits.SUBTITLE, "subtitle") or None,
        authors=foreign.authors(authors),
        publisher=foreign.publisher(publisher),
        language=foreign.language(*_first(metadata, "language"), warnings),
        year=foreign.year(_year(metadata), warnings),
        pages=foreign.pages(_pages(metadata), warnings),
        format="audiobook" if _text(metadata, "@type").endswith("Audiobook") else "ebook",
        description=foreign.description(foreign.paragraphs(_description(metadata), warnings), warnings),
        price=_price(publication, warnings),
        source=source,
        warnings=warnings,
    )


def _price(publication: dict[str, Any], warnings: list[str]) -> Money | None:
    """The price of the first link that has one that can be taken."""
    for link in _list(publication, "links"):
        properties = link.get("properties") if isinstance(link, dict) else None
        price = properties.get("price") if isinstance(properties, dict) else None
        if isinstance(price, dict):
            try:
                return checks.price(str(price.get("value")), str(price.get("currency")))
            except Refused as refusal:
                warnings.append(str(refusal))
    return None


def _isbns(metadata: dict[str, Any]) -> list[str]:
    """What is said to be an ISBN; of other identifiers nothing is guessed."""
    others = [item.get("value") if isinstance(item, dict) else item for item in _list(metadata, "altIdentifier")]
    told = [text for text in (metadata.get("identifier"), *others) if isinstance(text, str)]
    return [text[9:] for text in told if text.lower().startswith("urn:isbn:")]


def _year(metadata: dict[str, Any]) -> str:
    """The year of publication; the first day of all is some programs' word for none."""
    published = _text(metadata, "published")
    return "" if published.startswith(_NO_DATE) else first_year(published)


def _pages(metadata: dict[str, Any]) -> str:
    value = metadata.get("numberOfPages")
    return str(value) if type(value) is int else ""


def _description(metadata: dict[str, Any]) -> str:
    from bookstore.formats import markup  # noqa: PLC0415  (lxml, only for those who read a feed)

    text = _text(metadata, "description")
    return markup.plain_of_html(text) if markup.looks_marked_up(text) else text


def _fitting(identifier: str) -> str:
    """The identifier, or what stands for one that is too long for a key."""
    return identifier if len(identifier) <= limits.KEY - len("opds:") else checks.digest(identifier)


def _first(metadata: dict[str, Any], field: str) -> tuple[str]:
    return (next(filter(None, _words(metadata.get(field))), ""),)


def _words(value: Any) -> list[str]:
    """The names in one name or in a list of them."""
    return [_word(item) for item in (value if isinstance(value, list) else [value])]


def _word(value: Any) -> str:
    """The name in a text, in `{"name": ...}`, or in texts by language, of which the first counts."""
    if isinstance(value, dict):
        told = value.get("name", next(iter(value.values()), None))
        value = next(iter(told.values()), None) if isinstance(told, dict) else told
    if value is not None and not isinstance(value, str):
        raise Refused("a name is not text")
    return value or ""


def _text(metadata: dict[str, Any], field: str) -> str:
    value = metadata.get(field)
    if value is not None and not isinstance(value, str):
        raise Refused(f"{field} is not text")
    return value or ""


def _list(data: dict[str, Any], field: str) -> list[Any]:
    value = data.get(field)
    if value is not None and not isinstance(value, list):
        raise Refused(f"{field} is not a list")
    return value or []

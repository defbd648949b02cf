"""The catalogue's own formats: the columns, the fields that a file decides on, and lists in a cell."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import zip_longest

from bookstore.formats import checks
from bookstore.formats.refusal import Refused
from bookstore.values import limits
from bookstore.values.category import slug_for
from bookstore.values.records import AuthorRecord, CategoryRecord, PublisherRecord
from bookstore.values.text import slug as slug_of

COLUMNS = (
    "kind",
    "key",
    "isbn",
    "issn",
    "title",
    "subtitle",
    "authors",
    "author_keys",
    "publisher",
    "categories",
    "language",
    "year",
    "pages",
    "format",
    "frequency",
    "issue",
    "description",
    "price",
    "currency",
    "stock",
    "name",
    "sort_name",
    "born",
    "died",
    "biography",
    "slug",
)
"""The columns of the table."""

SHOWN = frozenset({"id", "cover", "book_count", "created_at", "updated_at"})
"""What the API shows besides: each catalogue has its own."""

_COMMON = {"title", "publisher", "categories", "language", "year", "description", "price", "stock"}
BOOK_FIELDS = frozenset(_COMMON | {"isbn", "subtitle", "authors", "pages", "format"})
MAGAZINE_FIELDS = frozenset(_COMMON | {"issn", "frequency", "issue"})
AUTHOR_FIELDS = frozenset({"name", "sort_name", "born", "died", "biography"})

_SHORT = 300
_ITEM = re.compile(r"((?:[^\\;]|\\.?)*)(;|$)", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def join(items: Iterable[str]) -> str:
    """Texts in one cell: joined by `; `, with `;` and the backslash escaped by a backslash."""
    return "; ".join(item.replace("\\", "\\\\").replace(";", "\\;") for item in items)


def split(cell: str) -> tuple[str, ...]:
    """The texts in a cell, empty ones too; none in an empty cell."""
    if not cell:
        return ()
    if "\\" not in cell:
        return tuple([item.strip() for item in cell.split(";")]) if ";" in cell else (cell,)
    return tuple(_ESCAPED.sub(r"\1", item.strip()) for item in _raw_items(cell))


def _raw_items(cell: str) -> list[str]:
    items = []
    for match in _ITEM.finditer(cell):
        items.append(match[1])
        if not match[2]:
            break
    return items


def listed(cell: str) -> tuple[str, ...]:
    """The texts in a cell, without empty ones; those of short cells, which often come again, are kept in mind."""
    return _listed(cell) if len(cell) <= _SHORT else _listed.__wrapped__(cell)


@lru_cache(maxsize=8192)
def _listed(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, split(cell)))


def authors(names: str, keys: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names and the keys of authors in two cells."""
    return paired(split(names), split(keys)) if keys else (listed(names), ())


def paired(names: Iterable[str], keys: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names and keys of authors, parallel, without pairs of nothing, and without empty ones at the end of either."""
    pairs = [pair for pair in zip_longest(names, keys, fillvalue="") if any(pair)]
    return _trimmed([name for name, _ in pairs]), _trimmed([key for _, key in pairs])


def _trimmed(texts: list[str]) -> tuple[str, ...]:
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def book_key(isbn: str | None, title: str, authors: Iterable[str], year: str, publisher: str) -> str:
    """The key of a book that comes without one."""
    return f"isbn:{isbn}" if isbn else f"own:{checks.digest(title, '; '.join(authors), year, publisher)}"


def magazine_key(issn: str | None, title: str, issue: str, year: str, publisher: str) -> str:
    """The key of a magazine that comes without one; of its issues each has its own."""
    return f"issn:{issn}" if issn else f"own:{checks.digest(title, issue, year, publisher)}"


def lives(record: AuthorRecord) -> AuthorRecord:
    """An author, who does not die before being born."""
    if record.born is not None and record.died is not None and record.died < record.born:
        raise Refused(f"died {record.died} is before born {record.born}")
    return record


def categories(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names of a thing's categories."""
    return checks.names(names, limits.CATEGORY, "category", limits.CATEGORIES)


def category(line: int, slug: str, name: str, source: object = None) -> CategoryRecord:
    """A category; its slug follows from its name where none is given."""
    if not name:
        raise Refused("name is empty")
    slug = slug or slug_for(name)
    if not slug:
        raise Refused(f'slug is empty, and the name "{name[:40]}" makes none')
    if slug != slug_of(slug):
        raise Refused(f'slug "{slug[:40]}" is not made of lower-case words joined by hyphens')
    name = checks.within(name, limits.CATEGORY, "name")
    return CategoryRecord(line, checks.within(slug, limits.SLUG, "slug"), name, source)


def publisher(line: int, name: str, source: object = None) -> PublisherRecord:
    """A publisher."""
    return PublisherRecord(line, checks.name(name, "name"), source)

"""Open Library: its dumps, one thing a line (type, key, revision, time, JSON), plain or gzipped."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bookstore.formats import checks, foreign, lines
from bookstore.formats.dates import first_year, year_of_life
from bookstore.formats.refusal import Refused
from bookstore.values import limits
from bookstore.values.records import AuthorRecord, BookRecord, Record, Skipped, WorkRecord

_COLUMNS = 5
_KEY = re.compile(r"/(?:authors|books|works)/OL[0-9]+[AMW]")


class OpenLibrary:
    """Reads Open Library's dumps: authors, works and editions, in one file or in several."""

    name = "openlibrary"
    unit = "line"

    def recognises(self, head: str) -> bool:
        """Whether the first line has the five columns of a dump."""
        line = head.lstrip("\ufeff\r\n").split("\n", 1)[0]
        return line.startswith("/type/") and line.count("\t") >= _COLUMNS - 1

    def read(self, path: Path) -> Iterator[Record]:
        """A record a line; types that are none of ours are skipped."""
        return lines.records(path, self.name, self.record)

    def record(self, line: int, raw: bytes) -> Record:
        """The record of a single line."""
        columns = raw.split(b"\t", _COLUMNS - 1)
        if not raw.startswith(b"/type/") or len(columns) < _COLUMNS:
            raise Refused(f"a line has {_COLUMNS} columns (type, key, revision, time, JSON), this one {len(columns)}")
        kind = columns[0].decode("utf-8", errors="replace").removeprefix("/type/")
        make = _MAKERS.get(kind)
        return make(line, lines.json_object(columns[-1]), raw) if make else Skipped(line, kind)

    def mendable(self, source: object) -> Mapping[str, str]:
        """The line as it stands in the file."""
        return lines.mendable(source)


def _edition(line: int, data: dict[str, Any], raw: bytes) -> BookRecord:
    warnings: list[str] = []
    title, subtitle, description, publisher = foreign.tidy(
        [
            foreign.prefixed(_text(data, "title_prefix"), _text(data, "title")),
            _text(data, "subtitle"),
            _long_text(data, "description"),
            "".join(_texts(data, "publishers")[:1]),
        ],
        warnings,
    )
    authors = _references(data, "authors")
    return BookRecord(
        line=line,
        key=_own_key(data, "/books/"),
        title=checks.title(title),
        isbn=foreign.isbn([*_texts(data, "isbn_13"), *_texts(data, "isbn_10")], warnings),
        subtitle=checks.within(subtitle, limits.SUBTITLE, "subtitle") or None,
        author_keys=authors,
        work_keys=() if authors else _references(data, "works"),
        publisher=foreign.publisher(publisher),
        language=foreign.language(_language(data), warnings),
        year=foreign.year(first_year(_text(data, "publish_date")), warnings),
        pages=foreign.pages(_pages(data), warnings),
        format=foreign.binding(_text(data, "physical_format").strip()),
        description=foreign.description(description, warnings),
        source=lines.Raw(OpenLibrary.name, raw),
        warnings=warnings,
    )


def _author(line: int, data: dict[str, Any], raw: bytes) -> AuthorRecord:
    warnings: list[str] = []
    name, biography = foreign.tidy([_text(data, "name"), _long_text(data, "bio")], warnings)
    return AuthorRecord(
        line=line,
        key=_own_key(data, "/authors/"),
        name=checks.name(name, "name"),
        born=year_of_life(_text(data, "birth_date")),
        died=year_of_life(_text(data, "death_date")),
        biography=foreign.description(biography, warnings, "biography"),
        source=lines.Raw(OpenLibrary.name, raw),
        warnings=warnings,
    )


def _work(line: int, data: dict[str, Any], _: bytes) -> WorkRecord:
    return WorkRecord(line, _own_key(data, "/works/"), _references(data, "authors"))


_MAKERS: dict[str, Callable[[int, dict[str, Any], bytes], Record]] = {
    "edition": _edition,
    "author": _author,
    "work": _work,
}


def _own_key(data: dict[str, Any], folder: str) -> str:
    key = _text(data, "key")
    if not (key.startswith(folder) and _KEY.fullmatch(key)):
        raise Refused(f'key "{key[:40]}" is not one of {folder}')
    return f"openlibrary:{key}"


def _text(data: dict[str, Any], field: str) -> str:
    value = data.get(field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Refused(f"{field} is not text")
    return value


def _long_text(data: dict[str, Any], field: str) -> str:
    """Text that comes as such or as `{"value": text}`."""
    value = data.get(field)
    return _text(value, "value") if isinstance(value, dict) else _text(data, field)


def _list(data: dict[str, Any], field: str) -> list[Any]:
    value = data.get(field)
    if value is None:
        return []
    if not isinstance(value, list):
        raise Refused(f"{field} is not a list")
    return [item for item in value if item is not None]


def _texts(data: dict[str, Any], field: str) -> list[str]:
    texts = _list(data, field)
    if not all(isinstance(text, str) for text in texts):
        raise Refused(f"{field} is not a list of texts")
    return texts


def _references(data: dict[str, Any], field: str) -> tuple[str, ...]:
    """The keys that a list refers to, each once."""
    keys = dict.fromkeys(_reference(item, field) for item in _list(data, field))
    found = tuple(f"openlibrary:{key}" for key in keys if key)
    if len(found) > limits.AUTHORS:
        raise Refused(f"{field} are more than {limits.AUTHORS}")
    return found


def _reference(item: Any, field: str) -> str:
    """The key in `"/authors/OL1A"`, `{"key": ...}`, `{"author": {"key": ...}}` or `{"author": ...}`; "" for none."""
    while isinstance(item, dict):
        item = item.get("key") or item.get("author") or ""
    if not isinstance(item, str) or (item and not _KEY.fullmatch(item)):
        raise Refused(f"{field} refers to something without a key")
    return item


def _language(data: dict[str, Any]) -> str:
    """The code at the end of the first language's key (`/languages/eng`)."""
    for item in _list(data, "languages"):
        key = item.get("key") if isinstance(item, dict) else item
        if not isinstance(key, str):
            raise Refused("languages refers to something without a key")
        return key.rpartition("/")[2]
    return ""


def _pages(data: dict[str, Any]) -> str:
    value = data.get("number_of_pages")
    if value is not None and type(value) is not int:
        raise Refused("number_of_pages is not a whole number")
    return "" if value is None else str(value)

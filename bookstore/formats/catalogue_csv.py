"""Our own table: everything in the catalogue as CSV, written and read back as it was."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bookstore.formats import catalogue, checks, csv_cells, headers, tables
from bookstore.formats.catalogue import AUTHOR_FIELDS, BOOK_FIELDS, COLUMNS, MAGAZINE_FIELDS, SHOWN, listed
from bookstore.formats.checks import whole, within
from bookstore.formats.refusal import Refused
from bookstore.values import limits
from bookstore.values.money import Money
from bookstore.values.records import (
    AuthorRecord,
    BookRecord,
    CategoryRecord,
    MagazineRecord,
    PublisherRecord,
    Record,
    Remark,
)
from bookstore.values.text import is_tidy

_PLACE = {column: place for place, column in enumerate(COLUMNS)}
_KIND, _ISBN, _ISSN, _NAME, _SLUG = (_PLACE[column] for column in ("kind", "isbn", "issn", "name", "slug"))
_LONG = frozenset({"description", "biography"})
_SHOWN, _SHOWN_LENGTH = 10, 40
_YEARS = (limits.YEAR_MIN, limits.YEAR_MAX)


class CatalogueCsv:
    """Reads our own table; columns may be missing, in any order, and of any case."""

    name = "csv"
    unit = "line"

    def recognises(self, head: str) -> bool:
        """Whether the header names titles, or kinds and names."""
        return headers.names_columns(head, "title") or headers.names_columns(head, "kind", "name")

    def read(self, path: Path) -> Iterator[Record]:
        """A record a row; a wrong value rejects its row."""
        with tables.opened(path) as table:
            yield from table.remarks()
            unknown = table.unknown((*COLUMNS, *SHOWN))
            if unknown and not table.fault:
                yield Remark(1, f"the columns {_some(unknown)} are not known, and not taken in")
            needs = ("kind", "name") if table.has("kind") and table.has("name") else ("title",)
            yield from table.records(COLUMNS, _Rows(table).record, needs)

    def mendable(self, source: object) -> Mapping[str, str]:
        """The original columns of a row."""
        return tables.mendable(source)


class _Rows:
    """Makes records of the rows of one table."""

    def __init__(self, table: tables.Table):
        present = {column for column in BOOK_FIELDS | MAGAZINE_FIELDS | AUTHOR_FIELDS if table.has(column)}
        self._book_given = _without_and_with_stock(BOOK_FIELDS & present)
        self._magazine_given = _without_and_with_stock(MAGAZINE_FIELDS & present)
        self._author_given = AUTHOR_FIELDS & present
        self._comma = table.delimiter == ";"
        self._makers: dict[str, tables.Recorder] = {
            "book": self._book,
            "magazine": self._magazine,
            "author": self._author,
            "category": _category,
            "publisher": _publisher,
        }

    def record(self, line: int, cells: Sequence[str], source: tables.Source) -> Record:
        """The record of a row."""
        kind = cells[_KIND].strip().lower() or _kind_of(cells)
        make = self._makers.get(kind)
        if make is None:
            raise Refused(f'kind "{kind[:40]}" is none of {", ".join(self._makers)}')
        return make(line, _tidy(cells), source)

    def _book(self, line: int, cells: Sequence[str], source: tables.Source) -> BookRecord:
        (
            _, key, isbn, _, title, subtitle, authors, author_keys, publisher, categories, language, year, pages,
            book_format, _, _, description, price, currency, stock, _, _, _, _, _, _,
        ) = cells  # fmt: skip
        warnings: list[str] = []
        names, keys = catalogue.authors(authors, author_keys)
        isbn_13 = checks.isbn(isbn, warnings) if isbn else None
        return BookRecord(
            line=line,
            key=checks.key(key) if key else catalogue.book_key(isbn_13, title, names, year, publisher),
            title=checks.title(title),
            isbn=isbn_13,
            subtitle=within(subtitle, limits.SUBTITLE, "subtitle") or None,
            authors=checks.names(names, limits.NAME, "author", limits.AUTHORS),
            author_keys=checks.names(keys, limits.KEY, "author key", limits.AUTHORS),
            publisher=within(publisher, limits.NAME, "publisher") or None,
            categories=catalogue.categories(listed(categories)),
            language=checks.language(language) if language else None,
            year=whole(year, *_YEARS, "year"),
            pages=whole(pages, limits.PAGES_MIN, limits.PAGES_MAX, "pages"),
            format=checks.book_format(book_format) if book_format else None,
            description=checks.description(description) if description else None,
            price=self._price(price, currency) if price else None,
            stock=whole(stock, limits.STOCK_MIN, limits.STOCK_MAX, "stock"),
            given=self._book_given[bool(stock)],
            source=source,
            warnings=warnings,
        )

    def _magazine(self, line: int, cells: Sequence[str], source: tables.Source) -> MagazineRecord:
        (
            _, key, _, issn, title, _, _, _, publisher, categories, language, year, _,
            _, frequency, issue, description, price, currency, stock, _, _, _, _, _, _,
        ) = cells  # fmt: skip
        warnings: list[str] = []
        number = checks.issn(issn, warnings) if issn else None
        return MagazineRecord(
            line=line,
            key=checks.key(key) if key else catalogue.magazine_key(number, title, issue, year, publisher),
            title=checks.title(title),
            issn=number,
            publisher=within(publisher, limits.NAME, "publisher") or None,
            categories=catalogue.categories(listed(categories)),
            language=checks.language(language) if language else None,
            frequency=checks.frequency(frequency) if frequency else None,
            issue=within(issue, limits.ISSUE, "issue") or None,
            year=whole(year, *_YEARS, "year"),
            description=checks.description(description) if description else None,
            price=self._price(price, currency) if price else None,
            stock=whole(stock, limits.STOCK_MIN, limits.STOCK_MAX, "stock"),
            given=self._magazine_given[bool(stock)],
            source=source,
            warnings=warnings,
        )

    def _author(self, line: int, cells: Sequence[str], source: tables.Source) -> AuthorRecord:
        row = dict(zip(COLUMNS, cells, strict=True))
        author = AuthorRecord(
            line=line,
            key=checks.key(row["key"]),
            name=checks.name(row["name"], "name"),
            sort_name=within(row["sort_name"], limits.NAME, "sort_name") or None,
            born=whole(row["born"], *_YEARS, "born"),
            died=whole(row["died"], *_YEARS, "died"),
            biography=checks.description(row["biography"], "biography"),
            given=self._author_given,
            source=source,
        )
        return catalogue.lives(author)

    def _price(self, amount: str, currency: str) -> Money:
        """The price; where the semicolon parts the columns, the comma may be the decimal point."""
        return checks.price(amount.replace(",", ".") if self._comma else amount, currency)


def _category(line: int, cells: Sequence[str], source: tables.Source) -> CategoryRecord:
    return catalogue.category(line, cells[_SLUG], cells[_NAME], source)


def _publisher(line: int, cells: Sequence[str], source: tables.Source) -> PublisherRecord:
    return catalogue.publisher(line, cells[_NAME], source)


def _some(columns: Sequence[str]) -> str:
    """The first of the columns, and how many more there are."""
    shown = ", ".join(column[:_SHOWN_LENGTH] for column in columns[:_SHOWN])
    return f"{shown} and {len(columns) - _SHOWN} more" if len(columns) > _SHOWN else shown


def _kind_of(cells: Sequence[str]) -> str:
    """What a row without a kind is."""
    return "magazine" if cells[_ISSN].strip() and not cells[_ISBN].strip() else "book"


def _tidy(cells: Sequence[str]) -> list[str]:
    """The cells trimmed, of which two keep their line breaks; quick where nothing is to be done."""
    joined = "|".join(cells)
    if "'" in joined:
        cells = [csv_cells.meant(cell) for cell in cells]
    if is_tidy(joined):
        return list(map(str.strip, cells))
    return [
        checks.long(cell, column) if column in _LONG else checks.short(cell, column)
        for column, cell in zip(COLUMNS, cells, strict=True)
    ]


def _without_and_with_stock(fields: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The fields that a row decides on: an empty stock is none of them."""
    return fields - {"stock"}, fields


_SEVERAL = {"price": ("price", "currency")}


class _Encoder:
    """What csv writes to: a row's bytes are what `writerow` then answers."""

    write = staticmethod(str.encode)


def write(things: Iterable[Mapping[str, Any]], columns: Sequence[str] = COLUMNS) -> Iterator[bytes]:
    """Things of the catalogue as rows, in the order in which they come."""
    row: Callable[[Iterable[Any]], Any] = csv.writer(_Encoder()).writerow
    yield row(columns)
    for thing in things:
        yield row(_row(thing, columns))


def columns_of(fields: Iterable[str]) -> list[str]:
    """The columns for these members of things."""
    return [column for name in fields for column in _SEVERAL.get(name, (name,))]


def _row(item: Mapping[str, Any], columns: Sequence[str]) -> list[Any]:
    values = {**item, **_PARTS[item["kind"]](item)}
    return [_cell(values.get(column)) for column in columns]


def _cell(value: Any) -> Any:
    return "" if value is None else csv_cells.inert(value)


def _of_magazine(item: Mapping[str, Any]) -> dict[str, Any]:
    price = item.get("price") or {}
    return {
        "publisher": (item.get("publisher") or {}).get("name"),
        "categories": catalogue.join(
            category.get("name") or category["slug"] for category in item.get("categories") or ()
        ),
        "price": price.get("amount"),
        "currency": price.get("currency"),
        "cover": (item.get("cover") or {}).get("url"),
    }


def _of_book(item: Mapping[str, Any]) -> dict[str, Any]:
    authors = item.get("authors") or ()
    keys = [author.get("key") or "" for author in authors]
    return _of_magazine(item) | {
        "authors": catalogue.join(author["name"] for author in authors),
        "author_keys": catalogue.join(keys) if any(keys) else "",
    }


def _of_itself(_: Mapping[str, Any]) -> dict[str, Any]:
    return {}


_PARTS = {
    "book": _of_book,
    "magazine": _of_magazine,
    "author": _of_itself,
    "category": _of_itself,
    "publisher": _of_itself,
}

"""goodbooks-10k: `books.csv`, ten thousand books of Goodreads, through a spreadsheet that spoilt their ISBNs."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bookstore.formats import checks, foreign, tables
from bookstore.values.isbn import bare, parse
from bookstore.values.records import BookRecord, Record

_COLUMNS = (
    "goodreads_book_id",
    "isbn",
    "isbn13",
    "authors",
    "original_publication_year",
    "title",
    "language_code",
)


class Goodbooks:
    """Reads goodbooks-10k."""

    name = "goodbooks"

    def recognises(self, head: str) -> bool:
        """Whether the header has the columns that only goodbooks has."""
        return tables.names_columns(head, "goodreads_book_id", "title", "authors")

    def read(self, path: Path) -> Iterator[Record]:
        """A book a row."""
        with tables.opened(path) as table:
            yield from table.records(_COLUMNS, _book)

    def mendable(self, source: object) -> Mapping[str, str]:
        """The original columns of a row."""
        return tables.mendable(source)


def _book(line: int, cells: Sequence[str], source: tables.Source) -> BookRecord:
    warnings: list[str] = []
    number, isbn, isbn_13, authors, year, title, language = foreign.tidy(cells, warnings)
    title = checks.title(title)
    return BookRecord(
        line=line,
        key=checks.source_key("goodbooks", number, title, authors),
        title=title,
        isbn=foreign.isbn([_with_zeros(isbn), *filter(parse, [isbn_13])], warnings),
        authors=foreign.authors(authors.split(", ")),
        language=foreign.language(language, warnings),
        year=foreign.year(year, warnings),
        source=source,
        warnings=warnings,
    )


def _with_zeros(isbn: str) -> str:
    """The ISBN with the leading zeros that the spreadsheet took for superfluous."""
    digits = bare(isbn)
    return digits.zfill(10) if digits else ""

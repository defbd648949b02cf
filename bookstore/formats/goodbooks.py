"""goodbooks-10k: `books.csv`, ten thousand books of Goodreads, through a spreadsheet that spoilt their ISBNs."""

from collections.abc import Sequence

from bookstore.formats import checks, foreign, tables
from bookstore.formats.table_reader import TableReader
from bookstore.values.isbn import bare, parse
from bookstore.values.records import BookRecord

_COLUMNS = (
    "goodreads_book_id",
    "isbn",
    "isbn13",
    "authors",
    "original_publication_year",
    "title",
    "language_code",
)


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


GOODBOOKS = TableReader(
    "goodbooks", "table of goodbooks-10k", ("goodreads_book_id", "title", "authors"), _COLUMNS, _book
)

"""Goodreads: the library that a reader exports."""

from collections.abc import Sequence

from bookstore.formats import checks, foreign, tables
from bookstore.formats.table_reader import TableReader
from bookstore.values.records import BookRecord

_COLUMNS = (
    "Book Id",
    "Title",
    "Author",
    "Additional Authors",
    "ISBN",
    "ISBN13",
    "Publisher",
    "Binding",
    "Number of Pages",
    "Year Published",
    "Original Publication Year",
    "Bookshelves",
    "Exclusive Shelf",
)
_SHELVES_OF_A_READER = ("read", "to-read", "currently-reading")


def _book(line: int, cells: Sequence[str], source: tables.Source) -> BookRecord:
    warnings: list[str] = []
    (number, title, author, others, isbn, isbn_13, publisher, binding, pages, published, original, shelves, shelf) = (
        foreign.tidy(cells, warnings)
    )
    title = checks.title(title)
    return BookRecord(
        line=line,
        key=checks.source_key("goodreads", number, title, author),
        title=title,
        isbn=foreign.isbn([isbn, isbn_13], warnings),
        authors=foreign.authors([author, *others.split(", ")]),
        publisher=foreign.publisher(publisher),
        categories=foreign.categories(_topics(shelves, shelf), warnings),
        year=foreign.year(original or published, warnings),
        pages=foreign.pages(pages, warnings),
        format=foreign.binding(binding),
        source=source,
        warnings=warnings,
    )


def _topics(shelves: str, exclusive: str) -> list[str]:
    """The shelves that say what a book is, not how far its reader got."""
    progress = {exclusive, *_SHELVES_OF_A_READER}
    return [shelf.strip() for shelf in shelves.split(",") if shelf.strip() not in progress]


GOODREADS = TableReader("goodreads", "library of Goodreads", ("Book Id", "Title", "Author"), _COLUMNS, _book)

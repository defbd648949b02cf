"""Project Gutenberg: `pg_catalog.csv`, the catalogue of its e-texts."""

from collections.abc import Sequence

from bookstore.formats import checks, foreign, tables
from bookstore.formats.table_reader import TableReader
from bookstore.values.records import BookRecord, Skipped

_COLUMNS = ("Text#", "Type", "Title", "Language", "Authors", "Bookshelves")


def _record(line: int, cells: Sequence[str], source: tables.Source) -> BookRecord | Skipped:
    kind = cells[1].strip()
    return _book(line, cells, source) if kind in {"Text", ""} else Skipped(line, kind.lower())


def _book(line: int, cells: Sequence[str], source: tables.Source) -> BookRecord:
    warnings: list[str] = []
    number, _, title, languages, authors, shelves = foreign.tidy(cells, warnings)
    title = checks.title(title)
    return BookRecord(
        line=line,
        key=checks.source_key("gutenberg", number, title, authors),
        title=title,
        authors=foreign.authors(_authors(authors)),
        publisher="Project Gutenberg",
        categories=foreign.categories(_topics(shelves), warnings),
        language=foreign.language(languages.split(";")[0].strip(), warnings),
        format="ebook",
        source=source,
        warnings=warnings,
    )


def _authors(cell: str) -> list[str]:
    """The authors, with their dates, without those who did something else to the book (`[Translator]`)."""
    return [name for name in cell.split(";") if not name.rstrip().endswith("]")]


def _topics(cell: str) -> list[str]:
    return [shelf.strip().removeprefix("Browsing: ") for shelf in cell.split(";")]


GUTENBERG = TableReader("gutenberg", "catalogue of Project Gutenberg", ("Text#", "Type", "Title"), _COLUMNS, _record)

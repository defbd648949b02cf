"""Journals: lists of periodicals with their ISSNs, as DOAJ's withdrawn list has them."""

from collections.abc import Sequence

from bookstore.formats import checks, foreign, tables
from bookstore.formats.table_reader import TableReader
from bookstore.values import limits
from bookstore.values.records import MagazineRecord
from bookstore.values.text import name_key

_COLUMNS = ("title", "publisher", "issn", "issns")


def _magazine(line: int, cells: Sequence[str], source: tables.Source) -> MagazineRecord:
    warnings: list[str] = []
    title, publisher, issn, others = foreign.tidy(cells, warnings)
    title = checks.title(title)
    number = foreign.issn([*issn.split(","), *others.split("|")], warnings)
    return MagazineRecord(
        line=line,
        key=f"issn:{number}" if number else _title_key(title),
        title=title,
        issn=number,
        publisher=foreign.publisher(publisher.split("|")[0].strip()),
        source=source,
        warnings=warnings,
    )


def _title_key(title: str) -> str:
    """The key by the title, or by its digest where it is too long for a key."""
    key = f"title:{name_key(title)}"
    return key if len(key) <= limits.KEY else f"title:{checks.digest(title)}"


PERIODICALS = TableReader("periodicals", "list of periodicals", ("title", "issn", "issns"), _COLUMNS, _magazine)

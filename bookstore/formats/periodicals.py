"""Journals: lists of periodicals with their ISSNs, as DOAJ's withdrawn list has them."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bookstore.formats import checks, foreign, tables
from bookstore.values import limits
from bookstore.values.records import MagazineRecord, Record
from bookstore.values.text import name_key

_COLUMNS = ("title", "publisher", "issn", "issns")


class Periodicals:
    """Reads lists of periodicals."""

    name = "periodicals"

    def recognises(self, head: str) -> bool:
        """Whether the header has the columns that only such lists have."""
        return tables.names_columns(head, "title", "issn", "issns")

    def read(self, path: Path) -> Iterator[Record]:
        """A magazine a row."""
        with tables.opened(path) as table:
            yield from table.records(_COLUMNS, _magazine)

    def mendable(self, source: object) -> Mapping[str, str]:
        """The original columns of a row."""
        return tables.mendable(source)


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

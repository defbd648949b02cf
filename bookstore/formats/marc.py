"""MARC 21: the records of libraries, as ISO 2709 (in UTF-8 or MARC-8) and as MARCXML."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from bookstore.formats import lines, streams
from bookstore.formats.xml_head import root_of
from bookstore.values.records import Record, Rejected

SLIM = "http://www.loc.gov/MARC21/slim"
"""The namespace of MARCXML."""

_LEADER = re.compile(r"[0-9 ]{5}[a-z ][a-z][a-z ][ a][ a]22[0-9 ]{5}[ -~]{3}4")
_ROOTS = {"collection", "record"}


class Marc:
    """Reads ISO 2709; pymarc is loaded when there is such a file."""

    name = "marc"
    unit = "record"

    def recognises(self, head: str) -> bool:
        """Whether the file begins with a record's leader."""
        return _LEADER.match(head.lstrip("\ufeff\r\n ")) is not None

    def read(self, path: Path) -> Iterator[Record]:
        """A record each; a broken one is rejected, and the next one read."""
        from bookstore.formats import marc_2709  # noqa: PLC0415  (pymarc)

        return marc_2709.records(path, self.name)

    def record(self, line: int, raw: bytes) -> Record:
        """The record of a single one."""
        from bookstore.formats import marc_2709  # noqa: PLC0415  (pymarc)

        return marc_2709.record(line, raw, self.name)

    def mendable(self, source: object) -> Mapping[str, str]:
        """The record as MARCXML, or as it stands in the file where it cannot be read."""
        from bookstore.formats import marc_2709  # noqa: PLC0415  (pymarc)

        return lines.mendable(marc_2709.as_xml(cast(lines.Raw, source)))


class MarcXml:
    """Reads MARCXML, with or without its namespace; lxml and pymarc are loaded when there is such a file."""

    name = "marcxml"
    unit = "record"

    def recognises(self, head: str) -> bool:
        """Whether the root is a collection or a record of MARC, or other XML that holds MARC's namespace."""
        root = root_of(head)
        if root is None:
            return False
        return SLIM in head or (root.name in _ROOTS and not root.namespace and "<leader" in head)

    def read(self, path: Path) -> Iterator[Record]:
        """A record each, wherever in the file."""
        from bookstore.formats import marc_xml, xml_records  # noqa: PLC0415  (lxml and pymarc)

        if not self.recognises(streams.head(path)):
            reason = "the file does not begin as MARCXML does"
            return iter([Rejected(1, reason, lines.Raw(self.name, b""), damage=True)])
        return xml_records.records(path, self.name, marc_xml.TAGS, marc_xml.Recorder(self.name).record)

    def record(self, line: int, raw: bytes) -> Record:
        """The record of a single one."""
        from bookstore.formats import marc_xml, xml_records  # noqa: PLC0415  (lxml and pymarc)

        return xml_records.record(line, raw, self.name, marc_xml.Recorder(self.name).record)

    def mendable(self, source: object) -> Mapping[str, str]:
        """The record as it stands in the file."""
        return lines.mendable(source)

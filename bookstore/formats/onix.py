"""ONIX for Books 3.0 and 3.1: messages of products, in reference names or short ones."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from bookstore.formats import lines, streams
from bookstore.formats.onix_codes import NAMESPACES
from bookstore.formats.xml_head import Root, root_of
from bookstore.values.records import Record, Rejected

_MESSAGES = {"ONIXMessage", "ONIXmessage"}
_TAGS = tuple(f"{{{space}}}{name}" for space in NAMESPACES for name in ("Header", "header", "Product", "product"))


class Onix:
    """Reads messages of ONIX for Books; lxml is loaded when there is one."""

    name = "onix"
    unit = "record"

    def recognises(self, head: str) -> bool:
        """Whether the root element is a message, of whatever release."""
        root = root_of(head)
        return root is not None and root.name in _MESSAGES

    def read(self, path: Path) -> Iterator[Record]:
        """A record a product; other releases than 3 are refused as a whole."""
        from bookstore.formats import onix_product, xml_records  # noqa: PLC0415  (lxml)

        if fault := _fault(root_of(streams.head(path))):
            yield Rejected(1, fault, lines.Raw(self.name, b""), damage=True)
            return
        yield from xml_records.records(path, self.name, _TAGS, onix_product.Recorder(self.name).record)

    def record(self, line: int, raw: bytes) -> Record:
        """The record of a single product."""
        from bookstore.formats import onix_product, xml_records  # noqa: PLC0415  (lxml)

        return xml_records.record(line, raw, self.name, onix_product.Recorder(self.name).record)

    def mendable(self, source: object) -> Mapping[str, str]:
        """The product as it stands in the message."""
        return lines.mendable(source)


def _fault(root: Root | None) -> str | None:
    """Why a file is not read at all."""
    if root is None or root.name not in _MESSAGES:
        return "the file does not begin as an ONIX message does"
    release = root.attributes.get("release", "") or ("3" if root.namespace in NAMESPACES[1:] else "")
    if not release.startswith("3"):
        return f"the message is of ONIX {release[:10] or 'without a release'}; only 3.0 and 3.1 are read"
    if root.namespace not in NAMESPACES:
        return f"the namespace {root.namespace[:80]} is none of ONIX 3"
    return None

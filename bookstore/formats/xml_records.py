"""XML files of many records, one record at a time, in constant memory.

Whoever made the file is not trusted: no entity is expanded, no DTD is read, nothing outside the file is asked for,
and libxml2's limits on depth, length and amplification stay on.
"""

from collections.abc import Callable, Iterator
from html.entities import html5
from pathlib import Path
from typing import Any

from lxml import etree

from bookstore.formats import lines, streams
from bookstore.formats.refusal import Refused
from bookstore.formats.xml_head import root_of
from bookstore.values.records import Record, Rejected

RECORD_SIZE = 16_000_000
"""The longest record, in bytes; it is held in memory as a whole."""

_CHUNK = 1 << 16
_ERRORS = etree.ErrorTypes
_FAULTS = {
    _ERRORS.ERR_INVALID_CHAR: "a character is none that XML may hold",
    _ERRORS.ERR_INVALID_ENCODING: "a byte is no text in the file's encoding",
    _ERRORS.ERR_UNSUPPORTED_ENCODING: "its encoding is not known",
    _ERRORS.ERR_TAG_NAME_MISMATCH: "an element is closed that is not open",
    _ERRORS.ERR_TAG_NOT_FINISHED: "it ends in the middle of an element",
    _ERRORS.ERR_DOCUMENT_EMPTY: "it is empty",
    _ERRORS.ERR_DOCUMENT_END: "there is more behind its end",
    _ERRORS.ERR_UNDECLARED_ENTITY: "an entity is not declared",
    _ERRORS.ERR_RESOURCE_LIMIT: "a part of it is too long, or nested too deeply",
}
"""What the parser calls its complaints, as far as people meet them."""

_SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "load_dtd": False,
    "dtd_validation": False,
    "no_network": True,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}

Element = Any
"""An element of an XML tree."""

Recorder = Callable[[int, Element], Record | None]
"""Makes a record of its number and its element; None where the element is no record, and does not count."""


class _Broken(Exception):
    """Nothing behind this place can be read."""


def records(path: Path, name: str, tags: tuple[str, ...], recorder: Recorder) -> Iterator[Record]:
    """What the recorder makes of the elements of these names (`{namespace}name`, `{}name` in none).

    What it refuses is rejected, and the next one read.
    """
    number = 1
    try:
        for element in _elements(path, tags):
            found = _record(number, element, name, recorder)
            if found is not None:
                yield found
                number += 1
    except _Broken as broken:
        yield Rejected(number, str(broken), lines.Raw(name, b""), damage=True)


def record(number: int, raw: bytes, name: str, recorder: Recorder) -> Record:
    """What the recorder makes of a single element in a text."""
    parser = etree.XMLParser(**_SAFE)
    try:
        element = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError:
        raise Refused(_words(parser.error_log)) from None
    found = _record(number, element, name, recorder)
    if found is None:
        raise Refused(f"the element {etree.QName(element).localname[:40]} is no record")
    return found


def raw(element: Element, name: str) -> lines.Raw:
    """The element as it is written down again."""
    return lines.Raw(name, etree.tostring(element, encoding="utf-8", with_tail=False))


def local_name(tag: object) -> tuple[str, str]:
    """The namespace and the name of an element's tag; of what is no element, nothing."""
    if not isinstance(tag, str):
        return "", ""
    namespace, _, name = tag.rpartition("}")
    return namespace[1:], name


def text_of(element: Element) -> str:
    """The text in an element; HTML's characters by name (`&eacute;`) are known, other entities are refused."""
    if not len(element):
        return element.text or ""
    return "".join(_texts(element))


def entity(node: Element) -> str:
    """The character that an entity stands for."""
    character = html5.get(f"{node.name};")
    if character is None:
        raise Refused(f"the entity &{node.name[:40]}; is not known")
    return character


def _texts(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag is etree.Entity:
            yield entity(child)
        elif isinstance(child.tag, str):
            yield from _texts(child)
        yield child.tail or ""


def _record(number: int, element: Element, name: str, recorder: Recorder) -> Record | None:
    try:
        return recorder(number, element)
    except Refused as refusal:
        return Rejected(number, str(refusal), raw(element, name))


def _elements(path: Path, tags: tuple[str, ...]) -> Iterator[Element]:
    """The outermost elements of these names, each forgotten when the next one is asked for."""
    root = root_of(streams.head(path))
    if root is None:
        raise _Broken("the file does not begin as XML does")
    if root.has_entities:
        raise _Broken("the file declares entities, which are not taken from files; write the characters themselves")
    parser = etree.XMLPullParser(("start", "end"), tag=tags, **_SAFE)
    depth = size = 0
    for chunk in _fed(path, parser):
        size += chunk
        for event, element in parser.read_events():
            depth += 1 if event == "start" else -1
            if event == "end" and depth == 0:
                size = 0
                yield element
                _forget(element)
        if size > RECORD_SIZE:
            raise _Broken(f"a record, or what stands between two, is longer than {RECORD_SIZE} bytes")


def _fed(path: Path, parser: Any) -> Iterator[int]:
    """Feeds the parser with a file, and gives the sizes of the pieces; what stands before a fault is read first."""
    with streams.opened(path) as file:
        try:
            while chunk := file.read(_CHUNK):
                try:
                    parser.feed(chunk)
                except etree.XMLSyntaxError:
                    yield len(chunk)
                    raise _Broken(streams.DAMAGE + _words(parser.feed_error_log)) from None
                yield len(chunk)
            parser.close()
        except etree.XMLSyntaxError:
            raise _Broken(streams.DAMAGE + _words(parser.feed_error_log)) from None
        except streams.DAMAGED as error:
            raise _Broken(streams.damage(error)) from None


def _forget(element: Element) -> None:
    """Frees the memory of an element, and of all before it."""
    element.clear()
    while (parent := element.getparent()) is not None:
        while element.getprevious() is not None:
            del parent[0]
        element = parent


def _words(log: Any) -> str:
    """What is wrong first, and where, in words of ours."""
    error = log[0] if len(log) else None
    what = _FAULTS.get(error.type, "it is not well-formed XML") if error else "it is not whole"
    return f"{what} (line {error.line}, column {error.column})" if error else what

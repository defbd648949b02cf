"""Texts with markup, HTML or XHTML, as plain text: paragraphs are parted by a blank line, line breaks stay."""

import re
from collections.abc import Iterator

from lxml import etree

from bookstore.formats.xml_records import Element, entity, local_name

_BLOCKS = frozenset("p div ul ol dl table blockquote h1 h2 h3 h4 h5 h6 section article header footer pre".split())
_LINES = frozenset("br li dt dd tr hr".split())
_SILENT = frozenset("script style head title template".split())
_TAG = re.compile(r"</?(?:p|br|b|i|em|strong|div|span|ul|ol|li|h[1-6]|a|u|sup|sub|blockquote)(?:\s[^<>]*)?/?>", re.I)
_BLANKS = re.compile(r"[^\S\x0b\x0c]+")
_BREAKS = re.compile(r" ?([\x0b\x0c])[ \x0b\x0c]*")
_BREAK, _GAP = "\x0b", "\x0c"
"""What stands for a line break and for the end of a paragraph, until white space is folded."""


def looks_marked_up(text: str) -> bool:
    """Whether a text that says nothing of its format has HTML's tags in it."""
    return _TAG.search(text) is not None


def plain_of_html(text: str) -> str:
    """The plain text of HTML."""
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(f"<body>{_without_breaks(text)}</body>", parser)
    return "" if root is None else plain(root)


def plain(element: Element) -> str:
    """The plain text of an element and all in it."""
    text = _BLANKS.sub(" ", "".join(_pieces(element)))
    return _BREAKS.sub(_gap, text).strip()


def _gap(match: re.Match[str]) -> str:
    if _GAP in match[0]:
        return "\n\n"
    return "\n" * match[0].count(_BREAK)


def _pieces(element: Element) -> Iterator[str]:
    yield _without_breaks(element.text or "")
    for child in element:
        yield from _piece(child)
        yield _without_breaks(child.tail or "")


def _piece(child: Element) -> Iterator[str]:
    if child.tag is etree.Entity:
        yield entity(child)
        return
    name = local_name(child.tag)[1].lower()
    around = _GAP if name in _BLOCKS else ""
    yield around
    if name not in _SILENT:
        yield from _pieces(child)
    yield around or (_BREAK if name in _LINES else "")


def _without_breaks(text: str) -> str:
    return text.replace(_BREAK, " ").replace(_GAP, " ")

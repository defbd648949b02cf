"""Things as XML: the API's own shape, a member an element; what is null is left out."""

from collections.abc import Mapping
from typing import Any

from lxml import etree

from bookstore.formats.page import Page
from bookstore.formats.xml_records import Element

ITEMS = {"authors": "author", "categories": "category", "thumbnails": "thumbnail"}
"""What the elements in a list are called."""

_TOLD = ("count", "total_pages", "current_page")


def write(page: Page) -> bytes:
    """One thing, or a page of a list with its links."""
    if page.envelope is None:
        (thing,) = page.things
        return _text(_object(etree.Element(page.kind), thing))
    root = etree.Element(f"{page.kind}s", {name: str(page.envelope[name]) for name in _TOLD if name in page.envelope})
    _object(etree.SubElement(root, "links"), page.envelope["links"])
    for thing in page.things:
        _object(etree.SubElement(root, page.kind), thing)
    return _text(root)


def _text(root: Element) -> bytes:
    found: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return found


def _object(element: Element, members: Mapping[str, Any]) -> Element:
    for name, value in members.items():
        if value is not None:
            _put(etree.SubElement(element, name), name, value)
    return element


def _put(element: Element, name: str, value: Any) -> None:
    if isinstance(value, Mapping):
        _object(element, value)
    elif isinstance(value, list):
        for item in value:
            _object(etree.SubElement(element, ITEMS[name]), item)
    else:
        element.text = str(value)

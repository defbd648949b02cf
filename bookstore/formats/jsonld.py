"""Things as linked data: JSON-LD in the terms of schema.org."""

from collections.abc import Mapping
from typing import Any

import orjson

from bookstore.formats.page import Page, Thing

CONTEXT = "https://schema.org/"
_FORMS = {"hardback": "Hardcover", "paperback": "Paperback", "ebook": "EBook", "audiobook": "AudiobookFormat"}
_INERT = ((b"<", b"\\u003c"), (b">", b"\\u003e"), (b"&", b"\\u0026"))
"""Signs that would end or begin something where the text is put into a page; in JSON they can be spelt so."""

Node = dict[str, Any]


def write(page: Page) -> bytes:
    """One thing, or the things of a page as an ItemList."""
    make = _MAKERS[page.kind]
    nodes = [make(thing) for thing in page.things]
    found = nodes[0] if page.envelope is None else _list(page, page.envelope, nodes)
    text = orjson.dumps({"@context": CONTEXT, **found})
    for sign, spelt in _INERT:
        text = text.replace(sign, spelt)
    return text


def _list(page: Page, envelope: Mapping[str, Any], nodes: list[Node]) -> Node:
    return _told(
        {
            "@type": "ItemList",
            "@id": page.path,
            "numberOfItems": envelope.get("count"),
            "itemListElement": nodes,
        }
    )


def _told(node: Node) -> Node:
    """The node without what is not known."""
    return {name: value for name, value in node.items() if value is not None and value != []}


def _book(book: Thing) -> Node:
    return _told(
        {
            "@type": "Book",
            "@id": f"/api/v2/books/{book['id']}",
            "isbn": book["isbn"],
            "name": book["title"],
            "alternativeHeadline": book["subtitle"],
            "author": [_reference("Person", "authors", author) for author in book["authors"]],
            "numberOfPages": book["pages"],
            "bookFormat": f"{CONTEXT}{_FORMS[book['format']]}" if book["format"] in _FORMS else None,
            **_sold(book),
        }
    )


def _magazine(magazine: Thing) -> Node:
    """A periodical, or the issue of one."""
    at, periodical = f"/api/v2/magazines/{magazine['id']}", {"@type": "Periodical", "issn": magazine["issn"]}
    if magazine["issue"] is None:
        return _told({**periodical, "@id": at, "name": magazine["title"], **_sold(magazine)})
    return _told(
        {
            "@type": "PublicationIssue",
            "@id": at,
            "name": magazine["title"],
            "issueNumber": magazine["issue"],
            "isPartOf": _told({**periodical, "name": magazine["title"]}),
            **_sold(magazine),
        }
    )


def _author(author: Thing) -> Node:
    return _told(
        {
            "@type": "Person",
            "@id": f"/api/v2/authors/{author['id']}",
            "name": author["name"],
            "alternateName": author["sort_name"],
            "birthDate": _year(author["born"]),
            "deathDate": _year(author["died"]),
            "description": author["biography"],
        }
    )


def _sold(thing: Thing) -> Node:
    """What books and magazines have in common."""
    publisher, cover = thing["publisher"], thing["cover"]
    return {
        "publisher": publisher and _reference("Organization", "publishers", publisher),
        "genre": [category["name"] for category in thing["categories"]],
        "inLanguage": thing["language"],
        "datePublished": _year(thing["year"]),
        "description": thing["description"],
        "image": cover and cover["url"],
        "offers": _offer(thing),
    }


def _offer(thing: Thing) -> Node:
    price = thing["price"] or {}
    return _told(
        {
            "@type": "Offer",
            "price": price.get("amount"),
            "priceCurrency": price.get("currency"),
            "availability": f"{CONTEXT}{'InStock' if thing['stock'] else 'OutOfStock'}",
            "inventoryLevel": {"@type": "QuantitativeValue", "value": thing["stock"]},
        }
    )


def _reference(kind: str, place: str, ref: Thing) -> Node:
    return {"@type": kind, "@id": f"/api/v2/{place}/{ref['id']}", "name": ref["name"]}


def _year(year: int | None) -> str | None:
    """A year as ISO 8601 writes it: four digits, behind a sign where it is negative."""
    return None if year is None else f"{year:05}" if year < 0 else f"{year:04}"


_MAKERS = {"book": _book, "magazine": _magazine, "author": _author}

"""OPDS 2.0 out: feeds and single publications, in JSON."""

from collections.abc import Iterator
from typing import Any

import orjson

from bookstore.formats import feeds
from bookstore.formats.feeds import Catalogue, Facet, Feed, Thing, Way

FEED = "application/opds+json"
PUBLICATION = "application/opds-publication+json"
KINDS = {"ebook": "http://schema.org/EBook", "audiobook": "http://schema.org/Audiobook"}
NO_COVER = {"href": "/static/no-cover.png", "type": "image/png", "width": 160, "height": 240}
"""Each publication has to have a picture that all apps can show."""

Json = dict[str, Any]


def feed(page: Feed) -> bytes:
    """The page as a feed."""
    told = {"numberOfItems": page.count, "itemsPerPage": page.size, "currentPage": page.number}
    found: Json = {"metadata": {"title": page.title, "modified": page.updated} | _known(told), "links": _links(page)}
    if page.books is None:
        found["navigation"] = [_way(page.catalogue, way) for way in page.ways]
    else:
        found["publications"] = [publication(page.catalogue, book) for book in page.books]
    if page.facets:
        found["facets"] = [_facet(facet) for facet in page.facets]
    return orjson.dumps(found)


def entry(catalogue: Catalogue, book: Thing) -> bytes:
    """A book as a publication by itself."""
    return orjson.dumps(publication(catalogue, book))


def publication(catalogue: Catalogue, book: Thing) -> Json:
    """A book as a publication."""
    return {
        "metadata": _known(_metadata(catalogue, book)),
        "links": [
            {"rel": "self", "href": catalogue.to(f"/books/{book['id']}"), "type": PUBLICATION},
            {"rel": feeds.BUY, "href": feeds.shop(book), "type": "application/json", "properties": _offer(book)},
        ],
        "images": list(_images(book)),
    }


def _metadata(catalogue: Catalogue, book: Thing) -> Json:
    year, publisher = feeds.year(book), book["publisher"]
    return {
        "@type": KINDS.get(book["format"], "http://schema.org/Book"),
        "identifier": feeds.urn(book) or catalogue.name_of(book),
        "title": book["title"],
        "subtitle": book["subtitle"],
        "author": [_linked(catalogue, author["name"], f"/authors/{author['id']}") for author in book["authors"]]
        or None,
        "publisher": publisher and {"name": publisher["name"]},
        "language": book["language"],
        "published": year and f"{year}-01-01",
        "modified": book["updated_at"],
        "numberOfPages": book["pages"],
        "description": book["description"],
        "subject": [_subject(catalogue, category) for category in book["categories"]] or None,
    }


def _linked(catalogue: Catalogue, name: str, path: str) -> Json:
    return {"name": name, "links": [{"href": catalogue.to(path), "type": FEED}]}


def _subject(catalogue: Catalogue, category: Thing) -> Json:
    return _linked(catalogue, category["name"], f"/categories/{category['slug']}") | {"code": category["slug"]}


def _offer(book: Thing) -> Json:
    """What the link to buy a book says of it; an amount is written digit by digit, as it is."""
    price = book["price"]
    offer: Json = {"availability": {"state": feeds.state(book)}, "copies": {"available": book["stock"]}}
    if price:
        offer["price"] = {"value": orjson.Fragment(price["amount"]), "currency": price["currency"]}
    return offer


def _images(book: Thing) -> Iterator[Json]:
    """The cover, large ones first, and a stand-in where there is none that all apps can show."""
    if cover := book["cover"]:
        for picture in {each["url"]: each for each in (cover, *reversed(cover["thumbnails"]))}.values():
            yield {
                "href": picture["url"],
                "type": book["cover_type"],
                "width": picture["width"],
                "height": picture["height"],
            }
    if book["cover_type"] not in feeds.SHOWN_BY_ALL:
        yield NO_COVER


def _links(page: Feed) -> list[Json]:
    catalogue = page.catalogue
    search = {"rel": "search", "href": catalogue.to("/search{?query}"), "type": FEED, "templated": True}
    found = [("self", page.url), ("start", catalogue.to("")), *page.pages.items()]
    if page.up:
        found.append(("up", catalogue.to(page.up.path)))
    return [{"rel": rel, "href": url, "type": FEED} for rel, url in found if url is not None] + [search]


def _way(catalogue: Catalogue, way: Way) -> Json:
    found: Json = {"rel": way.rel, "href": catalogue.to(way.path), "title": way.title, "type": FEED}
    return found if way.count is None else found | {"properties": {"numberOfItems": way.count}}


def _facet(facet: Facet) -> Json:
    links: list[Json] = []
    for choice in facet.choices:
        link: Json = {"href": choice.url, "title": choice.title, "type": FEED}
        link |= {"rel": "self"} if choice.active else {}
        links.append(link if choice.count is None else link | {"properties": {"numberOfItems": choice.count}})
    return {"metadata": {"title": facet.title}, "links": links}


def _known(values: Json) -> Json:
    return {name: value for name, value in values.items() if value is not None}

"""OPDS 1.2 out: feeds and entries of Atom (RFC 4287), and the description of the search."""

from typing import Any

from lxml import etree

from bookstore.formats import feeds
from bookstore.formats.feeds import Catalogue, Feed, Thing, Way
from bookstore.formats.xml_records import Element

_PROFILE = "application/atom+xml;profile=opds-catalog"
NAVIGATION, ACQUISITION = f"{_PROFILE};kind=navigation", f"{_PROFILE};kind=acquisition"
ENTRY = "application/atom+xml;type=entry;profile=opds-catalog"
DESCRIPTION = "application/opensearchdescription+xml"

ATOM, DC = "http://www.w3.org/2005/Atom", "http://purl.org/dc/terms/"
OPDS, THREAD = "http://opds-spec.org/2010/catalog", "http://purl.org/syndication/thread/1.0"
SEARCH = "http://a9.com/-/spec/opensearch/1.1/"
_PREFIXES = {None: ATOM, "dc": DC, "opds": OPDS, "opensearch": SEARCH, "thr": THREAD}

FACET, IMAGE, THUMBNAIL = (f"http://opds-spec.org/{name}" for name in ("facet", "image", "image/thumbnail"))


def feed(page: Feed) -> bytes:
    """The page as a feed."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap=_PREFIXES)
    _put(root, "id", page.catalogue.name(page.path))
    _put(root, "title", page.title)
    _put(root, "updated", page.updated)
    _put(etree.SubElement(root, f"{{{ATOM}}}author"), "name", feeds.NAME)
    kind = NAVIGATION if page.books is None else ACQUISITION
    _put_links(root, page, kind)
    _put_facets(root, page)
    for name, number in (("totalResults", page.count), ("itemsPerPage", page.size)):
        _put(root, name, None if number is None else str(number), SEARCH)
    for way in page.ways:
        _put_way(etree.SubElement(root, f"{{{ATOM}}}entry"), page.catalogue, way)
    for book in page.books or ():
        _put_book(etree.SubElement(root, f"{{{ATOM}}}entry"), page.catalogue, book)
    return _written(root)


def entry(catalogue: Catalogue, book: Thing) -> bytes:
    """A book as an entry by itself."""
    root = etree.Element(f"{{{ATOM}}}entry", nsmap=_PREFIXES)
    if not book["authors"]:
        _put(etree.SubElement(root, f"{{{ATOM}}}author"), "name", feeds.NAME)  # an entry without a feed needs one
    _put_book(root, catalogue, book)
    return _written(root)


def description(catalogues: dict[str, Catalogue]) -> bytes:
    """How to search catalogues, by the media types of what they answer; its URLs have to be absolute."""
    root = etree.Element(f"{{{SEARCH}}}OpenSearchDescription", nsmap={None: SEARCH})
    for name, text in (("ShortName", feeds.NAME), ("Description", "Books by words, or by beginnings of words.")):
        _put(root, name, text, SEARCH)
    for kind, catalogue in catalogues.items():
        template = f"{catalogue.site}{catalogue.to('/search')}?query={{searchTerms}}"
        etree.SubElement(root, f"{{{SEARCH}}}Url", type=kind, template=template)
    _put(root, "InputEncoding", "UTF-8", SEARCH)
    return _written(root)


def _written(root: Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _put(parent: Element, name: str, text: str | None, namespace: str = ATOM, **attributes: str) -> None:
    """An element, where there is something to say."""
    if text:
        etree.SubElement(parent, f"{{{namespace}}}{name}", attributes).text = text


def _link(parent: Element, rel: str, url: str, kind: str, **attributes: str) -> Element:
    return etree.SubElement(parent, f"{{{ATOM}}}link", {"rel": rel, "href": url, "type": kind} | attributes)


def _put_links(root: Element, page: Feed, kind: str) -> None:
    catalogue = page.catalogue
    _link(root, "self", page.url, kind)
    _link(root, "start", catalogue.to(""), NAVIGATION)
    _link(root, "search", catalogue.to("/opensearch.xml"), DESCRIPTION)
    if page.up:
        _link(root, "up", catalogue.to(page.up.path), NAVIGATION)
    for rel, url in page.pages.items():
        if url is not None:
            _link(root, rel, url, kind)


def _put_facets(root: Element, page: Feed) -> None:
    for facet in page.facets:
        for choice in facet.choices:
            link = _link(root, FACET, choice.url, ACQUISITION, title=choice.title)
            link.set(f"{{{OPDS}}}facetGroup", facet.title)
            if choice.active:
                link.set(f"{{{OPDS}}}activeFacet", "true")
            if choice.count is not None:
                link.set(f"{{{THREAD}}}count", str(choice.count))


def _put_way(element: Element, catalogue: Catalogue, way: Way) -> None:
    _put(element, "id", catalogue.name(way.path))
    _put(element, "title", way.title)
    _put(element, "updated", way.updated)
    _put(element, "content", way.about, type="text")
    link = _link(element, way.rel, catalogue.to(way.path), NAVIGATION if way.branches else ACQUISITION)
    if way.count is not None:
        link.set(f"{{{THREAD}}}count", str(way.count))


def _put_book(element: Element, catalogue: Catalogue, book: Thing) -> None:
    _put(element, "id", catalogue.name_of(book))
    title, subtitle = book["title"], book["subtitle"]
    _put(element, "title", f"{title}: {subtitle}" if subtitle else title)
    for author in book["authors"]:
        person = etree.SubElement(element, f"{{{ATOM}}}author")
        _put(person, "name", author["name"])
        _put(person, "uri", catalogue.to(f"/authors/{author['id']}"))
    _put(element, "published", book["created_at"])
    _put(element, "updated", book["updated_at"])
    for category in book["categories"]:
        scheme = f"{catalogue.site}{catalogue.to('/categories')}"
        label = {"term": category["slug"], "label": category["name"], "scheme": scheme}
        etree.SubElement(element, f"{{{ATOM}}}category", label)
    for name, text in _terms(book).items():
        _put(element, name, text, DC)
    _put(element, "content", book["description"], type="text")
    _put_ways_to(element, catalogue, book)


def _terms(book: Thing) -> dict[str, Any]:
    """What Dublin Core has words for."""
    return {
        "identifier": feeds.urn(book),
        "publisher": book["publisher"] and book["publisher"]["name"],
        "language": book["language"],
        "issued": feeds.year(book),
        "extent": book["pages"] and f"{book['pages']} pages",
    }


def _put_ways_to(element: Element, catalogue: Catalogue, book: Thing) -> None:
    """The links of a book: to its pictures, to itself, and to where it is sold."""
    cover, kind = book["cover"], book["cover_type"]
    if cover and kind in feeds.SHOWN_BY_ALL:
        _link(element, IMAGE, cover["url"], kind)
        thumbnails = cover["thumbnails"]
        _link(element, THUMBNAIL, (thumbnails[len(thumbnails) // 2] if thumbnails else cover)["url"], kind)
    for rel in ("self", "alternate"):  # Atom asks for an alternate where there is no description
        _link(element, rel, catalogue.to(f"/books/{book['id']}"), ENTRY)
    offer = _link(element, feeds.BUY, feeds.shop(book), "application/json")
    if book["price"]:
        _put(offer, "price", book["price"]["amount"], OPDS, currencycode=book["price"]["currency"])
    etree.SubElement(offer, f"{{{OPDS}}}availability", status=feeds.state(book))
    etree.SubElement(offer, f"{{{OPDS}}}copies", available=str(book["stock"]))

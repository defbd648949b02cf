"""Reading apps: they go from link to link, and complain of whatever their version of OPDS does not allow."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

from lxml import etree

ATOM, OPDS = "{http://www.w3.org/2005/Atom}", "{http://opds-spec.org/2010/catalog}"
DC, THREAD = "{http://purl.org/dc/terms/}", "{http://purl.org/syndication/thread/1.0}"
SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
PROFILE = "application/atom+xml;profile=opds-catalog"
ENTRY = "application/atom+xml;type=entry;profile=opds-catalog"
BUY = "http://opds-spec.org/acquisition/buy"
KINDS = ("search", "http://opds-spec.org/sort/new", "subsection")


class Book(NamedTuple):
    """A book as an app shows it."""

    title: str
    isbn: str | None
    authors: tuple[str, ...]
    price: tuple[str, str] | None
    state: str
    url: str


class Page(NamedTuple):
    """A page as an app shows it: where it leads, by relation or by title, and what is on it."""

    title: str
    links: dict[str, str]
    ways: dict[str, str]
    books: list[Book]
    facets: dict[str, dict[str, tuple[str, bool, int | None]]]
    count: int | None


class App(ABC):
    """What apps have in common."""

    root: str

    def __init__(self, client: Any, checker: Any) -> None:
        self.client, self.checker = client, checker

    def get(self, url: str, kind: str) -> Any:
        """The document at a URL, which has to be of this media type."""
        answer = self.client.get(url)
        assert answer.status_code == 200, answer.text
        assert answer.content_type == kind, url
        return answer

    def walk(self, url: str, rel: str = "next") -> list[Page]:
        """The page and all that follow it."""
        pages = [self.page(url)]
        while rel in pages[-1].links:
            assert len(pages) < 20, "it goes round in circles"
            pages.append(self.page(pages[-1].links[rel]))
        return pages

    @abstractmethod
    def page(self, url: str) -> Page:
        """The page at a URL."""

    @abstractmethod
    def leads(self, url: str) -> set[tuple[str, str]]:
        """All links at a URL: where they lead, and the media type that is to be there."""


class JsonApp(App):
    """Reads OPDS 2.0."""

    root = "/opds/v2"

    def document(self, url: str, kind: str = "application/opds+json") -> dict[str, Any]:
        """The document at a URL, after its validation."""
        found: dict[str, Any] = self.get(url, kind).get_json(force=True)
        assert [f"{error.json_path}: {error.message}" for error in self.checker.iter_errors(found)] == []
        return found

    def page(self, url: str) -> Page:
        """The feed at a URL."""
        feed = self.document(url)
        links = {link["rel"]: link["href"] for link in feed["links"]}
        assert links["self"] == url
        return Page(
            feed["metadata"]["title"],
            links,
            {way["title"]: way["href"] for way in feed.get("navigation", ())},
            [self.read(found) for found in feed.get("publications", ())],
            {facet["metadata"]["title"]: dict(map(self._choice, facet["links"])) for facet in feed.get("facets", ())},
            feed["metadata"].get("numberOfItems"),
        )

    def leads(self, url: str) -> set[tuple[str, str]]:
        """All links of a document, wherever in it, but for templates."""
        return set(self._links(self.client.get(url).get_json(force=True)))

    def _links(self, part: Any) -> Iterator[tuple[str, str]]:
        if isinstance(part, dict) and "href" in part and not part.get("templated"):
            yield part["href"], part["type"]
        for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
            yield from self._links(inner)

    def book(self, url: str) -> Book:
        """The publication at a URL."""
        return self.read(self.document(url, "application/opds-publication+json"))

    def search(self, words: str) -> str:
        """The URL of a search."""
        return self.page(self.root).links["search"].replace("{?query}", f"?query={words}")

    @staticmethod
    def _choice(link: dict[str, Any]) -> tuple[str, tuple[str, bool, int | None]]:
        return link["title"], (link["href"], "rel" in link, link.get("properties", {}).get("numberOfItems"))

    @staticmethod
    def read(found: dict[str, Any]) -> Book:
        """A publication."""
        told, links = found["metadata"], {link["rel"]: link for link in found["links"]}
        offer = links[BUY]["properties"]
        price = (f"{offer['price']['value']:.2f}", offer["price"]["currency"]) if "price" in offer else None
        isbn = told["identifier"].removeprefix("urn:isbn:") if "isbn" in told["identifier"] else None
        authors = tuple(author["name"] for author in told.get("author", ()))
        return Book(told["title"], isbn, authors, price, offer["availability"]["state"], links["self"]["href"])


class AtomApp(App):
    """Reads OPDS 1.2."""

    root = "/opds"

    def page(self, url: str) -> Page:
        """The feed at a URL."""
        answer = self.client.get(url)
        assert answer.status_code == 200, answer.text
        feed = etree.fromstring(answer.data, self.checker)
        entries = feed.findall(f"{ATOM}entry")
        self._check(feed, "feed")
        links = {link.get("rel"): link for link in feed.findall(f"{ATOM}link")}
        kind = answer.content_type
        assert (links["self"].get("href"), links["self"].get("type")) == (url, kind)
        is_books = kind == f"{PROFILE};kind=acquisition"
        assert is_books or kind == f"{PROFILE};kind=navigation"
        facets: dict[str, dict[str, tuple[str, bool, int | None]]] = {}
        for link in feed.findall(f"{ATOM}link[@rel='http://opds-spec.org/facet']"):
            count = link.get(f"{THREAD}count")
            active = link.get(f"{OPDS}activeFacet") == "true"
            group = facets.setdefault(link.get(f"{OPDS}facetGroup"), {})
            group[link.get("title")] = (link.get("href"), active, count and int(count))
        assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)
        total = feed.findtext(f"{SEARCH}totalResults")
        return Page(
            feed.findtext(f"{ATOM}title"),
            {rel: link.get("href") for rel, link in links.items()},
            {} if is_books else {entry.findtext(f"{ATOM}title"): self._way(entry) for entry in entries},
            [self.read(entry) for entry in entries] if is_books else [],
            facets,
            total and int(total),
        )

    def leads(self, url: str) -> set[tuple[str, str]]:
        """All links of a document, wherever in it."""
        root = etree.fromstring(self.client.get(url).data, self.checker)
        return {(link.get("href"), link.get("type")) for link in root.iter(f"{ATOM}link")}

    def book(self, url: str) -> Book:
        """The entry at a URL."""
        return self.read(self.entry(url))

    def entry(self, url: str) -> Any:
        """The entry at a URL, as XML."""
        found = etree.fromstring(self.get(url, ENTRY).data, self.checker)
        assert found.findtext(f"{ATOM}author/{ATOM}name")
        self._check(found, "entry")
        return found

    def search(self, words: str) -> str:
        """The URL of a search."""
        url = self.page(self.root).links["search"]
        described = etree.fromstring(self.get(url, "application/opensearchdescription+xml").data)
        template = described.find(f"{SEARCH}Url[@type='{PROFILE};kind=acquisition']").get("template")
        assert len(described.findtext(f"{SEARCH}ShortName")) <= 16
        return template.removeprefix("http://127.0.0.1:8000").replace("{searchTerms}", words)

    def read(self, entry: Any) -> Book:
        """An entry about a book."""
        self._check(entry, "entry")
        offer, me = (entry.find(f"{ATOM}link[@rel='{rel}']") for rel in (BUY, "alternate"))
        price = offer.find(f"{OPDS}price")
        isbn = entry.findtext(f"{DC}identifier")
        assert me.get("type") == ENTRY
        return Book(
            entry.findtext(f"{ATOM}title"),
            isbn and isbn.removeprefix("urn:isbn:"),
            tuple(author.findtext(f"{ATOM}name") for author in entry.findall(f"{ATOM}author")),
            None if price is None else (price.text, price.get("currencycode")),
            offer.find(f"{OPDS}availability").get("status"),
            me.get("href"),
        )

    @staticmethod
    def _way(entry: Any) -> str:
        (link,) = entry.findall(f"{ATOM}link")
        assert link.get("rel") in KINDS
        assert link.get("type").startswith(PROFILE)
        return link.get("href")

    @staticmethod
    def _check(element: Any, name: str) -> None:
        """RFC 4287: each has one id, one title and one moment; links say where they lead."""
        assert element.tag == f"{ATOM}{name}"
        for child in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{child}")) == 1
        assert UUID(element.findtext(f"{ATOM}id").removeprefix("urn:uuid:"))
        assert element.findtext(f"{ATOM}updated").endswith("Z")
        for link in element.findall(f"{ATOM}link"):
            assert link.get("href")
            assert link.get("type")

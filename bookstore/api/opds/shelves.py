"""The ways into a catalogue: its root, and lists of categories and of authors."""

from collections.abc import Mapping
from typing import Any

from flask import Response

from bookstore.api.access import ANYONE
from bookstore.api.opds import dialects, pages, urls
from bookstore.api.opds.blueprint import blp, sent, serves
from bookstore.api.opds.dialects import ATOM, Dialect, Written
from bookstore.api.opds.parameters import Walk
from bookstore.formats import feeds
from bookstore.formats.feeds import Feed, Way
from bookstore.schemas.author import Author
from bookstore.schemas.category import Category
from bookstore.services import authors, categories

ROOT = Way(feeds.NAME, "", "All there is.", branches=True)
NEW = Way("New books", "/new", "The latest arrivals first.", rel=feeds.NEW)
ALL = Way("All books", "/books", "By title, or sorted by year or price.")
CATEGORIES = Way("Categories", "/categories", "The shelves of the shop.", branches=True)
AUTHORS = Way("Authors", "/authors", "By name.", branches=True)


@serves("")
def show_root(dialect: Dialect, _query: dict[str, Any]) -> Written:
    """The ways into the catalogue."""
    page = Feed(dialects.catalogue(dialect), ROOT.title, "", urls.here(), ways=(NEW, ALL, CATEGORIES, AUTHORS))
    return dialect.feed(page)


@serves("/categories", Walk)
def list_categories(dialect: Dialect, query: dict[str, Any]) -> Written:
    """The categories by name."""
    listing = categories.find(sort=["name"])
    return pages.ways(
        dialect, title=CATEGORIES.title, listing=listing, schema=Category, query=query, way=_to_category, up=ROOT
    )


@serves("/authors", Walk)
def list_authors(dialect: Dialect, query: dict[str, Any]) -> Written:
    """The authors by name."""
    listing = authors.find(sort=["name"])
    return pages.ways(
        dialect, title=AUTHORS.title, listing=listing, schema=Author, query=query, way=_to_author, up=ROOT
    )


@blp.get(f"{ATOM.base}/opensearch.xml")
@blp.access(ANYONE)
def describe_search() -> Response:
    """How to search."""
    return sent(dialects.description())


def _to_category(category: Mapping[str, Any]) -> Way:
    path, name = f"/categories/{category['slug']}", category["name"]
    return Way(name, path, f"Books in the category {name}.", updated=category["updated_at"])


def _to_author(author: Mapping[str, Any]) -> Way:
    path, name = f"/authors/{author['id']}", author["name"]
    return Way(name, path, f"Books by {name}.", count=author["book_count"], updated=author["updated_at"])

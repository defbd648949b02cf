"""Books in a catalogue: lists of them, what a search finds, and each by itself."""

from collections.abc import Mapping
from typing import Any

import marshmallow as ma
import orjson
from sqlalchemy import Select

from bookstore.api import representation
from bookstore.api.limits.scopes import SEARCH
from bookstore.api.opds import dialects, pages
from bookstore.api.opds.blueprint import serves
from bookstore.api.opds.dialects import Dialect, Written
from bookstore.api.opds.parameters import AllBooks, FoundBooks, NewBooks, ShelvedBooks
from bookstore.api.opds.shelves import ALL, AUTHORS, CATEGORIES, NEW, ROOT
from bookstore.schemas.author import Author
from bookstore.schemas.category import Category
from bookstore.schemas.offers import OfferedBook
from bookstore.services import authors, books, categories

FILTERS = ("category", "language", "in_stock")
BY_TITLE = {"sort": "title"}


@serves("/new", NewBooks)
def list_new_books(dialect: Dialect, query: dict[str, Any]) -> Written:
    """The latest arrivals."""
    listing = books.find(sort=["-id"], **_filters(query))
    return pages.books(dialect, title=NEW.title, listing=listing, query=query, parameters=NewBooks, up=ROOT)


@serves("/books", AllBooks)
def list_books(dialect: Dialect, query: dict[str, Any]) -> Written:
    """All books."""
    query = BY_TITLE | query
    listing = books.find(sort=[query["sort"]], **_filters(query))
    return pages.books(dialect, title=ALL.title, listing=listing, query=query, parameters=AllBooks, up=ROOT)


@serves("/categories/<slug:slug>", ShelvedBooks)
def list_books_of_category(dialect: Dialect, query: dict[str, Any], slug: str) -> Written:
    """The books in a category."""
    query, name = BY_TITLE | query, _name(categories.one(slug), Category)
    listing = books.find(sort=[query["sort"]], category=slug, **_filters(query))
    return pages.books(dialect, title=name, listing=listing, query=query, parameters=ShelvedBooks, up=CATEGORIES)


@serves("/authors/<id:author_id>", AllBooks)
def list_books_of_author(dialect: Dialect, query: dict[str, Any], author_id: int) -> Written:
    """The books of an author."""
    query, name = BY_TITLE | query, _name(authors.one(author_id), Author)
    listing = authors.books_of(author_id, sort=[query["sort"]], **_filters(query))
    return pages.books(dialect, title=name, listing=listing, query=query, parameters=AllBooks, up=AUTHORS)


@serves("/search", FoundBooks, scope=SEARCH)
def search_books(dialect: Dialect, query: dict[str, Any]) -> Written:
    """What a search finds; all books without one."""
    words, sort, query = query.get("query"), [query["sort"]] if "sort" in query else [], {"page": 1} | query
    title = ALL.title if words is None else f"Search: {words}"
    listing = books.find(q=words, sort=sort, **_filters(query))
    return pages.books(dialect, title=title, listing=listing, query=query, parameters=FoundBooks, up=ROOT)


@serves("/books/<id:book_id>")
def show_book(dialect: Dialect, _query: dict[str, Any], book_id: int) -> Written:
    """One book."""
    found = representation.find(books.one(book_id), OfferedBook)
    return dialect.entry(dialects.catalogue(dialect), orjson.loads(found.body))


def _filters(query: Mapping[str, Any]) -> dict[str, Any]:
    return {name: query[name] for name in FILTERS if name in query}


def _name(statement: Select[Any], schema: type[ma.Schema]) -> str:
    found = orjson.loads(representation.find(statement, schema).body)
    return str(found["name"])

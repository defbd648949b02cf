"""Books: finding and keeping them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select

from bookstore.errors import Conflict, Refusal
from bookstore.extensions import db
from bookstore.models import Author, Authorship, Book
from bookstore.models.product import search_document
from bookstore.models.types import SearchDocument
from bookstore.services import attachments, files, holdings, keeping, products
from bookstore.services.created import Created
from bookstore.services.holdings import Holding
from bookstore.services.listing import Facet, Listing
from bookstore.services.transaction import SHOWN, writing

SORTS = products.SORTS


def _with_authors(statement: Select[Any]) -> Select[Any]:
    joined = statement.join(Authorship, Authorship.product_id == Book.id)
    return joined.join(Author, Author.id == Authorship.author_id)


FACETS = products.FACETS | {
    "format": Facet(Book.format),
    "author": Facet(Author.id, _with_authors, label=Author.name),
}


FILTERS: products.Filters = products.FILTERS | {
    "isbn": Book.isbn.in_,
    "author": lambda author_id: Book.id.in_(select(Authorship.product_id).where(Authorship.author_id == author_id)),
    "format": lambda name: Book.format == name,
}


def find(*, q: str | None = None, sort: Sequence[str] = (), **filters: Any) -> Listing:
    """The books that pass all filters; the best matches of `q` first, unless `sort` says otherwise."""
    return products.listing(Book, FILTERS, FACETS, filters, q=q, sort=sort)


def one(book_id: int) -> Select[Any]:
    """One book."""
    return select(Book).where(Book.id == book_id)


def with_isbn(isbn: str) -> Select[Any]:
    """The book that has an ISBN of thirteen digits."""
    return select(Book).where(Book.isbn == isbn)


def refuse_taken(isbn: str) -> None:
    """Conflict names the book that has an ISBN, for who would rather know before others are asked."""
    if refusal := _taken({"isbn": isbn}):
        raise refusal


def create(values: Mapping[str, Any]) -> Created:
    """A new book; Conflict names the one that has its ISBN."""
    with writing(lambda: _taken(values), names=SHOWN):
        book = holdings.filled(holdings.nothing(Book), values)
        made = keeping.add(book, document(book))
    return Created(Book, made)


def change(book_id: int, values: Mapping[str, Any], *, version: int | None = None) -> Select[Any]:
    """A book with these of its values changed."""
    with writing(lambda: _taken(values, book_id), names=SHOWN):
        keeping.change(Book, book_id, values, document, version=version)
    return one(book_id)


def delete(book_id: int, *, version: int | None = None) -> None:
    """No such book any more."""
    with writing(names=SHOWN):
        keeping.lock(Book, book_id, version)
        attachments.forget(book_id)
        keeping.delete(book_id)
    files.tidy()


def document(book: Holding) -> SearchDocument:
    """What search finds a book by."""
    return search_document(
        title=book["title"],
        subtitle=book["subtitle"],
        people=[author.name for author in book.authors],
        publisher=book.publisher and book.publisher.name,
        number=book["isbn"],
    )


def _taken(values: Mapping[str, Any], changed: int | None = None) -> Refusal | None:
    """The refusal that names another book with this ISBN, if there is one."""
    isbn = values.get("isbn")
    first = isbn and db.session.scalar(select(Book.id).where(Book.isbn == isbn, Book.id.is_distinct_from(changed)))
    return Conflict(f"Book {first} has the ISBN {isbn}.", pointer="/isbn") if first else None

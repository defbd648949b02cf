"""Books: finding and keeping them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select

from bookstore.errors import Conflict, Refusal
from bookstore.extensions import db
from bookstore.models import Author, Authorship, Book
from bookstore.models.product import search_document
from bookstore.services import attachments, files, names, products
from bookstore.services.created import Created
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
        book = Book(authorships=[], categories=[], publisher=None)
        fill(book, values)
        db.session.add(book)
    return Created(book, one(book.id))


def change(book_id: int, values: Mapping[str, Any], *, version: int | None = None) -> Select[Any]:
    """A book with these of its values changed."""
    with writing(lambda: _taken(values, book_id), names=SHOWN):
        fill(products.for_writing(Book, book_id, version), values)
    return one(book_id)


def delete(book_id: int, *, version: int | None = None) -> None:
    """No such book any more."""
    with writing(names=SHOWN):
        book = products.for_writing(Book, book_id, version)
        attachments.forget(book_id)
        db.session.delete(book)
    files.tidy()


def fill(book: Book, values: Mapping[str, Any]) -> None:
    """Write values of the wire shape into a book, and let it be found by them. Nothing here commits."""
    before = products.state(book, values)
    products.fill(book, {name: value for name, value in values.items() if name != "authors"})
    if "authors" in values:
        _sign(book, names.authors(values["authors"]))
    if products.state(book, values) != before:
        _index(book)


def _index(book: Book) -> None:
    """Let a book be found by what it shows now; the row is written, whatever of it has changed."""
    writers = [place.author.name for place in book.authorships]
    publisher = book.publisher.name if book.publisher else None
    book.search = search_document(
        title=book.title, subtitle=book.subtitle, people=writers, publisher=publisher, number=book.isbn
    )


def _sign(book: Book, authors: Sequence[Author]) -> None:
    """Put these names on the title page, in this order; nothing is written when they stand there already."""
    if [place.author for place in book.authorships] != list(authors):
        book.authorships.clear()
        db.session.flush()
        book.authorships.extend(Authorship(author=author, position=place) for place, author in enumerate(authors))


def _taken(values: Mapping[str, Any], changed: int | None = None) -> Refusal | None:
    """The refusal that names another book with this ISBN, if there is one."""
    isbn = values.get("isbn")
    first = isbn and db.session.scalar(select(Book.id).where(Book.isbn == isbn, Book.id.is_distinct_from(changed)))
    return Conflict(f"Book {first} has the ISBN {isbn}.", pointer="/isbn") if first else None

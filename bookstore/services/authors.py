"""Authors: finding and keeping them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import uuid4

from sqlalchemy import Integer, Select, func, literal_column, select

from bookstore.errors import Conflict, Invalid
from bookstore.extensions import db
from bookstore.models import Author, Authorship
from bookstore.models.product import MISSING_YEAR
from bookstore.services import books, queries, search
from bookstore.services.created import Created
from bookstore.services.listing import Listing, OrderKey, Sorts, both_ways, ordered, whole
from bookstore.services.names import with_words
from bookstore.services.transaction import CHANGED, locked, writing
from bookstore.values.text import name_key

_author = Author.__table__.c
_no_year = literal_column(str(MISSING_YEAR), Integer())

SORTS: Sorts = {
    "id": both_ways(_author.id),
    "name": both_ways(_author.name_words),
    "born": (
        OrderKey(func.coalesce(_author.born, _no_year, type_=Integer)),
        OrderKey(func.coalesce(-_author.born, _no_year, type_=Integer)),
    ),
    "created_at": both_ways(_author.created_at),
    "updated_at": both_ways(_author.updated_at),
}


def find(*, q: str | None = None, sort: Sequence[str] = ()) -> Listing:
    """The authors whose names hold every word of `q`, or a word that starts with it."""
    statement = whole(Author)
    if q is not None:
        statement = with_words(statement, _author.name_words, q)
    return Listing(Author, statement, ordered(SORTS, sort, _author.id))


def one(author_id: int) -> Select[Any]:
    """One author."""
    return select(Author).where(Author.id == author_id)


def is_one(name: str) -> bool:
    """Whether there is an author of this name, however it is capitalised."""
    return queries.first(select(_author.id).where(_author.name_key == name_key(name)).limit(1)) is not None


def books_of(author_id: int, **filters: Any) -> Listing:
    """The books of an author."""
    return replace(books.find(author=author_id, **filters), of=select(Author.id).where(Author.id == author_id))


def create(values: Mapping[str, Any]) -> Created:
    """A new author; others of the same name may exist, so that each has a key of its own."""
    with writing():
        author = Author(**values, key=_new_key())
        _check_years(author)
        db.session.add(author)
    return Created(Author, author)


def change(author_id: int, values: Mapping[str, Any], *, version: int | None = None) -> Select[Any]:
    """An author with these values changed; a new name is shown and found in all books."""
    with writing(names=CHANGED):
        author = locked(one(author_id), version, f"author {author_id}")
        renamed = values.get("name", author.name) != author.name
        for name, value in values.items():
            setattr(author, name, value)
        if renamed and author.key is None:
            author.key = _new_key()  # there may be another of this name
        _check_years(author)
        db.session.flush()
        if renamed:
            search.reindex(select(Authorship.product_id).where(Authorship.author_id == author_id))
    return one(author_id)


def delete(author_id: int, *, version: int | None = None) -> None:
    """No such author any more; Conflict while there are books of theirs."""
    with writing(lambda: _has_books(author_id), names=CHANGED):
        db.session.delete(locked(one(author_id), version, f"author {author_id}"))


def _new_key() -> str:
    return f"bookstore:{uuid4().hex}"


def _check_years(author: Author) -> None:
    if author.born is not None and author.died is not None and author.died < author.born:
        raise Invalid("Nobody dies before being born.", pointer="/died")


def _has_books(author_id: int) -> Conflict:
    return Conflict(f"There are books by author {author_id} in the catalogue.")

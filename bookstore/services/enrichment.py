"""Gaps of the catalogue, filled with what others tell: only what is empty, a book a transaction."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, func, or_, select

from bookstore.errors import Conflict, NotFound, Unanswered
from bookstore.extensions import desk
from bookstore.models import Book, Lookup
from bookstore.services import books, holdings, keeping, lookups, queries
from bookstore.services.transaction import SHOWN, writing
from bookstore.values.lookups import ANSWERS

GIVEN_UP = "Nobody can be asked now: run it again later for the rest."

GAPS = ("description", "pages", "year", "language", "publisher_id")
"""What a book is looked up for when it is empty."""

FILLED = ("subtitle", "authors", "publisher", "language", "year", "pages", "description")
"""What is filled in where it is empty, once a book is looked up."""

PATIENCE = 5
"""Books in a row about which nobody could be asked, before it is given up for now."""


@dataclass
class Enrichment:
    """What came of it: books that were looked up, of them `found`, `filled` and `unanswered`; what was filled in.

    `ended` says that it was given up, since nobody could be asked any more.
    """

    books: int = 0
    found: int = 0
    filled: int = 0
    unanswered: int = 0
    values: Counter[str] = field(default_factory=Counter)
    ended: bool = False

    def as_json(self) -> dict[str, Any]:
        """The counts."""
        counts = {name: getattr(self, name) for name in ("books", "found", "filled", "unanswered")}
        return {**counts, "values": dict(self.values)}


Progress = Callable[[Enrichment], None]


def run(*, limit: int | None = None, dry_run: bool = False, progress: Progress = lambda _: None) -> Enrichment:
    """Look up books with gaps, first those that nobody was asked about, and fill them; `dry_run` changes no book."""
    if not desk.providers:
        raise Unanswered("Nobody is configured to be asked: see LOOKUP_PROVIDERS.")
    done, silent = Enrichment(), 0
    for book in _with_gaps(limit):
        answered = _enrich(book.id, book.isbn, done, dry_run=dry_run)
        silent = 0 if answered else silent + 1
        progress(done)
        if silent == PATIENCE:
            done.ended = True
            break
    return done


def _with_gaps(limit: int | None) -> Sequence[Row[Any]]:
    """The id and the ISBN of books with gaps: never asked about, then longest ago."""
    asked = select(Lookup.isbn, func.max(Lookup.asked_at).label("at")).group_by(Lookup.isbn).subquery()
    some = or_(*(getattr(Book, name).is_(None) for name in GAPS))
    found: Any = select(Book.id, Book.isbn).outerjoin(asked, asked.c.isbn == Book.isbn)
    found = found.where(Book.isbn.is_not(None), some)
    return queries.rows(found.order_by(asked.c.at.is_not(None), asked.c.at, Book.id).limit(limit))


def _enrich(book_id: int, isbn: str, done: Enrichment, *, dry_run: bool) -> bool:
    """Fill the gaps of one book; whether anybody gave an answer."""
    said = asyncio.run(lookups.consult(isbn))
    told, _ = lookups.merged(said)
    names = _fill(book_id, lookups.as_book(isbn, told), dry_run=dry_run) if told else ()
    answered = any(one.outcome in ANSWERS for one in said)
    done.books += 1
    done.found += bool(told)
    done.filled += bool(names)
    done.unanswered += not answered
    done.values.update(names)
    return answered


def _fill(book_id: int, told: Mapping[str, Any], *, dry_run: bool) -> tuple[str, ...]:
    """The names of what was empty and is told; nothing of a book that is gone, or another one, by now."""
    gaps: dict[str, Any] = {}
    try:
        with writing(names=SHOWN):
            held = keeping.hold(Book, book_id)
            book = held.holding
            if book["isbn"] == told["isbn"]:
                gaps = {name: told[name] for name in FILLED if told[name] and book[name] in (None, ())}
            if gaps and not dry_run:
                filled = holdings.filled(book, gaps)
                keeping.rewrite(held, filled, books.document(filled))
    except (NotFound, Conflict):
        return ()
    return tuple(gaps)

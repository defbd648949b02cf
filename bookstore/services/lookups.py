"""What others tell of an ISBN: remembered, asked for where nothing fresh is remembered, and merged."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Row, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from bookstore.errors import NotFound, Overdue, Unanswered
from bookstore.extensions import db, desk
from bookstore.lookups.merging import Merged, merge
from bookstore.lookups.provider import Answer
from bookstore.models import Lookup
from bookstore.models.base import now
from bookstore.models.types import instant_text
from bookstore.services import queries
from bookstore.services.transaction import writing
from bookstore.values.lookups import ANSWERS, FOUND, NO_MATCH, NOT_CONFIGURED, PROVIDERS, TIMEOUT

FRESH = {FOUND: timedelta(days=30), NO_MATCH: timedelta(days=1)}
"""How long an answer is not asked for again: books hardly change, but new ones become known."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Said:
    """What one provider said, now or earlier: `stale` where it did not answer now, and an old answer stands in."""

    provider: str
    outcome: str
    told: Mapping[str, Any] | None = None
    asked_at: datetime | None = None
    cached: bool = False
    stale: bool = False
    retry_after: int | None = None

    def shown(self) -> dict[str, Any]:
        """All but the words, by the names of the wire."""
        return {
            "provider": self.provider,
            "outcome": self.outcome,
            "asked_at": instant_text(self.asked_at) if self.asked_at else None,
            "cached": self.cached,
            "stale": self.stale,
            "retry_after": self.retry_after,
        }


async def look_up(isbn: str) -> dict[str, Any]:
    """What others tell of an ISBN of thirteen digits, merged, with the source of each field.

    NotFound where all who can be asked say that they know no such book; Unanswered, or Overdue, where that is not sure.
    """
    said = await consult(isbn)
    told, sources = merged(said)
    providers = [one.shown() for one in said]
    if not told:
        raise _nothing(isbn, said, providers)
    stale = any(one.stale for one in said)
    return {"isbn": isbn, "book": as_book(isbn, told), "sources": sources, "stale": stale, "providers": providers}


async def consult(isbn: str) -> list[Said]:
    """What each provider says of an ISBN, in the order in which they are believed."""
    remembered = _remembered(isbn)
    known = [said for said in remembered.values() if said.provider in desk.providers and _is_fresh(said)]
    missing = [name for name in desk.providers if name not in {said.provider for said in known}]
    db.session.rollback()  # nobody holds a connection while others take their time
    asked = [_with_old(answer, remembered) for answer in await desk.ask(isbn, missing)]
    _remember(isbn, [said for said in asked if said.outcome in ANSWERS])
    found = {said.provider: said for said in (*known, *asked)}
    others = [Said(name, NOT_CONFIGURED) for name in PROVIDERS if name not in found]
    return [*(found[name] for name in desk.providers), *others]


def merged(said: Iterable[Said]) -> Merged:
    """What they say in one, with the source of each field."""
    return merge((one.provider, one.told) for one in said if one.told)


def as_book(isbn: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """What is told in the wire shape of a book that is to be made."""
    authors = [{"name": name} for name in told.get("authors", ())]
    publisher = {"name": told["publisher"]} if "publisher" in told else None
    plain = {name: told.get(name) for name in ("title", "subtitle", "language", "year", "pages", "description")}
    return {"isbn": isbn, **plain, "authors": authors, "publisher": publisher}


def _nothing(isbn: str, said: Sequence[Said], providers: list[dict[str, Any]]) -> NotFound | Unanswered:
    """Why there is nothing to tell."""
    asked = {one.outcome for one in said} - {NOT_CONFIGURED}
    if asked == {NO_MATCH}:
        return NotFound(f"Nobody who was asked knows the ISBN {isbn}.", providers=providers)
    waits = [one.retry_after for one in said if one.retry_after]
    facts: dict[str, Any] = {"providers": providers} | ({"retry_after": min(waits)} if waits else {})
    if asked - {NO_MATCH} == {TIMEOUT}:
        return Overdue(f"Nobody told in time what book has the ISBN {isbn}.", **facts)
    return Unanswered(f"Nobody could tell what book has the ISBN {isbn}.", **facts)


def _is_fresh(said: Said) -> bool:
    return said.asked_at is not None and now() - said.asked_at < FRESH[said.outcome]


def _with_old(answer: Answer, remembered: Mapping[str, Said]) -> Said:
    """The answer of now; where it is none, with what was told earlier."""
    if answer.outcome in ANSWERS:
        return Said(answer.provider, answer.outcome, answer.told, now())
    old = remembered.get(answer.provider)
    if old is None or old.told is None:
        return Said(answer.provider, answer.outcome, retry_after=answer.retry_after)
    return Said(answer.provider, answer.outcome, old.told, old.asked_at, True, True, answer.retry_after)


def _remembered(isbn: str) -> dict[str, Said]:
    """By provider what it said last."""
    kept = Lookup.__table__.c
    rows = queries.rows(select(kept.provider, kept.told, kept.asked_at).where(kept.isbn == isbn))
    return {row.provider: _recalled(row) for row in rows}


def _recalled(row: Row[Any]) -> Said:
    return Said(row.provider, FOUND if row.told else NO_MATCH, row.told, row.asked_at, cached=True)


def _remember(isbn: str, said: Sequence[Said]) -> None:
    """Keep answers; who asked gets theirs also where that fails."""
    if not said:
        return
    try:
        with writing():
            for row in _rows(isbn, said):
                db.session.execute(_upsert(row))
    except SQLAlchemyError as error:
        log.warning("lookup_not_kept", error=type(error).__name__)


def _rows(isbn: str, said: Sequence[Said]) -> Iterator[dict[str, Any]]:
    """In one order, so that no two writers wait for each other."""
    for one in sorted(said, key=lambda one: one.provider):
        yield {"isbn": isbn, "provider": one.provider, "told": one.told, "asked_at": one.asked_at}


def _upsert(row: Mapping[str, Any]) -> Any:
    made = postgresql.insert if queries.dialect().name == "postgresql" else sqlite.insert
    insert = made(Lookup).values(row)
    newer = {name: insert.excluded[name] for name in ("told", "asked_at")}
    return insert.on_conflict_do_update(index_elements=["isbn", "provider"], set_=newer)

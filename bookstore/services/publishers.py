"""Publishers: finding and keeping them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select

from bookstore.errors import Conflict, Refusal
from bookstore.extensions import db
from bookstore.models import Product, Publisher
from bookstore.services import search
from bookstore.services.created import Created
from bookstore.services.listing import Listing, Sorts, both_ways, ordered, whole
from bookstore.services.names import hold_publisher, with_words
from bookstore.services.transaction import CHANGED, locked, writing
from bookstore.values.text import name_key

_publisher = Publisher.__table__.c

SORTS: Sorts = {
    "id": both_ways(_publisher.id),
    "name": both_ways(_publisher.name_words),
    "created_at": both_ways(_publisher.created_at),
    "updated_at": both_ways(_publisher.updated_at),
}


def find(*, q: str | None = None, sort: Sequence[str] = ()) -> Listing:
    """The publishers whose names hold every word of `q`, or a word that starts with it."""
    statement = whole(Publisher)
    if q is not None:
        statement = with_words(statement, _publisher.name_words, q)
    return Listing(Publisher, statement, ordered(SORTS, sort, _publisher.id))


def one(publisher_id: int) -> Select[Any]:
    """One publisher."""
    return select(Publisher).where(Publisher.id == publisher_id)


def create(values: Mapping[str, Any]) -> Created:
    """A new publisher; Conflict names the one that has its name."""
    with writing(lambda: _taken(values)):
        publisher = Publisher(**values)
        hold_publisher(publisher.name_key)
        db.session.add(publisher)
    return Created(Publisher, publisher)


def change(publisher_id: int, values: Mapping[str, Any], *, version: int | None = None) -> Select[Any]:
    """A publisher with these values changed; a new name is shown and found in all that they publish."""
    with writing(lambda: _taken(values), names=CHANGED):
        publisher = locked(one(publisher_id), version, f"publisher {publisher_id}")
        renamed = values.get("name", publisher.name) != publisher.name
        for name, value in values.items():
            setattr(publisher, name, value)
        db.session.flush()
        if renamed:
            search.reindex(select(Product.id).where(Product.publisher_id == publisher_id))
    return one(publisher_id)


def delete(publisher_id: int, *, version: int | None = None) -> None:
    """No such publisher any more; Conflict while they publish anything in the catalogue."""
    with writing(lambda: Conflict(f"There are things by publisher {publisher_id} in the catalogue."), names=CHANGED):
        db.session.delete(locked(one(publisher_id), version, f"publisher {publisher_id}"))


def _taken(values: Mapping[str, Any]) -> Refusal | None:
    first = db.session.scalar(select(Publisher.id).where(Publisher.name_key == name_key(values.get("name", ""))))
    return None if first is None else Conflict(f"Publisher {first} has this name.", pointer="/name")

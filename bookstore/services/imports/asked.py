"""Imports that were asked for: jobs, with a file and its options as arguments."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from bookstore.models import Import
from bookstore.services.jobs import Actor, seen_by
from bookstore.services.listing import Listing, OrderKey, Sorts, both_ways, ordered

_id = Import.__table__.c.id

SORTS: Sorts = {"created_at": both_ways(Import.__table__.c.created_at)}


def find(owner: int, *, sort: Sequence[str] = ()) -> Listing:
    """Somebody's imports, the newest first."""
    order = ordered(SORTS, sort, _id) if sort else (OrderKey(_id, descending=True),)
    return Listing(Import, select(Import).where(Import.owner_id == owner), order)


def one(import_id: int, actor: Actor) -> Select[Any]:
    """One import of the actor's; administrators see all."""
    return select(Import).where(Import.id == import_id, seen_by(actor))

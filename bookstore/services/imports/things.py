"""A batch of books and magazines: matched with what the catalogue holds, made or merged. Nothing here commits."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Update, bindparam, select

from bookstore.errors import Conflict
from bookstore.extensions import db
from bookstore.models import Authorship, AwaitedAuthor, Product, product_categories
from bookstore.models.base import risen
from bookstore.models.types import SearchDocument
from bookstore.services.imports import merging, rows
from bookstore.services.imports.bulk import Bulk
from bookstore.services.imports.drafts import VALUES, Draft, Identity, draft
from bookstore.services.imports.merging import Thing
from bookstore.services.imports.names import Names
from bookstore.services.imports.summary import Summary

ROOM = 4096
"""Bytes by which the bits of things grow."""

_product = Product.__table__.c
Change = tuple[Draft, Draft]
Recall = Callable[[Draft], Thing]


class Seen:
    """Which things this import has met or made: a bit for each."""

    def __init__(self) -> None:
        self.bits = bytearray()

    def __contains__(self, product_id: int) -> bool:
        byte, bit = divmod(product_id, 8)
        return byte < len(self.bits) and bool(self.bits[byte] >> bit & 1)

    def add(self, product_ids: Iterable[int]) -> None:
        """These have been met or made."""
        for product_id in product_ids:
            byte, bit = divmod(product_id, 8)
            if byte >= len(self.bits):
                self.bits.extend(bytes(byte + ROOM - len(self.bits)))
            self.bits[byte] |= 1 << bit


def meet(things: Iterable[Draft], bulk: Bulk, seen: Seen) -> None:
    """Go by things that an earlier attempt has taken in: they have been met."""
    seen.add(matched(things, bulk).values())


class Sifted(NamedTuple):
    """The things of a batch: new ones, and by their ids those that are there and that this import has not met."""

    new: list[Draft]
    met: dict[int, Draft]
    duplicates: int
    identities: set[Identity]
    """Of the new ones."""


def sift(things: Iterable[Draft], known: Mapping[Identity, int], seen: Seen) -> Sifted:
    """Tell apart what is new and what is `known`; a second record of a thing is a duplicate, the first one stands."""
    new: list[Draft] = []
    met: dict[int, Draft] = {}
    duplicates, identities = 0, set[Identity]()
    for thing in things:
        held = [known[identity] for identity in thing.identities if identity in known]
        if held:
            first = held[0] not in seen and met.setdefault(held[0], thing) is thing
        else:
            first = identities.isdisjoint(thing.identities)
            identities.update(thing.identities)
            new += [thing] if first else []
        duplicates += not first
    return Sifted(new, met, duplicates, identities)


def take_in(things: Sequence[Draft], recall: Recall, names: Names, seen: Seen, summary: Summary) -> Iterable[int]:
    """Write a batch. The answer is which things it was about; what was told of those that were there is recalled."""
    new, met, duplicates, _ = sift(things, matched(things, names.bulk), seen)
    summary.duplicates += duplicates
    changes = _changes({product_id: recall(told) for product_id, told in met.items()}, names, summary)
    names.find([*new, *(after for _, after in changes.values())])
    made = rows.New.numbered(new, names)
    made.insert()
    summary.created += len(new)
    _rewrite(changes, names)
    return [*met, *made.ids]


def matched(things: Iterable[Draft], bulk: Bulk) -> dict[Identity, int]:
    """The ids of the things that the catalogue holds already, by identity."""
    wanted: dict[str, set[str]] = {"isbn": set(), "issn": set(), "key": set()}
    for thing in things:
        for kind, value, *_ in thing.identities:
            wanted[kind].add(value)
    found: dict[Identity, int] = {}
    for kind, values in wanted.items():
        if values:
            columns = (_product.id, _product[kind], _product.issue)
            for product_id, value, issue in db.session.execute(
                select(*columns).where(bulk.among(_product[kind], values))
            ):
                found[(kind, value, issue or "") if kind == "issn" else (kind, value)] = product_id
    return found


def _changes(met: dict[int, Thing], names: Names, summary: Summary) -> dict[int, Change]:
    """What the things that a file changes were, and shall be."""
    held = merging.held(names.bulk, met) if met else {}
    after = {product_id: _merged(held[product_id], told, names) for product_id, told in met.items()}
    changes = {
        product_id: (draft(held[product_id], _one_by_one), draft(thing, _one_by_one))
        for product_id, thing in after.items()
        if thing != held[product_id]
    }
    summary.updated += len(changes)
    summary.unchanged += len(met) - len(changes)
    return changes


def _merged(old: Thing, new: Thing, names: Names) -> Thing:
    if type(old) is not type(new):
        raise Conflict(f"the key {new.key} belongs to a thing of the other kind")
    return merging.merged(old, new, names.category)


def _rewrite(changes: dict[int, Change], names: Names) -> None:
    if changes:
        told = [
            (product_id, *new.values, rows.publisher(new, names), names.moment)
            for product_id, (_, new) in changes.items()
        ]
        columns = ("product_id", *VALUES, "publisher_id", "updated_at")
        db.session.connection().execute(_update(), [dict(zip(columns, row, strict=True)) for row in told])
        signed = [(product_id, new) for product_id, (old, new) in changes.items() if _is_signed_anew(old, new)]
        rows.unlink((Authorship.__table__, AwaitedAuthor.__table__), signed, names)
        rows.link(rows.signed(signed, names), names)
        shelved = [(product_id, new) for product_id, (old, new) in changes.items() if old.categories != new.categories]
        rows.unlink((product_categories,), shelved, names)
        rows.link(rows.shelved(shelved, names), names)


def _is_signed_anew(old: Draft, new: Draft) -> bool:
    return old.people != new.people or bool(new.work_keys)


def _one_by_one(values: tuple[Any, ...], document: SearchDocument) -> tuple[Any, ...]:
    return (*values, document)


def _update() -> Update:
    told: dict[str, Any] = {name: bindparam(name) for name in (*VALUES, "publisher_id", "updated_at")}
    changed = told | {"version": risen(_product.version)}
    return Product.__table__.update().where(_product.id == bindparam("product_id")).values(changed)

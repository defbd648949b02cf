"""How many rows a list has, in all and by facet: one statement, however many facets."""

from collections.abc import Sequence
from typing import Any

from flask import g, request
from sqlalchemy import CTE, Select, Text, cast, func, literal, null, select, union_all

from bookstore.api.paging.parameters import PAGING
from bookstore.extensions import remembered
from bookstore.services import queries
from bookstore.services.listing import Facet, Listing

READING = PAGING | {"sort"}
"""Parameters that do not say what is in a list, but how it is read."""

TOP = 500
"""Values of a facet that are listed: the most frequent ones."""

Facets = dict[str, list[dict[str, Any]]]


def count(listing: Listing, facets: Sequence[str] = ()) -> tuple[int, Facets]:
    """The number of rows, and for each facet its values with their numbers; pages of one list share them."""
    caller = g.get("actor")
    inside = sorted(found for found in request.args.items() if found[0] not in READING)
    key = ("count", request.path, tuple(inside), tuple(facets), caller and caller.id)
    return remembered.value(key, lambda: _count(listing, facets))


def _count(listing: Listing, facets: Sequence[str]) -> tuple[int, Facets]:
    if not facets:
        return queries.rows(listing.rows.with_only_columns(func.count(listing.entity.id)))[0][0], {}
    hits = listing.rows.with_only_columns(listing.entity.id).cte("hits").prefix_with("MATERIALIZED")
    total = select(
        literal("").label("facet"), null().label("value"), null().label("label"), func.count().label("count")
    )
    parts = [total.select_from(hits)]
    parts += [_counted(listing, name, hits) for name in facets]
    found: Facets = {name: [] for name in facets}
    number = 0
    for name, value, label, amount in queries.rows(union_all(*parts)):
        if name:
            found[name].append(_shown(listing.facets[name], value, label, amount))
        else:
            number = amount
    return number, found


def _counted(listing: Listing, name: str, hits: CTE) -> Select[Any]:
    facet, entity = listing.facets[name], listing.entity
    label = null() if facet.label is None else facet.label
    amount = func.count().label("count")
    columns = (literal(name).label("facet"), cast(facet.value, Text).label("value"), cast(label, Text).label("label"))
    found = select(*columns, amount).select_from(hits).join(entity, entity.id == hits.c.id)
    counted = facet.join(found).where(facet.value.is_not(None))
    grouped = counted.group_by(facet.value, label) if facet.label is not None else counted.group_by(facet.value)
    return select(grouped.order_by(amount.desc(), facet.value).limit(TOP).subquery())


def _shown(facet: Facet, value: str, label: str | None, amount: int) -> dict[str, Any]:
    shown = {"value": facet.value.type.python_type(value), "count": amount}
    return shown if label is None else shown | {"label": label}

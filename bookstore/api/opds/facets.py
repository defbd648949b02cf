"""Facets: what a list of books can be narrowed by and sorted by, each choice a link."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bookstore.api.opds import urls
from bookstore.api.opds.parameters import SORTS
from bookstore.formats.feeds import Choice, Facet
from bookstore.schemas.parameters import Parameters

COUNTED = {"category": "Category", "language": "Language"}
MOST = 20
"""Values of a facet that are listed: the most frequent ones."""

Counts = Mapping[str, Sequence[Mapping[str, Any]]]


def counted(parameters: type[Parameters]) -> tuple[str, ...]:
    """The facets whose values are counted in a list with these parameters."""
    return tuple(name for name in COUNTED if name in parameters._declared_fields)


def of(parameters: type[Parameters], query: Mapping[str, Any], counts: Counts) -> Iterator[Facet]:
    """The facets of a list, as a query has chosen."""
    if "sort" in parameters._declared_fields:
        chosen = query.get("sort")
        yield Facet("Sort", [Choice(title, urls.changed(sort=key), chosen == key) for key, title in SORTS.items()])
    only = query.get("in_stock")
    stocked = Choice("In stock", urls.changed(in_stock="true"), only is True)
    yield Facet("Availability", [Choice("All", urls.changed(in_stock=None), only is None), stocked])
    for name, found in counts.items():
        if found:
            yield Facet(COUNTED[name], list(_choices(name, query.get(name), found)))


def _choices(name: str, chosen: str | None, found: Sequence[Mapping[str, Any]]) -> Iterator[Choice]:
    yield Choice("All", urls.changed(**{name: None}), chosen is None)
    for each in found[:MOST]:
        value = each["value"]
        yield Choice(each.get("label") or value, urls.changed(**{name: value}), chosen == value, each["count"])

"""What every list can be asked."""

from collections.abc import Iterable, Mapping
from typing import Any

import marshmallow as ma

from bookstore.api.negotiation import KINDS, REPRESENTATIONS, of_kind
from bookstore.schemas import fields
from bookstore.schemas.parameters import MAX_QUERY, Each, Integer, Parameters
from bookstore.schemas.projection import readable
from bookstore.values import limits

DEEPEST = 10_000
"""The last row that pages and offsets reach."""

TOP = 500
"""Values of a facet that are listed: the most frequent ones."""

MAX_SORT_KEYS = 3
MAX_DIGITS = 19
PAGE_SIZE = 20
SIZES = frozenset({"page_size", "per_page", "perpage"})
BY_OFFSET = frozenset({"limit", "offset"})
WAYS = (SIZES | {"page"}, BY_OFFSET, SIZES | {"cursor"})
ALL_WAYS = frozenset.union(*WAYS)
PAGING = ALL_WAYS | {"fields", "facets"}
"""The parameters that say how to read a list; all others say what is in it."""


class Place(Integer):
    """A place in a list: behind the last one that can be named lies what only a cursor reaches."""

    default_error_messages = {"deeper": "Must be at most {most}: walk deeper with ?cursor= instead."}

    def _validated(self, value: Any) -> int:
        try:
            return super()._validated(value)
        except ma.ValidationError:
            if value.isascii() and value.isdigit() and len(value) < MAX_DIGITS and int(value) > self.most:
                raise self.make_error("deeper", most=self.most) from None
            raise


class Paging(Parameters):
    """Three ways through a list, of which a request takes one."""

    page = Place(
        1,
        DEEPEST,
        metadata={"description": "The page, from 1; rows up to 10,000, then use cursor."},
    )
    page_size = Integer(1, 100, metadata={"description": "Rows a page: 20, with cursor 25."})
    per_page = Integer(1, 100, metadata={"description": "The same as page_size.", "deprecated": True})
    perpage = Integer(1, 100, metadata={"description": "The same as page_size.", "deprecated": True})
    limit = Integer(1, 1000, metadata={"description": "At most so many rows: 50."})
    offset = Place(
        0,
        DEEPEST - 1,
        metadata={"description": "Rows to pass over; up to 9,999, then use cursor."},
    )
    cursor = ma.fields.String(
        validate=ma.validate.Length(max=3000),
        metadata={
            "description": "Empty to start a walk; then links.next and links.previous hold it.",
            "pattern": "^[A-Za-z0-9._-]*$",
        },
    )

    def check(self, values: dict[str, Any]) -> dict[str, list[str]]:
        """One way through the list, not too deep, by different keys."""
        ways = values.keys() & ALL_WAYS
        if not any(ways <= way for way in WAYS):
            return {min(ways): ["Page, limit/offset and cursor exclude one another."]}
        if len(ways & SIZES) > 1:
            return {"page_size": ["Is given by several names."]}
        if "page" in values and (values["page"] - 1) * size(values, PAGE_SIZE) >= DEEPEST:
            return {"page": [f"Lies deeper than row {DEEPEST}: walk there with ?cursor= instead."]}
        keys = {key.removeprefix("-") for key in values.get("sort", ())}
        if len(keys) != len(values.get("sort", ())):
            return {"sort": ["Names a key twice."]}
        return super().check(values)


def size(paging: Mapping[str, Any], default: int) -> int:
    """Rows a page, by whichever name they were asked for."""
    return next((paging[name] for name in SIZES if name in paging), default)


def list_parameters(  # noqa: PLR0913  (all that a list can be asked)
    name: str,
    schema: type[ma.Schema],
    filters: type[Parameters],
    *,
    sorts: Iterable[str] = (),
    facets: Iterable[str] = (),
    q: bool = True,
) -> type[Parameters]:
    """The query schema of one list: its filters, its orders, and how to page it."""
    by = [key for sort in sorts for key in (sort, f"-{sort}")]
    own: dict[str, ma.fields.Field] = {
        "fields": Each(fields.Choice(readable(schema)), len(readable(schema)), metadata={"description": "Only these."}),
    }
    if by:
        own["sort"] = Each(fields.Choice(tuple(by)), MAX_SORT_KEYS, metadata={"description": "Ties by id."})
    if q:
        own["q"] = fields.Text(MAX_QUERY, metadata={"description": "Words or beginnings of words; all must occur."})
    if facets:
        named = tuple(facets)
        words = f"Count these in the list: of each the {TOP} values that are most frequent."
        own["facets"] = Each(fields.Choice(named), len(named), metadata={"description": words})
    if schema in KINDS:
        own["format"] = _format(schema, filters)
    return type(name, (Paging, filters), own)


def _format(schema: type[ma.Schema], filters: type[Parameters]) -> ma.fields.Field:
    """How the list is shown; or the filter of this name: their values have nothing in common."""
    names = tuple(found.name for found in of_kind(KINDS[schema]))
    words = "How the list is shown, as Accept says it too; as a file it is the whole list, unless a page is asked for."
    among = filters._declared_fields.get("format")
    if among is None:
        return fields.Choice(tuple(REPRESENTATIONS), metadata={"description": words, "enum": names})
    both = f"{', '.join(names)}: {words} Others: a filter, {among.metadata['description']} For both at once use Accept."
    choices = (*REPRESENTATIONS, *limits.FORMATS)
    return fields.Choice(choices, metadata={"description": both, "enum": (*names, *limits.FORMATS)})

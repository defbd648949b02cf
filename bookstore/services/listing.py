"""A list as a value: which rows, in which order, what can be counted of them. The edge decides how much to read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute

from bookstore.errors import Invalid

Expression = ColumnElement[Any] | InstrumentedAttribute[Any]


@dataclass(frozen=True)
class OrderKey:
    """One key of an order: an expression without NULLs, and its direction; a walk by cursor needs stable values."""

    expression: Expression
    descending: bool = False
    walkable: bool = True

    @property
    def ordering(self) -> ColumnElement[Any]:
        """The key as ORDER BY wants it."""
        return self.expression.desc() if self.descending else self.expression.asc()


@dataclass(frozen=True)
class Facet:
    """What can be counted in a list: `join` adds tables to a select of the list, `value` and `label` are counted."""

    value: Expression
    join: Callable[[Select[Any]], Select[Any]] = lambda statement: statement
    label: Expression | None = None


@dataclass(frozen=True)
class Listing:
    """A list that nobody has read yet: `rows` selects `entity` with all filters, `order` is total.

    `of` selects the thing that the list belongs to: where it finds nothing, there is no list either.
    """

    entity: type
    rows: Select[Any]
    order: tuple[OrderKey, ...]
    facets: Mapping[str, Facet] = field(default_factory=dict, compare=False)
    of: Select[Any] | None = None


@lru_cache
def whole(entity: type) -> Select[Any]:
    """All rows of an entity; the same statement for all who ask, so that what is made of it can be kept."""
    return select(entity)


Sorts = Mapping[str, tuple[OrderKey, OrderKey]]
"""For each sort key how it goes up and how it goes down."""


def both_ways(expression: Expression) -> tuple[OrderKey, OrderKey]:
    """A key that goes up and down."""
    return OrderKey(expression), OrderKey(expression, descending=True)


def ordered(sorts: Sorts, keys: Sequence[str], tie: ColumnElement[Any]) -> tuple[OrderKey, ...]:
    """The order that sort keys (`-year`, `title`) ask for; ties by `tie`, upwards."""
    names = [key.removeprefix("-") for key in keys]
    if unknown := [name for name in names if name not in sorts]:
        raise Invalid(f"This list cannot be sorted by {unknown[0]}, but by {', '.join(sorts)}.", pointer="sort")
    chosen = [sorts[name][key.startswith("-")] for name, key in zip(names, keys, strict=True)]
    if any(key.expression is tie for key in chosen):
        return tuple(chosen)
    return (*chosen, OrderKey(tie))

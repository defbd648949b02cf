"""Relations as one line of text: how version 1 shows them."""

from typing import Any

import marshmallow as ma
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, RelationshipProperty
from sqlalchemy.sql import literal_column

from bookstore.schemas.projection import projected, related


class Line(ma.fields.String):
    """A relation in a line of text."""

    def __init__(self, relation: str, meaning: str) -> None:
        super().__init__(dump_only=True, allow_none=True, attribute=relation, metadata={"description": meaning})


class Names(Line):
    """The names of all that a relation leads to, in its order, joined by commas; null when there are none."""


class FirstName(Line):
    """The name of the first thing that a relation leads to; null when there is none."""


@projected.register
def _(_field: Names, attribute: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    names = _names(attribute.property).subquery("names")
    return select(func.aggregate_strings(names.c.name, ", ")).select_from(names).scalar_subquery()


@projected.register
def _(_field: FirstName, attribute: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    return _names(attribute.property).limit(literal_column("1")).scalar_subquery()


def _names(relation: RelationshipProperty[Any]) -> Select[Any]:
    """The names of all that a relation leads to, in its order."""
    named = select(relation.mapper.local_table.c.name.label("name"))
    return related(named, relation).order_by(*(relation.order_by or ()))

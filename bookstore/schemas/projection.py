"""A schema as a reader: the SQL that makes the JSON of an entity in the database, derived field by field.

So one definition documents, validates and reads. `projection(schema, entity, dialect)` gives the SQL text of one JSON
value a row of the entity's table; nested schemas become correlated sub-selects, in the order of the relation.
It is compiled once for each schema, selection of fields and database, and from then on costs nothing but its text.
"""

from collections.abc import Iterable
from functools import lru_cache, singledispatch
from typing import Any

import marshmallow as ma
from sqlalchemy import (
    ColumnElement,
    Dialect,
    Integer,
    Select,
    Text,
    case,
    cast,
    column,
    func,
    inspect,
    literal,
    select,
    type_coerce,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute, Mapper, RelationshipProperty
from sqlalchemy.sql import literal_column
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import JSON

from bookstore.schemas import fields
from bookstore.values.money import DIGITS, SCALE

ALL: frozenset[str] = frozenset()


class _JsonObject(FunctionElement[Any]):
    """`{"name": value, ...}` of alternating names and values."""

    name, type, inherit_cache = "json_object", JSON(), True


class _JsonList(FunctionElement[Any]):
    """The list of a column's values, in the order of the rows."""

    name, type, inherit_cache = "json_list", JSON(), True


class _Json(FunctionElement[Any]):
    """A stored JSON value, as JSON."""

    name, type, inherit_cache = "json_value", JSON(), True


class _Boolean(FunctionElement[Any]):
    """`true` or `false`: to SQLite a condition is a number."""

    name, type, inherit_cache = "json_boolean", JSON(), True


class _InstantText(FunctionElement[str]):
    """A moment as RFC 3339 text."""

    name, type, inherit_cache = "instant_text", Text(), True


@compiles(_JsonObject, "postgresql")
def _(element: _JsonObject, compiler: Any, **kw: Any) -> str:
    return f"json_build_object({compiler.process(element.clauses, **kw)})"


@compiles(_JsonObject, "sqlite")
def _(element: _JsonObject, compiler: Any, **kw: Any) -> str:
    return f"json_object({compiler.process(element.clauses, **kw)})"


@compiles(_JsonList, "postgresql")
def _(element: _JsonList, compiler: Any, **kw: Any) -> str:
    return f"coalesce(json_agg({compiler.process(element.clauses, **kw)}), '[]'::json)"


@compiles(_JsonList, "sqlite")
def _(element: _JsonList, compiler: Any, **kw: Any) -> str:
    return f"json_group_array(json({compiler.process(element.clauses, **kw)}))"


@compiles(_Json, "postgresql")
def _(element: _Json, compiler: Any, **kw: Any) -> str:
    return compiler.process(element.clauses, **kw)


@compiles(_Json, "sqlite")
def _(element: _Json, compiler: Any, **kw: Any) -> str:
    return f"json({compiler.process(element.clauses, **kw)})"


@compiles(_Boolean, "postgresql")
def _(element: _Boolean, compiler: Any, **kw: Any) -> str:
    return compiler.process(element.clauses, **kw)


@compiles(_Boolean, "sqlite")
def _(element: _Boolean, compiler: Any, **kw: Any) -> str:
    condition = compiler.process(element.clauses, **kw)
    return f"json(CASE {condition} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)"


@compiles(_InstantText, "postgresql")
def _(element: _InstantText, compiler: Any, **kw: Any) -> str:
    moment = compiler.process(element.clauses, **kw)
    return f"""to_char({moment} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""


@compiles(_InstantText, "sqlite")
def _(element: _InstantText, compiler: Any, **kw: Any) -> str:
    return compiler.process(element.clauses, **kw)


def readable(schema: type[ma.Schema]) -> tuple[str, ...]:
    """The names of a schema's fields that answers hold, in their order."""
    return tuple(name for name, field in schema._declared_fields.items() if not field.load_only)


@lru_cache(maxsize=1024)
def projection(
    schema: type[ma.Schema], entity: type, dialect: Dialect, only: frozenset[str] = ALL
) -> ColumnElement[Any]:
    """A column of JSON text for each row of the entity's table; `only` names some fields, none means all."""
    table = inspect(entity).local_table
    statement = select(type_coerce(_object(schema, inspect(entity), only), JSON()).label("body")).select_from(table)
    compiled = str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    return literal_column(f"CAST({_select_list(compiled, table.name)} AS TEXT)", Text()).label("body")


def _select_list(sql: str, table: str) -> str:
    """What stands between SELECT and the outermost FROM: the text that a bigger statement takes over."""
    return sql.removeprefix("SELECT ").rpartition(f" AS body \nFROM {table}")[0]


def _object(schema: type[ma.Schema], mapper: Mapper[Any], only: Iterable[str] = ALL) -> _JsonObject:
    parts: list[Any] = []
    for name in readable(schema):
        if not only or name in only:
            field = schema._declared_fields[name]
            parts += [literal(name), projected(field, getattr(mapper.entity, field.attribute or name))]
    return _JsonObject(*parts)


@singledispatch
def projected(_field: ma.fields.Field, attribute: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """The SQL of one field's value: the column itself, unless its kind of field is registered with another."""
    return attribute.__clause_element__() if hasattr(attribute, "__clause_element__") else attribute


@projected.register
def _(_field: fields.Instant, attribute: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    return _InstantText(attribute)


@projected.register
def _(field: fields.Link, attribute: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    before, after = field.pattern.split("{}")
    return literal(before) + cast(attribute, Text) + literal(after)


@projected.register
def _(_field: fields.Boolean, attribute: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    return _Boolean(attribute)


@projected.register
def _(_field: fields.Money, attribute: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    thousandths, currency = (part.columns[0] for part in attribute.property.props)
    shape = _JsonObject(literal("amount"), _amount(thousandths, currency), literal("currency"), currency)
    return case((thousandths.is_not(None), shape))


def _amount(thousandths: ColumnElement[int], currency: ColumnElement[str]) -> ColumnElement[str]:
    """Whole units, then as many digits as the currency has, all in integers."""
    units = thousandths // literal_column(str(10**SCALE), Integer())
    rest = thousandths - units * literal_column(str(10**SCALE), Integer())
    digits = cast(literal_column(str(10**SCALE), Integer()) + rest, Text)
    places = {n: [code for code, count in DIGITS.items() if count == n] for n in (0, 3)}
    return cast(units, Text) + case(
        (currency.in_(places[0]), literal("")),
        (currency.in_(places[3]), literal(".") + func.substr(digits, 2, 3)),
        else_=literal(".") + func.substr(digits, 2, 2),
    )


@projected.register
def _(field: ma.fields.Nested, attribute: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    if isinstance(attribute.property, RelationshipProperty):
        return _to_one(field, attribute.property)
    return _Json(attribute)


@projected.register
def _(_field: ma.fields.Dict, attribute: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    return _Json(attribute)


@projected.register
def _(field: ma.fields.List, attribute: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    relation = attribute.property
    if not isinstance(relation, RelationshipProperty):
        return _Json(attribute)
    item = _object(type(field.inner.schema), relation.mapper).label("item")
    rows = related(select(item), relation).order_by(*(relation.order_by or ())).subquery("items")
    return select(_JsonList(column("item", _selectable=rows))).select_from(rows).scalar_subquery()


def _to_one(field: ma.fields.Nested, relation: RelationshipProperty[Any]) -> ColumnElement[Any]:
    return related(select(_object(type(field.schema), relation.mapper)), relation).scalar_subquery()


def related(statement: Select[Any], relation: RelationshipProperty[Any]) -> Select[Any]:
    """The rows that a relation leads to from a row of its parent's table."""
    target = relation.mapper.local_table
    if relation.secondary is not None:
        statement = statement.select_from(relation.secondary.join(target, relation.secondaryjoin))
    return statement.where(relation.primaryjoin).correlate(relation.parent.local_table)

"""Books and magazines, kept: what they hold is read whole under their lock, and written whole. Nothing here commits."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    Update,
    bindparam,
    insert,
    literal_column,
    null,
    select,
    union_all,
)

from bookstore.extensions import db
from bookstore.models import Author, Authorship, Category, Product, Publisher, product_categories
from bookstore.models.base import next_version, now
from bookstore.models.types import SearchDocument
from bookstore.services import traces
from bookstore.services.holdings import OWN, RELATIONS, Holding, filled, kind_of
from bookstore.services.refs import Named
from bookstore.services.transaction import agreed
from bookstore.values import text

WRITTEN = ("title_sort", "publisher_id", "search", "updated_at", "version")
"""The columns that follow from it, or from the writing."""

TOLD = {traces.TOLD: True}

_products, _product = Product.__table__, Product.__table__.c
_authorship = Authorship.__table__
_LINKS = (_authorship.name, product_categories.name)
_author, _publisher, _category = Author.__table__.c, Publisher.__table__.c, Category.__table__.c


class Held(NamedTuple):
    """A thing that is locked, and what it holds."""

    id: int
    version: int
    holding: Holding


Document = Callable[[Holding], SearchDocument]
"""Makes what search finds a thing by."""


def add(new: Holding, document: SearchDocument) -> SimpleNamespace:
    """Write a new thing, which is found by the document; what it is known by."""
    moment, connection = now(), db.session.connection()
    written = {"created_at": moment, "updated_at": moment, "version": next_version()}
    row = {"kind": new.kind} | _row(new, document) | written
    if connection.dialect.name == "postgresql":
        links = _numbered("author", new.authors) | _numbered("category", new.categories)
        made = connection.execute(_adding(len(new.authors), len(new.categories)), row | links).scalar_one()
        traces.wrote(_products.name, *_LINKS)
    else:
        made = connection.execute(_ADDED, row).scalar_one()
        _sign(connection, made, new)
        _shelve(connection, made, new)
    return SimpleNamespace(id=made, **new.columns)


def change(
    entity: type[Product], product_id: int, values: Mapping[str, Any], document: Document, *, version: int | None
) -> None:
    """Write these values into a thing; `version` is the one that the caller saw, if that matters.

    Where nothing changes, nothing is written, but for another version where that matters: of all who saw the same one
    only one shall get through.
    """
    held = hold(entity, product_id, version)
    new = filled(held.holding, values)
    if new != held.holding:
        rewrite(held, new, document(new))
    elif version is not None:
        db.session.connection().execute(_TOUCHED, _renewed(held))


def lock(entity: type[Product], product_id: int, version: int | None) -> Any:
    """The row of a thing, locked until the transaction ends.

    NotFound when there is none, PreconditionFailed when it has not the `version` that the caller saw, if that matters.
    """
    kind = kind_of(entity)
    found: Any = db.session.connection().execute(_LOCKED, {"product": product_id, "kind": kind}).first()
    return agreed(found, version, f"{kind} {product_id}")


def hold(entity: type[Product], product_id: int, version: int | None = None) -> Held:
    """A thing as it is, locked."""
    row = lock(entity, product_id, version)
    named: dict[str, list[Named]] = {name: [] for name in RELATIONS}
    for relation, _, *columns in db.session.connection().execute(_NAMED, {"product": product_id}):
        named[relation].append(Named(*columns))
    publisher, authors, categories = (named[name] for name in ("publisher", "authors", "categories"))
    own = {name: getattr(row, name) for name in OWN}
    holding = Holding(kind_of(entity), own, publisher[0] if publisher else None, tuple(authors), tuple(categories))
    return Held(product_id, row.version, holding)


def rewrite(held: Held, new: Holding, document: SearchDocument) -> None:
    """Write what a thing holds from now on, and the document that it is found by."""
    connection, key = db.session.connection(), {"product": held.id}
    connection.execute(_CHANGED, _row(new, document) | _renewed(held))
    if new.authors != held.holding.authors:
        connection.execute(_UNSIGNED, key)
        _sign(connection, held.id, new)
    if new.categories != held.holding.categories:
        connection.execute(_UNSHELVED, key)
        _shelve(connection, held.id, new)


def delete(product_id: int) -> None:
    """Let a thing that is locked go, with its links."""
    db.session.connection().execute(_DELETED, {"product": product_id})
    traces.changed(_products.name, product_id)
    traces.wrote(*_LINKS)


def _renewed(held: Held) -> dict[str, Any]:
    """What an UPDATE says of the writing; it tells that this row changes."""
    traces.changed(_products.name, held.id)
    return {"product": held.id, "updated_at": now(), "version": next_version(held.version)}


def _row(new: Holding, document: SearchDocument) -> dict[str, Any]:
    publisher = new.publisher and new.publisher.id
    follow = {"title_sort": text.sort_key(new.columns["title"]), "publisher_id": publisher, "search": document}
    return {**new.columns, **follow}


def _sign(connection: Connection, product_id: int, new: Holding) -> None:
    """Put the names of the authors on the title page, in their order."""
    places = enumerate(new.authors)
    rows = [{"product_id": product_id, "position": place, "author_id": author.id} for place, author in places]
    if rows:
        connection.execute(insert(_authorship), rows)


def _shelve(connection: Connection, product_id: int, new: Holding) -> None:
    rows = [{"product_id": product_id, "category_id": category.id} for category in new.categories]
    if rows:
        connection.execute(insert(product_categories), rows)


def _numbered(kind: str, named: Sequence[Named]) -> dict[str, int]:
    return {f"{kind}_{place}": one.id for place, one in enumerate(named)}


@lru_cache(maxsize=256)
def _adding(authors: int, categories: int) -> Select[Any]:
    """A new row with so many links in one statement, as PostgreSQL takes it; who runs it tells of the tables.

    The links are single values: for arrays PostgreSQL would make a plan each time.
    """
    columns = ("kind", *OWN, *WRITTEN, "created_at")
    made = insert(_products).values({name: bindparam(name) for name in columns}).returning(_product.id).cte("made")
    signed = [
        select(made.c.id, literal_column(str(place)), bindparam(f"author_{place}", type_=BigInteger))
        for place in range(authors)
    ]
    shelved = [select(made.c.id, bindparam(f"category_{place}", type_=BigInteger)) for place in range(categories)]
    statement = select(made.c.id)
    for table, rows in ((_authorship, signed), (product_categories, shelved)):
        if rows:
            link = insert(table).from_select(table.c.keys(), union_all(*rows))
            statement = statement.add_cte(link.cte(f"new_{table.name}"))
    return statement


def _update(*columns: str) -> Update:
    changed = _products.update().where(_product.id == bindparam("product"))
    return changed.values({name: bindparam(name) for name in columns}).execution_options(**TOLD)


def _of(relation: str) -> ColumnElement[str]:
    return literal_column(f"'{relation}'").label("relation")


_LOCKED = (
    select(*(_product[name] for name in OWN), _product.version)
    .where(_product.id == bindparam("product"), _product.kind == bindparam("kind"))
    .with_for_update()
)
_NAMED = union_all(
    select(
        _of("authors"), _authorship.c.position.label("place"), _author.id, _author.name, _author.name_key.label("key")
    )
    .join(_authorship, _authorship.c.author_id == _author.id)
    .where(_authorship.c.product_id == bindparam("product")),
    select(_of("publisher"), null(), _publisher.id, _publisher.name, _publisher.name_key)
    .join(_products, _product.publisher_id == _publisher.id)
    .where(_product.id == bindparam("product")),
    select(_of("categories"), null(), _category.id, _category.name, _category.slug)
    .join(product_categories, product_categories.c.category_id == _category.id)
    .where(product_categories.c.product_id == bindparam("product")),
).order_by("place", "key")
_ADDED = insert(_products).returning(_product.id)
_CHANGED, _TOUCHED = _update(*OWN, *WRITTEN), _update("updated_at", "version")
_UNSIGNED, _UNSHELVED, _DELETED = (
    column.table.delete().where(column == bindparam("product")).execution_options(**TOLD)
    for column in (_authorship.c.product_id, product_categories.c.product_id, _product.id)
)

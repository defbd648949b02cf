"""Full-text search: words as prefixes, case and accents folded, the same on both databases."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Update,
    bindparam,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from bookstore.extensions import db
from bookstore.models import Author, Authorship, Product, Publisher
from bookstore.models.base import next_version, now
from bookstore.models.product import search_document
from bookstore.services import queries
from bookstore.services.listing import OrderKey
from bookstore.values import isbn, issn, text

FTS = table("product_fts", column("rowid"), column("product_fts"))
BATCH = 500


def matching(statement: Select[Any], q: str) -> tuple[Select[Any], OrderKey]:
    """The rows of a list of products that hold every word of `q`, or a word that starts with it; best first."""
    ways = _readings(q)
    if not ways:
        return statement.where(literal_column("1 = 0")), OrderKey(Product.id)
    if queries.dialect().name == "postgresql":
        return _by_tsvector(statement, ways)
    return _by_fts5(statement, ways)


def _readings(q: str) -> list[list[str]]:
    """The words to look for; an ISBN is one word, and so may be an ISSN, though it could be two numbers as well."""
    if number := isbn.parse(q):
        return [[number]]
    words = list(dict.fromkeys(text.words(q)))
    serial = issn.parse(q)
    return [way for way in (words, [serial.replace("-", "").lower()] if serial else []) if way]


def _by_tsvector(statement: Select[Any], ways: Sequence[Sequence[str]]) -> tuple[Select[Any], OrderKey]:
    alternatives = (" & ".join(f"'{word}':*" for word in words) for words in ways)
    query = cast(literal(" | ".join(f"({words})" for words in alternatives)), TSQUERY)
    vector: ColumnElement[Any] = Product.__table__.c.search
    return statement.where(vector.op("@@")(query)), OrderKey(
        func.ts_rank(vector, query, 1), descending=True, walkable=False
    )


def _by_fts5(statement: Select[Any], ways: Sequence[Sequence[str]]) -> tuple[Select[Any], OrderKey]:
    alternatives = (" AND ".join(f'"{word}"*' for word in words) for words in ways)
    query = " OR ".join(f"({words})" for words in alternatives)
    found = statement.join(FTS, FTS.c.rowid == Product.id).where(FTS.c.product_fts.op("MATCH")(query))
    return found, OrderKey(func.bm25(literal_column("product_fts"), 10.0, 4.0, 1.0), walkable=False)


def reindex(affected: Select[Any]) -> None:
    """Rebuild what products are found by and give them a new version; `affected` selects their ids."""
    ids = list(db.session.scalars(affected))
    for start in range(0, len(ids), BATCH):
        _reindex_batch(ids[start : start + BATCH])


def _reindex_batch(ids: Sequence[int]) -> None:
    people: dict[int, list[str]] = {product_id: [] for product_id in ids}
    names = select(Authorship.product_id, Author.name).join(Author, Author.id == Authorship.author_id)
    for product_id, name in db.session.execute(
        names.where(Authorship.product_id.in_(ids)).order_by(Authorship.product_id, Authorship.position)
    ):
        people[product_id].append(name)
    products = Product.__table__
    source = select(
        products.c.id, products.c.title, products.c.subtitle, products.c.isbn, products.c.issn, Publisher.name
    ).outerjoin(Publisher, Publisher.id == products.c.publisher_id)
    moment, version = now(), next_version()
    changes = [
        {
            "product_id": row.id,
            "search": search_document(
                title=row.title,
                subtitle=row.subtitle,
                people=people[row.id],
                publisher=row.name,
                number=row.isbn or row.issn,
            ),
            "version": version,
            "updated_at": moment,
        }
        for row in db.session.execute(source.where(products.c.id.in_(ids)))
    ]
    db.session.connection().execute(_rewrite(), changes)


def _rewrite() -> Update:
    products = Product.__table__
    changed: dict[str, Any] = {name: bindparam(name) for name in ("search", "version", "updated_at")}
    return products.update().where(products.c.id == bindparam("product_id")).values(changed)

"""Full-text search: words as prefixes, case and accents folded, the same on both databases."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Select,
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
from bookstore.models.base import now, risen
from bookstore.models.product import search_document
from bookstore.models.types import SearchDocument, SearchVector
from bookstore.services import queries
from bookstore.services.listing import OrderKey
from bookstore.values import isbn, issn, text

FTS = table("product_fts", column("rowid"), column("product_fts"))
BATCH = 2000
_HYPHENATED = re.compile("[0-9]+(-[0-9]+)+(-?[xX])?-?|[0-9]+-[0-9]*[xX]?")

_product = Product.__table__.c


def matching(statement: Select[Any], q: str) -> tuple[Select[Any], OrderKey]:
    """The rows of a list of products that hold every word of `q`, or a word that starts with it; best first."""
    ways = _readings(q)
    if not ways:
        return statement.where(literal_column("1 = 0")), OrderKey(Product.id)
    if queries.dialect().name == "postgresql":
        return _by_tsvector(statement, ways)
    return _by_fts5(statement, ways)


def _readings(q: str) -> list[list[str]]:
    """The words to look for; digits with hyphens may be one number (an ISBN, an ISSN, how one begins) or several."""
    if number := isbn.parse(q):
        return [[number]]
    numbers = _number(issn.parse(q) or "") or " ".join(map(_number, q.split()))
    ways = (list(dict.fromkeys(text.words(reading))) for reading in dict.fromkeys((q, numbers)))
    return [way for way in ways if way]


def _number(part: str) -> str:
    """Digits with hyphens between them as the number that they may be; anything else as it is."""
    return isbn.parse(part) or (part.replace("-", "") if _HYPHENATED.fullmatch(part) else part)


def _by_tsvector(statement: Select[Any], ways: Sequence[Sequence[str]]) -> tuple[Select[Any], OrderKey]:
    alternatives = (" & ".join(f"'{word}':*" for word in words) for words in ways)
    query = cast(literal(" | ".join(f"({words})" for words in alternatives)), TSQUERY)
    vector: ColumnElement[Any] = _product.search
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
        _rewrite(dict(_documents(ids[start : start + BATCH])))


def _documents(ids: Sequence[int]) -> Iterator[tuple[int, SearchDocument]]:
    people = _people(ids)
    columns = (_product.id, _product.title, _product.subtitle, _product.isbn, _product.issn, Publisher.name)
    products = select(*columns).outerjoin(Publisher, Publisher.id == _product.publisher_id)
    for row in db.session.execute(products.where(_product.id.in_(ids))):
        product_id, title, subtitle, isbn_13, serial, publisher = row
        names, number = people.get(product_id, ()), isbn_13 or serial
        document = search_document(title=title, subtitle=subtitle, people=names, publisher=publisher, number=number)
        yield product_id, document


def _people(ids: Sequence[int]) -> dict[int, list[str]]:
    """By product the names of its authors, in order."""
    named = select(Authorship.product_id, Author.name).join(Author, Author.id == Authorship.author_id)
    rows = db.session.execute(
        named.where(Authorship.product_id.in_(ids)).order_by(Authorship.product_id, Authorship.position)
    )
    people: dict[int, list[str]] = {}
    for product_id, name in rows:
        people.setdefault(product_id, []).append(name)
    return people


def _rewrite(documents: Mapping[int, SearchDocument]) -> None:
    """Write a batch in one statement: full-text indexes are then kept once, and not row by row."""
    column, dialect = SearchVector(), queries.dialect()
    spelt = {key: column.process_bind_param(document, dialect) for key, document in documents.items()}
    members = func.json_each_text if dialect.name == "postgresql" else func.json_each
    row = members(bindparam(None, spelt, type_=JSON)).table_valued("key", "value")
    renewed = {"search": cast(row.c.value, column), "version": risen(_product.version), "updated_at": now()}
    db.session.connection().execute(
        Product.__table__.update().where(_product.id == cast(row.c.key, _product.id.type)).values(renewed)
    )

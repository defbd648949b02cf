"""Names of authors, publishers and categories: found by their words, and held while one of that name is made."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal_column, or_, select

from bookstore.extensions import db
from bookstore.models import Category
from bookstore.services import queries
from bookstore.values.category import slug_for
from bookstore.values.text import name_key, sort_words, words


def likely_categories(word: str) -> Select[Any]:
    """The few categories of which a word may mean one, the oldest first; `meant` tells which."""
    slugs = (name_key(word), slug_for(word))
    likely = or_(Category.slug.in_(slugs), Category.name_words == sort_words(word))
    return select(Category).where(likely).order_by(Category.id)


def with_words(statement: Select[Any], column: ColumnElement[str], q: str) -> Select[Any]:
    """The rows whose folded name holds every word of `q`, or a word that starts with it."""
    wanted = words(q)
    if not wanted:
        return statement.where(literal_column("1 = 0"))
    return statement.where(*((" " + column).contains(f" {word}", autoescape=True) for word in wanted))


def hold_publisher(key: str) -> None:
    """Hold the name of a publisher, by its `name_key`, against all who would make one of that name."""
    lock([f"publisher:{key}"])


def hold_category(slug: str) -> None:
    """Hold the slug of a category against all who would make one of that slug."""
    lock([f"category:{slug}"])


def lock(names: Iterable[str]) -> None:
    """Hold these names until the transaction ends: two writers do not both make them (SQLite has one writer)."""
    if queries.dialect().name == "postgresql":
        for name in sorted(set(names)):
            db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))

"""Categories that a file tells of by slug."""

from collections.abc import Sequence

from sqlalchemy import select

from bookstore.extensions import db
from bookstore.models import Category, product_categories
from bookstore.services import products
from bookstore.services.imports.names import CATEGORY, Names
from bookstore.values.records import CategoryRecord
from bookstore.values.text import sort_words


def take_in(records: Sequence[CategoryRecord], names: Names) -> None:
    """Make the categories that are new, and rename those that are called otherwise."""
    told = {record.slug: record.name for record in records}
    if not told:
        return
    held = {category.slug: category for category in db.session.scalars(select(Category).where(Category.slug.in_(told)))}
    new = [(slug, name, sort_words(name)) for slug, name in told.items() if slug not in held]
    names.make("categories", CATEGORY, new)
    for slug, category in held.items():
        if category.name != told[slug]:
            category.name = told[slug]
            db.session.flush()
            products.renew(
                select(product_categories.c.product_id).where(product_categories.c.category_id == category.id)
            )

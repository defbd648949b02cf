"""Categories: the shelves of the shop."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select

from bookstore.errors import Conflict, Invalid, Refusal
from bookstore.extensions import db
from bookstore.models import Category, product_categories
from bookstore.services import products, queries
from bookstore.services.created import Created
from bookstore.services.listing import Listing, Sorts, both_ways, ordered, whole
from bookstore.services.names import hold_category, likely_categories, with_words
from bookstore.services.transaction import CHANGED, locked, writing
from bookstore.values.category import called, meant, slug_for

_category = Category.__table__.c

SORTS: Sorts = {
    "slug": both_ways(_category.slug),
    "name": both_ways(_category.name_words),
    "created_at": both_ways(_category.created_at),
    "updated_at": both_ways(_category.updated_at),
}


def find(*, q: str | None = None, sort: Sequence[str] = ()) -> Listing:
    """The categories whose names hold every word of `q`, or a word that starts with it."""
    statement = whole(Category)
    if q is not None:
        statement = with_words(statement, _category.name_words, q)
    return Listing(Category, statement, ordered(SORTS, sort, _category.slug))


def one(slug: str) -> Select[Any]:
    """One category."""
    return select(Category).where(Category.slug == slug)


def slug_of(word: str) -> str:
    """The slug of the category that a word means, be it a slug or a name; of none it is the word itself."""
    likely = queries.rows(likely_categories(word).with_only_columns(_category.slug, _category.name))
    return meant(word, called((row.slug, row.name, row.slug) for row in likely)) or word


def create(values: Mapping[str, Any]) -> Created:
    """A new category; its slug is made of its name when it is not given; Conflict when there is such a slug."""
    slug = values.get("slug") or slug_for(values["name"])
    if not slug:
        raise Invalid("A name without letters and digits needs a slug beside it.", pointer="/slug")
    with writing(lambda: _taken(slug)):
        hold_category(slug)
        category = Category(slug=slug, name=values["name"])
        db.session.add(category)
    return Created(Category, category)


def change(slug: str, values: Mapping[str, Any], *, version: int | None = None) -> Select[Any]:
    """A category with these values changed; what stands on the shelf shows it."""
    with writing(lambda: _taken(values.get("slug", slug)), names=CHANGED):
        category = locked(one(slug), version, f"category {slug}")
        before = (category.slug, category.name)
        for name, value in values.items():
            setattr(category, name, value)
        db.session.flush()
        if before != (category.slug, category.name):
            on_it = select(product_categories.c.product_id).where(product_categories.c.category_id == category.id)
            products.renew(on_it)
    return one(category.slug)


def delete(slug: str, *, version: int | None = None) -> None:
    """No such category any more; Conflict while anything stands on the shelf."""
    with writing(lambda: Conflict(f"There are things in the category {slug}."), names=CHANGED):
        db.session.delete(locked(one(slug), version, f"category {slug}"))


def _taken(slug: str) -> Refusal | None:
    taken = db.session.scalar(select(Category.id).where(Category.slug == slug))
    return None if taken is None else Conflict(f"There is a category {slug}.", pointer="/slug")

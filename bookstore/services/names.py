"""Things that are named in passing, by id or by name: found, or made. Nothing here commits."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal_column, or_, select

from bookstore.errors import Invalid
from bookstore.extensions import db
from bookstore.models import Author, Category, Publisher
from bookstore.services import queries
from bookstore.values.category import called, meant, slug_for
from bookstore.values.text import name_key, sort_words, words

Ref = Mapping[str, Any]
"""How a caller names a thing: `{"id": 1}`, `{"name": "..."}`, or both when they agree."""


def authors(refs: Sequence[Ref]) -> list[Author]:
    """The authors that are named, in order; Invalid points to one that does not exist or is named twice."""
    known = _by_id(Author, [ref["id"] for ref in refs if "id" in ref])
    named = _authors_by_name([ref["name"] for ref in refs if "id" not in ref])
    found: list[Author] = []
    for place, ref in enumerate(refs):
        pointer = f"/authors/{place}"
        author = _checked(known, ref, pointer, "author") if "id" in ref else named[name_key(ref["name"])]
        if author in found:
            raise Invalid(f"{author.name} is named twice.", pointer=pointer)
        found.append(author)
    return found


def publisher(ref: Ref | None) -> Publisher | None:
    """The publisher that is named; made when the name is new."""
    if ref is None:
        return None
    if "id" in ref:
        known: Publisher = _checked(_by_id(Publisher, [ref["id"]]), ref, "/publisher", "publisher")
        return known
    key = name_key(ref["name"])
    named = select(Publisher).where(Publisher.name_key == key)
    found = db.session.scalar(named)
    if found is None:
        hold_publisher(key)
        found = db.session.scalar(named)  # somebody may have made it while we waited
    return found or _made(Publisher(name=ref["name"]))


def categories(refs: Sequence[Ref]) -> list[Category]:
    """The categories that are named, by slug; Invalid points to one that does not exist or is named twice.

    A name alone means the category that is called so in any way, made when there is none.
    """
    known = _by_slug([ref["slug"] for ref in refs if "slug" in ref])
    found: list[Category] = []
    for place, ref in enumerate(refs):
        pointer = f"/categories/{place}"
        category = _shelf(known, ref, pointer) if "slug" in ref else _category(ref["name"], pointer)
        if category in found:
            raise Invalid(f"{category.slug} is named twice.", pointer=pointer)
        found.append(category)
    return sorted(found, key=lambda category: category.slug)


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


def _category(word: str, pointer: str) -> Category:
    """The category that a word means; made if there is none."""
    slug = slug_for(word)
    hold_category(slug)
    likely = db.session.scalars(likely_categories(word))
    found = meant(word, called((category.slug, category.name, category) for category in likely))
    if found is None and not slug:
        raise Invalid("A category needs letters or digits in its name.", pointer=pointer)
    if found is None:
        found = Category(slug=slug, name=word)
        db.session.add(found)
        db.session.flush()  # another word of the same request may mean it, too
    return found


def _by_slug(slugs: Sequence[str]) -> dict[str, Category]:
    found = select(Category).where(Category.slug.in_(slugs))
    return {category.slug: category for category in db.session.scalars(found)} if slugs else {}


def _shelf(known: Mapping[str, Category], ref: Ref, pointer: str) -> Category:
    category = known.get(ref["slug"])
    if category is None:
        raise Invalid(f"There is no category {ref['slug']}.", pointer=f"{pointer}/slug")
    if ref.get("name", category.name) != category.name:
        raise Invalid(f"The category {ref['slug']} has another name.", pointer=f"{pointer}/name")
    return category


def _authors_by_name(names: Sequence[str]) -> dict[str, Author]:
    """By name key the oldest author of each name, made where there is none."""
    wanted: dict[str, str] = {}
    for name in names:
        wanted.setdefault(name_key(name), name)
    known = select(Author).where(Author.name_key.in_(wanted)).order_by(Author.id.desc())
    found = {author.name_key: author for author in db.session.scalars(known)} if wanted else {}
    if found.keys() != wanted.keys():
        lock(f"author:{key}" for key in wanted)
        found = {author.name_key: author for author in db.session.scalars(known)}  # by now, perhaps, made by others
    return {key: found.get(key) or _made(Author(name=name)) for key, name in wanted.items()}


def _by_id(entity: type[Any], ids: Sequence[int]) -> dict[int, Any]:
    return {row.id: row for row in db.session.scalars(select(entity).where(entity.id.in_(ids)))} if ids else {}


def _checked(known: Mapping[int, Any], ref: Ref, pointer: str, kind: str) -> Any:
    thing = known.get(ref["id"])
    if thing is None:
        raise Invalid(f"There is no {kind} {ref['id']}.", pointer=f"{pointer}/id")
    if ref.get("name", thing.name) != thing.name:
        raise Invalid(f"The {kind} {ref['id']} has another name.", pointer=f"{pointer}/name")
    return thing


def _made(thing: Any) -> Any:
    db.session.add(thing)
    return thing

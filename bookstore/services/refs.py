"""What a thing names in passing, by id or by name: found, or made. Nothing here commits."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, Select, bindparam, insert, literal_column, select, union_all

from bookstore.errors import Invalid
from bookstore.extensions import db
from bookstore.models import Author, Category, Publisher
from bookstore.models.base import Resource, next_version
from bookstore.services import names
from bookstore.values.category import called, meant, slug_for
from bookstore.values.text import name_key, sort_words

Ref = Mapping[str, Any]
"""How a caller names a thing: `{"id": 1}`, `{"name": "..."}`, or both when they agree."""


class Named(NamedTuple):
    """An author, a publisher or a category, as things show it; `key` is its name key, a category's its slug."""

    id: int
    name: str
    key: str


Known = dict[tuple[str, Any], Named]
"""What is there, by the way in which it was looked for and what was looked for."""

_author, _publisher, _category = Author.__table__.c, Publisher.__table__.c, Category.__table__.c
_authors, _publishers, _categories = (
    (table.id, table.name, key.label("key"))
    for table, key in ((_author, _author.name_key), (_publisher, _publisher.name_key), (_category, _category.slug))
)
AUTHOR, AUTHOR_NAME, PUBLISHER, PUBLISHER_NAME, CATEGORY = _WAYS = (
    "author_id",
    "author_name",
    "publisher_id",
    "publisher_name",
    "category_slug",
)
_LOOKS = {
    AUTHOR: (_authors, _author.id),
    AUTHOR_NAME: (_authors, _author.name_key),
    PUBLISHER: (_publishers, _publisher.id),
    PUBLISHER_NAME: (_publishers, _publisher.name_key),
    CATEGORY: (_categories, _category.slug),
}
"""Ways to look for things: what is read, and by which column."""


def resolved(values: Mapping[str, Any]) -> dict[str, Any]:
    """The authors, the publisher and the categories that values of the wire shape name, looked for at once.

    Invalid points to what does not exist, or is named twice.
    """
    found: dict[str, Any] = {}
    known = _known(_wanted(values))
    if "publisher" in values:
        found["publisher"] = values["publisher"] and _publisher_of(values["publisher"], known)
    if "categories" in values:
        found["categories"] = _categories_of(values["categories"], known)
    if "authors" in values:
        found["authors"] = _authors_of(values["authors"], known)
    return found


def _wanted(values: Mapping[str, Any]) -> dict[str, set[Any]]:
    """What is to be looked for, by way."""
    publisher = values.get("publisher")
    wanted: dict[str, set[Any]] = {way: set() for way in _WAYS}
    for ref in values.get("authors", ()):
        _want(ref, wanted[AUTHOR], wanted[AUTHOR_NAME])
    if publisher is not None:
        _want(publisher, wanted[PUBLISHER], wanted[PUBLISHER_NAME])
    wanted[CATEGORY] = {ref["slug"] for ref in values.get("categories", ()) if "slug" in ref}
    return {way: keys for way, keys in wanted.items() if keys}


def _want(ref: Ref, ids: set[int], keys: set[str]) -> None:
    if "id" in ref:
        ids.add(ref["id"])
    else:
        keys.add(name_key(ref["name"]))


def _known(wanted: Mapping[str, Iterable[Any]]) -> Known:
    """What is there of all that, in one statement; of several authors of one name the oldest."""
    found: Known = {}
    if wanted:
        keys = {way: sorted(wanted[way]) for way in wanted}
        for way, *columns in db.session.connection().execute(_look(tuple(wanted)), keys):
            named = Named(*columns)
            asked = (way, named.id if way in (AUTHOR, PUBLISHER) else named.key)
            if asked not in found or named.id < found[asked].id:
                found[asked] = named
    return found


@lru_cache
def _look(ways: tuple[str, ...]) -> CompoundSelect[Any]:
    """The statement that looks for things in these ways; for an array PostgreSQL would make a plan each time."""

    def looked_for(way: str) -> Select[Any]:
        columns, column = _LOOKS[way]
        return select(literal_column(f"'{way}'").label("way"), *columns).where(
            column.in_(bindparam(way, expanding=True))
        )

    return union_all(*map(looked_for, ways))


def _authors_of(refs: Sequence[Ref], known: Known) -> tuple[Named, ...]:
    known = _with_new_authors([ref["name"] for ref in refs if "id" not in ref], known)
    found: list[Named] = []
    for place, ref in enumerate(refs):
        pointer = f"/authors/{place}"
        by_id = "id" in ref
        author = _checked(AUTHOR, known, ref, pointer) if by_id else known[AUTHOR_NAME, name_key(ref["name"])]
        if author in found:
            raise Invalid(f"{author.name} is named twice.", pointer=pointer)
        found.append(author)
    return tuple(found)


def _with_new_authors(spellings: Iterable[str], known: Known) -> Known:
    """With those made of whom there is none."""
    wanted: dict[str, str] = {}
    for name in spellings:
        wanted.setdefault(name_key(name), name)
    if all((AUTHOR_NAME, key) in known for key in wanted):
        return known
    names.lock(f"author:{key}" for key in wanted)
    known = known | _known({AUTHOR_NAME: wanted})  # by now, perhaps, made by others
    for key, name in wanted.items():
        if (AUTHOR_NAME, key) not in known:
            known[AUTHOR_NAME, key] = _made(Author, name, key, name_key=key)
    return known


def _publisher_of(ref: Ref, known: Known) -> Named:
    if "id" in ref:
        return _checked(PUBLISHER, known, ref, "/publisher")
    key = name_key(ref["name"])
    if (PUBLISHER_NAME, key) not in known:
        names.hold_publisher(key)
        known = _known({PUBLISHER_NAME: {key}})  # somebody may have made it while we waited
    return known.get((PUBLISHER_NAME, key)) or _made(Publisher, ref["name"], key, name_key=key)


def _checked(way: str, known: Known, ref: Ref, pointer: str) -> Named:
    kind, thing = way.partition("_")[0], known.get((way, ref["id"]))
    if thing is None:
        raise Invalid(f"There is no {kind} {ref['id']}.", pointer=f"{pointer}/id")
    if ref.get("name", thing.name) != thing.name:
        raise Invalid(f"The {kind} {ref['id']} has another name.", pointer=f"{pointer}/name")
    return thing


def _categories_of(refs: Sequence[Ref], known: Known) -> tuple[Named, ...]:
    """By slug; a name alone means the category that is called so in any way, made when there is none."""
    found: list[Named] = []
    for place, ref in enumerate(refs):
        pointer = f"/categories/{place}"
        category = _shelf(known, ref, pointer) if "slug" in ref else _category_called(ref["name"], pointer)
        if category in found:
            raise Invalid(f"{category.key} is named twice.", pointer=pointer)
        found.append(category)
    return tuple(sorted(found, key=lambda category: category.key))


def _shelf(known: Known, ref: Ref, pointer: str) -> Named:
    category = known.get((CATEGORY, ref["slug"]))
    if category is None:
        raise Invalid(f"There is no category {ref['slug']}.", pointer=f"{pointer}/slug")
    if ref.get("name", category.name) != category.name:
        raise Invalid(f"The category {ref['slug']} has another name.", pointer=f"{pointer}/name")
    return category


def _category_called(word: str, pointer: str) -> Named:
    """The category that a word means; made if there is none."""
    slug = slug_for(word)
    names.hold_category(slug)
    likely = db.session.connection().execute(names.likely_categories(word).with_only_columns(*_categories))
    found = meant(word, called((row.key, row.name, Named(*row)) for row in likely))
    if found is None and not slug:
        raise Invalid("A category needs letters or digits in its name.", pointer=pointer)
    return found or _made(Category, word, slug, slug=slug)


def _made(entity: type[Resource], name: str, key: str, **keys: str) -> Named:
    row = {"name": name, "name_words": sort_words(name), "version": next_version(), **keys}
    statement = insert(entity.__table__).returning(entity.__table__.c.id)
    return Named(db.session.connection().execute(statement, row).scalar_one(), name, key)

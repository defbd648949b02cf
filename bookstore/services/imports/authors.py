"""Authors and works that a source tells of by key, and the books that await them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, Update, bindparam, delete, exists, select, union_all

from bookstore.extensions import db
from bookstore.models import Author, Authorship, AwaitedAuthor, Product, WorkAuthor
from bookstore.models.base import risen
from bookstore.services import search
from bookstore.services.imports.names import Names, spellings
from bookstore.values.records import AuthorRecord, WorkRecord
from bookstore.values.text import name_key, sort_words

BATCH = 1000
_author = Author.__table__.c
_awaited = AwaitedAuthor.__table__.c
_work = WorkAuthor.__table__.c

DETAILS = ("name", "sort_name", "born", "died", "biography")


def take_in(records: Sequence[AuthorRecord], names: Names) -> None:
    """Make the authors that are new, and write what the records say of each that differs."""
    names.find_authors(spellings(record.name for record in records if not record.key), {})
    unkeyed = names.authors  # before those with keys are made: of two with one name, one has none
    names.find_authors({}, {record.key: record.name for record in records if record.key})
    told = {
        names.keyed_authors[record.key] if record.key else unkeyed[name_key(record.name)]: record for record in records
    }
    columns = [getattr(Author, name) for name in DETAILS]
    held = db.session.execute(select(Author.id, *columns).where(names.bulk.among(Author.id, told)))
    changes = [_change(row, told[row.id], names) for row in held.all()]
    changed = [change for change in changes if change is not None]
    if changed:
        db.session.connection().execute(_update(), [change for change, _ in changed])
        renamed = names.bulk.among(Authorship.author_id, [change["author_id"] for change, other in changed if other])
        search.reindex(select(Authorship.product_id).where(renamed).distinct())


def keep_works(records: Sequence[WorkRecord], names: Names) -> None:
    """Remember who wrote which work."""
    works = {record.key: tuple(dict.fromkeys(record.author_keys)) for record in records}
    table = WorkAuthor.__table__
    db.session.execute(table.delete().where(names.bulk.among(table.c.work_key, works)))
    rows = [(work, place, key) for work, keys in works.items() for place, key in enumerate(keys)]
    names.bulk.insert("work_authors", ("work_key", "position", "author_key"), rows)


def settle(after: int, names: Names) -> int | None:
    """Sign books whose awaited authors are known by now: a batch of those with higher ids than `after`.

    The answer is the last one's id, or None when there is none left.
    """
    ids = db.session.scalars(_settleable(after)).all()
    if not ids:
        return None
    _sign(ids, names)
    return ids[-1]


def _settleable(after: int) -> Select[int]:
    """The next books that could be signed by somebody, in the order of their ids."""
    unsigned = _unsigned().subquery()
    found = select(unsigned.c.product_id).where(unsigned.c.product_id > after).distinct()
    return found.order_by(unsigned.c.product_id).limit(BATCH)


def _unsigned() -> Select[Any]:
    """Awaited authors that are known, with their places, where they have not signed yet."""
    direct = select(_awaited.product_id, _awaited.position, _author.id.label("author_id"))
    direct = direct.join(Author, _author.key == _awaited.key)
    place = (_awaited.position + _work.position).label("position")
    lent = select(_awaited.product_id, place, _author.id.label("author_id"))
    lent = lent.join(WorkAuthor, _work.work_key == _awaited.key).join(Author, _author.key == _work.author_key)
    link, signed = union_all(direct, lent).subquery("link"), Authorship.__table__.c
    has_signed = exists().where(signed.product_id == link.c.product_id, signed.author_id == link.c.author_id)
    return select(link).where(~has_signed)


def _sign(ids: Sequence[int], names: Names) -> None:
    link = _unsigned().subquery()
    rows = db.session.execute(select(link).where(names.bulk.among(link.c.product_id, ids)).order_by(*link.c))
    first = {(product_id, author_id): position for product_id, position, author_id in reversed(rows.all())}
    signed = [(product_id, position, author_id) for (product_id, author_id), position in first.items()]
    names.bulk.insert("authorships", ("product_id", "position", "author_id"), signed)
    unknown = exists().where(_work.work_key == _awaited.key, ~exists().where(_author.key == _work.author_key))
    lent = exists().where(_work.work_key == _awaited.key) & ~unknown
    settled = exists().where(_author.key == _awaited.key) | lent
    db.session.execute(delete(AwaitedAuthor).where(names.bulk.among(_awaited.product_id, ids), settled))
    search.reindex(select(Product.id).where(names.bulk.among(Product.id, ids)))


def _change(row: Any, record: AuthorRecord, names: Names) -> tuple[dict[str, Any], bool] | None:
    """What to write of an author, and whether that is another name; None where nothing changes."""
    told = {name: _told(getattr(row, name), record, name) for name in DETAILS}
    if told == {name: getattr(row, name) for name in DETAILS}:
        return None
    derived = {"name_key": name_key(told["name"]), "name_words": sort_words(told["name"])}
    written = told | derived | {"author_id": row.id, "updated_at": names.moment}
    return written, told["name"] != row.name


def _told(was: Any, record: AuthorRecord, name: str) -> Any:
    """A foreign source fills gaps and overwrites nothing; our own format decides on what it gives."""
    decides = was is None if record.given is None else name in record.given
    return getattr(record, name) if decides else was


def _update() -> Update:
    told: dict[str, Any] = {name: bindparam(name) for name in (*DETAILS, "name_key", "name_words", "updated_at")}
    changed = told | {"version": risen(_author.version)}
    return Author.__table__.update().where(_author.id == bindparam("author_id")).values(changed)

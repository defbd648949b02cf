"""Files in the storage: none that nobody knows of, and nothing known that is not there.

A file is noted in a transaction of its own before it is written, and kept in the one that lets something show it. What
is not kept, or whose product is gone, is deleted first and forgotten then: whatever breaks off in between is finished
by the next who tidies up.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from typing import NamedTuple
from uuid import uuid4

import structlog
from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from bookstore.errors import NotFound, Refusal
from bookstore.extensions import db, storage
from bookstore.models import Product, StoredFile
from bookstore.models.base import now
from bookstore.models.stored_file import LOOSE
from bookstore.services.transaction import writing
from bookstore.values import limits

PATIENCE = timedelta(hours=1)
"""How long an upload may take before it counts as broken off."""

AT_ONCE = 100
"""Files that are tidied up by one who came for something else."""

log = structlog.get_logger("files")


class Content(NamedTuple):
    """What is to be a file: what it is for, and the bytes."""

    role: str
    media_type: str
    body: bytes

    @property
    def digest(self) -> str:
        """What tells it from others."""
        return sha256(self.body).hexdigest()[: limits.DIGEST]


@contextmanager
def stored(product_id: int, contents: Sequence[Content]) -> Iterator[list[str]]:
    """Write files of a product, and hand out their keys; those that nobody has kept by the end are deleted again."""
    noted = _noted(product_id, contents)
    try:
        for key, content in zip(noted, contents, strict=True):
            storage.put(key, content.body)
        yield noted
    finally:
        tidy(noted)


def keep(keys: Collection[str], product_id: int) -> None:
    """Make files the product's, within the transaction that shows them; NotFound when it is gone, or they are.

    The product is held before its files are, as who deletes it does: in another order each would wait for the other.
    """
    db.session.execute(select(Product.id).where(Product.id == product_id).with_for_update(read=True, key_share=True))
    mine = update(StoredFile).where(StoredFile.key.in_(keys), StoredFile.product_id == product_id)
    if db.session.connection().execute(mine.values(kept=True)).rowcount != len(keys):
        raise NotFound("It was deleted in this moment.")


def release(condition: ColumnElement[bool]) -> None:
    """Let files belong to nothing any more, within the transaction that shows them no longer."""
    db.session.connection().execute(update(StoredFile).where(condition).values(product_id=None))


def tidy(mine: Collection[str] = ()) -> None:
    """Delete files that belong to nothing, and of `mine` all that are not kept; what fails is left to the next."""
    unkept = StoredFile.kept.is_(False)
    broken_off = and_(unkept, StoredFile.noted_at < now() - PATIENCE)
    released = and_(StoredFile.kept, StoredFile.product_id.is_(None))
    loose = and_(LOOSE, or_(broken_off, released, and_(unkept, StoredFile.key.in_(mine))))
    try:
        db.session.rollback()
        for key in db.session.scalars(select(StoredFile.key).where(loose).limit(AT_ONCE)).all():
            _discard(key, loose)
    except (Refusal, SQLAlchemyError) as error:
        log.warning("files_left_for_later", error=type(error).__name__, exc_info=error)
    finally:
        db.session.rollback()


def _noted(product_id: int, contents: Sequence[Content]) -> list[str]:
    """Keys for files that are about to be written."""
    keys = [_fresh_key() for _ in contents]
    with writing(lambda: NotFound("It was deleted in this moment.")):
        db.session.add_all(
            StoredFile(
                key=key,
                product_id=product_id,
                role=content.role,
                media_type=content.media_type,
                size=len(content.body),
                digest=content.digest,
            )
            for key, content in zip(keys, contents, strict=True)
        )
    return keys


def _fresh_key() -> str:
    """A key that no file ever had, in one of 256 folders."""
    name = uuid4().hex
    return f"{name[:2]}/{name}"


def _discard(key: str, loose: ColumnElement[bool]) -> None:
    """Delete a file and then forget it, unless somebody has kept it or is at it."""
    with writing():
        found = select(StoredFile).where(StoredFile.key == key, loose).with_for_update(skip_locked=True)
        file = db.session.scalar(found)
        if file is not None:
            storage.delete(key)
            db.session.delete(file)

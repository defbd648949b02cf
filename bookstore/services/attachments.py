"""Attachments of books: finding, adding and deleting them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy import delete as deleting

from bookstore.errors import NotFound
from bookstore.extensions import db
from bookstore.models import Attachment, Book, StoredFile
from bookstore.services import files, kinds, queries
from bookstore.services.created import Created
from bookstore.services.files import Content
from bookstore.services.listing import Listing, Sorts, both_ways, ordered
from bookstore.services.transaction import locked, writing
from bookstore.values.uploads import Upload

ROLE = "attachment"
_attachment = Attachment.__table__.c

SORTS: Sorts = {
    "id": both_ways(_attachment.id),
    "size": both_ways(_attachment.size),
    "uploaded_at": both_ways(_attachment.created_at),
}


def find(book_id: int, *, sort: Sequence[str] = ()) -> Listing:
    """The attachments of a book."""
    rows = select(Attachment).where(Attachment.product_id == book_id)
    of = select(Book.id).where(Book.id == book_id)
    return Listing(Attachment, rows, ordered(SORTS, sort, _attachment.id), of=of)


def one(attachment_id: int) -> Select[Any]:
    """One attachment."""
    return select(Attachment).where(Attachment.id == attachment_id)


def add(book_id: int, upload: Upload) -> Created:
    """A new attachment of a book; Unsupported when it is not what it says that it is."""
    if queries.first(select(Book.id).where(Book.id == book_id)) is None:
        raise NotFound(f"There is no book {book_id}.")
    body = upload.stream.read()
    media_type = kinds.attachment(body)
    kinds.agree(upload, media_type, named=True)
    with files.stored(book_id, [Content(ROLE, media_type, body)]) as keys:
        with writing():
            files.keep(keys, book_id)
            added = Attachment(product_id=book_id, name=upload.name, type=media_type, size=len(body), file_key=keys[0])
            db.session.add(added)
        db.session.expunge(added)  # tidying up would have it read again, and by then it may be gone
    return Created(Attachment, added)


def delete(attachment_id: int, *, version: int | None = None) -> None:
    """No such attachment any more."""
    with writing():
        attachment = locked(one(attachment_id), version, f"attachment {attachment_id}")
        db.session.delete(attachment)
        db.session.flush()
        files.release(StoredFile.key == attachment.file_key)
    files.tidy()


def forget(book_id: int) -> None:
    """Delete the attachments of a book that is about to be deleted, so that it is known that they have gone, too."""
    db.session.connection().execute(deleting(Attachment.__table__).where(_attachment.product_id == book_id))


def file_of(attachment_id: int) -> Row[Any]:
    """The file of an attachment, and what it is called; NotFound."""
    columns: list[Any] = [StoredFile.key, StoredFile.media_type, StoredFile.size, StoredFile.digest, Attachment.name]
    joined = one(attachment_id).join(StoredFile, StoredFile.key == Attachment.file_key)
    row = queries.first(joined.with_only_columns(*columns))
    if row is None:
        raise NotFound("There is no such attachment.")
    return row

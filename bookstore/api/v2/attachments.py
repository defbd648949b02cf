"""/books/{id}/attachments and /attachments"""

from typing import Any

from bookstore.api import files, representation
from bookstore.api.blueprint import ANYONE, Blueprint
from bookstore.api.files import Sent
from bookstore.schemas.attachment import URL, Attachment, AttachmentForm
from bookstore.services import attachments
from bookstore.values.files import ATTACHMENTS

blp = Blueprint("attachments", __name__, description="Attachments: files that come with books.")


@blp.get("/books/<id:book_id>/attachments")
@blp.access(ANYONE)
@blp.paginated(Attachment, sorts=attachments.SORTS, q=False)
def list_attachments(query: dict[str, Any], book_id: int) -> Any:
    """List the attachments of a book."""
    return attachments.find(book_id, **query)


@blp.post("/books/<id:book_id>/attachments")
@blp.access("staff", scope="catalogue:write")
@blp.upload(AttachmentForm, most="MAX_ATTACHMENT_LENGTH")
@blp.creates(Attachment, at=URL)
def add_attachment(parts: dict[str, Any], book_id: int) -> Any:
    """Attach a file to a book.

    PDF, DOC, DOCX, JPEG or PNG of at most 10 MB, as the part `file` of a form; its name has to end as such files do.
    """
    return attachments.add(book_id, parts["file"])


@blp.get("/attachments/<id:attachment_id>")
@blp.access(ANYONE)
@blp.shows(Attachment)
def get_attachment(attachment_id: int) -> Any:
    """Show what an attachment is."""
    return attachments.one(attachment_id)


@blp.get("/attachments/<id:attachment_id>/file")
@blp.access(ANYONE)
@blp.sends(*ATTACHMENTS)
def get_attachment_file(attachment_id: int) -> Sent:
    """Download an attachment."""
    file = attachments.file_of(attachment_id)
    headers = {"Content-Disposition": files.disposition(file.name), "Cache-Control": representation.CACHE_CONTROL}
    return Sent(file.key, file.media_type, file.size, file.digest, headers)


@blp.delete("/attachments/<id:attachment_id>")
@blp.access("staff", scope="catalogue:write")
@blp.guarded(attachments.one, Attachment)
@blp.deletes
def delete_attachment(attachment_id: int, version: int | None) -> None:
    """Delete an attachment."""
    attachments.delete(attachment_id, version=version)

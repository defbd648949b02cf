"""The shape of an attachment, and how one is sent."""

import marshmallow as ma

from bookstore.schemas import fields
from bookstore.schemas.base import Schema
from bookstore.schemas.files import File, Form

URL = "/api/v2/attachments"


class Attachment(Schema):
    """A file that comes with a book."""

    id = fields.Id(dump_only=True)
    name = ma.fields.String(dump_only=True)
    size = ma.fields.Integer(strict=True, dump_only=True, metadata={"description": "Bytes."})
    type = ma.fields.String(dump_only=True, metadata={"description": "Its media type, found out from what is in it."})
    url = fields.Link(f"{URL}/{{}}/file", attribute="id", metadata={"description": "The file itself."})
    uploaded_at = fields.Instant(attribute="created_at", dump_only=True)

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {
            "id": 5,
            "name": "Reading sample.pdf",
            "size": 48_213,
            "type": "application/pdf",
            "url": f"{URL}/5/file",
            "uploaded_at": "2026-01-05T09:30:00.000000Z",
        }


class AttachmentForm(Form):
    """A file, as a form sends it."""

    file = File(required=True, metadata={"description": "PDF, DOC, DOCX, JPEG or PNG; its name must say which."})

    class Meta(Form.Meta):
        """What the documentation shows."""

        example = {"file": "(the bytes of Reading sample.pdf)"}

"""Reading uploads: multipart/form-data, whole, within its limits, each part once; nothing is left behind of one.

Files go to disk while they come in, without a name, so that they are gone with whoever reads them.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import marshmallow as ma
from flask import Request, current_app
from werkzeug.datastructures import FileStorage
from werkzeug.formparser import FormDataParser

from bookstore.api.errors import Refused, Unreadable
from bookstore.api.parsing import check_encodings, pointers, whole, whole_body
from bookstore.errors import Invalid
from bookstore.schemas.files import File
from bookstore.values import limits, text
from bookstore.values.uploads import Upload

MULTIPART = "multipart/form-data"
PARTS = 20
TEXT_LENGTH = 512 * 1024
"""Bytes of a part that is no file; werkzeug reads files too in pieces that must be smaller than this."""

BOUNDARY = 200
"""Characters of a boundary; RFC 2046 has 70, and clients with more of them."""

IN_MEMORY = 256 * 1024
"""Bytes of a file that is not worth a visit to the disk."""

_BACKSLASH = re.compile(r'\\(?!")')
"""One that stands for itself, as browsers send it; it is not in the name any more when that has been read."""

REPLACED = "\ufffd"
"""What stands where bytes were no text."""


@contextmanager
def received(req: Request, schema: ma.Schema, most: int, bodies: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """The parts of a form, loaded: of at most so many bytes in all. Its files are closed at the end.

    A body of one of the media types in `bodies` is the part `file` by itself.
    """
    req.max_content_length = most
    if req.mimetype in bodies:
        yield {"file": _body(req)}
        return
    _check_media_type(req, bodies)
    folder = Path(current_app.config["UPLOADS_FOLDER"])
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as files:

        def opened(**_: Any) -> IO[bytes]:
            return files.enter_context(SpooledTemporaryFile(IN_MEMORY, dir=folder))

        parser = FormDataParser(opened, max_form_memory_size=TEXT_LENGTH, max_form_parts=PARTS, silent=False)
        yield _loaded(_parts(req, parser), schema)


def _body(req: Request) -> Upload:
    check_encodings(req)
    body = whole_body(req, "bad-request")
    if not body:
        raise Invalid("The body is empty.", pointer="/file")
    return Upload(BytesIO(body), "", req.mimetype, len(body))


def _check_media_type(req: Request, bodies: Sequence[str]) -> None:
    if req.mimetype != MULTIPART:
        raise Refused("unsupported-media-type", f"Send {' or '.join((MULTIPART, *bodies))}.")
    if not re.fullmatch(rf"[\x21-\x7e ]{{1,{BOUNDARY}}}", req.mimetype_params.get("boundary", "")):
        raise Refused("bad-request", f"{MULTIPART} needs a boundary of 1 to {BOUNDARY} characters.")
    check_encodings(req)


def _parts(req: Request, parser: FormDataParser) -> list[tuple[str, str | FileStorage]]:
    with whole("The form breaks off, or is badly written."):
        _, fields, files = parser.parse(req.stream, MULTIPART, req.content_length, req.mimetype_params)
    return [*fields.items(multi=True), *files.items(multi=True)]


def _loaded(parts: list[tuple[str, str | FileStorage]], schema: ma.Schema) -> dict[str, Any]:
    names = [name for name, _ in parts]
    if repeated := {name for name in names if names.count(name) > 1}:
        raise Unreadable([_place(name, "Is given more than once.") for name in sorted(repeated)])
    try:
        given = {name: _value(name, part, schema.fields.get(name)) for name, part in parts}
        values: dict[str, Any] = schema.load(given)
    except ma.ValidationError as error:
        raise Unreadable(list(pointers(error.normalized_messages()))) from None
    return values


def _value(name: str, part: str | FileStorage, field: ma.fields.Field[Any] | None) -> str | Upload:
    if isinstance(part, FileStorage):
        part.stream.seek(0, 2)
        size = part.stream.tell()
        part.stream.seek(0)
        return Upload(part.stream, _file_name(name, part), part.mimetype, size)
    if REPLACED in part and not isinstance(field, File):  # that one has more to say of it
        raise Unreadable([_place(name, "Is not UTF-8.")])
    return part


def _file_name(part: str, file: FileStorage) -> str:
    """The name as it was sent, in the normal form of all texts; Unreadable says what else is odd about it."""
    clean = unicodedata.normalize("NFC", file.filename or "")
    if fault := _fault(clean, file.headers.get("Content-Disposition", "")):
        raise Unreadable([_place(part, f"The name of the file {fault}.")])
    return clean


def _fault(name: str, head: str) -> str | None:
    """What is wrong with a name that was read from this head, if anything."""
    if "/" in name or "\\" in name or _BACKSLASH.search(head):
        return "leads to a folder: send it without / and \\"
    if REPLACED in name:
        return "is not UTF-8"
    if text.is_blank(name):
        return "is blank"
    if found := next((char for char in name if not char.isprintable() or text.forbidden(char)), None):
        return f"contains the forbidden character U+{ord(found):04X}"
    return f"is longer than {limits.FILE_NAME} characters" if len(name) > limits.FILE_NAME else None


def _place(name: str, detail: str) -> dict[str, str]:
    return next(iter(pointers({name: [detail]})))

"""Kinds of files: found out from what is in them, and held against what they say of themselves."""

from io import BytesIO
from zipfile import BadZipFile, ZipFile, is_zipfile

import puremagic

from bookstore.errors import Unsupported
from bookstore.services import pictures
from bookstore.values.files import ATTACHMENTS, EXTENSIONS, PICTURES, UNSTATED, fits
from bookstore.values.uploads import Upload

_WORD_STREAM = "WordDocument".encode("utf-16-le")
"""What holds the text of a .doc; other programs use the same container for files of theirs."""

_WORD_PART = "word/document.xml"
"""What holds the text of a .docx, which is a ZIP as others are."""

_UNREADABLE = (BadZipFile, UnicodeDecodeError, NotImplementedError)
"""What zipfile raises of archives that are damaged, misspell their names, or need a later version of the format."""

_MACROS = "word/vbaProject.bin"
_DOC, _DOCX = "application/msword", ATTACHMENTS[-1]
ALIASES = {"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "application/x-pdf": "application/pdf"}


def attachment(body: bytes) -> str:
    """The media type of a document or a picture; Unsupported when it is neither."""
    found = {match.mime_type for match in _matches(body)} & set(ATTACHMENTS)
    wanted = next((media_type for media_type in EXTENSIONS if media_type in found and _holds(body, media_type)), None)
    if wanted is None:
        raise Unsupported("This is no file of a kind that is taken: send PDF, DOC, DOCX, JPEG or PNG.")
    return wanted


def agree(upload: Upload, media_type: str, *, named: bool = False) -> None:
    """Refuse a file whose name or Content-Type says that it is something else than it is; it may have to be `named`."""
    stated = ALIASES.get(upload.media_type, upload.media_type)
    if stated not in UNSTATED and stated != media_type:
        raise Unsupported(f"This is {media_type}, and not what its Content-Type says.")
    if not fits(upload.name, media_type, stated=named):
        names = " or ".join(EXTENSIONS[media_type])
        raise Unsupported(f"This is {media_type}, and not what its name says: that must end in {names}.")


def _matches(body: bytes) -> list[puremagic.PureMagicWithConfidence]:
    try:
        return puremagic.magic_string(body)
    except (puremagic.PureError, ValueError):
        return []


def _holds(body: bytes, media_type: str) -> bool:
    """Whether it is what its first bytes say."""
    if media_type in PICTURES:
        return pictures.media_type_of(body) == media_type
    if media_type == _DOC:
        return _WORD_STREAM in body
    if media_type == _DOCX:
        return _is_docx(body)
    return body.startswith(b"%PDF-") and not _ends_in_archive(body)


def _is_docx(body: bytes) -> bool:
    """Nothing is unpacked: the list of what is in it is enough; macros have an extension of their own."""
    try:
        names = set(ZipFile(BytesIO(body)).namelist())
    except _UNREADABLE:
        return False
    return _WORD_PART in names and _MACROS not in names and body.startswith(b"PK\x03\x04")


def _ends_in_archive(body: bytes) -> bool:
    """Whether it is an archive to those who look at the end of a file."""
    try:
        return is_zipfile(BytesIO(body))
    except BadZipFile:  # it says that it has other parts
        return True

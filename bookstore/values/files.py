"""Files that are sent: what they are called, and what that says of their kind."""

import unicodedata
from pathlib import PurePosixPath

from bookstore.values import limits, text

EXTENSIONS: dict[str, tuple[str, ...]] = {
    "image/jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "application/pdf": (".pdf",),
    "application/msword": (".doc",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
}
"""By media type, how names of such files end."""

PICTURES = ("image/jpeg", "image/png", "image/webp")
ATTACHMENTS = tuple(media_type for media_type in EXTENSIONS if media_type != "image/webp")
UNSTATED = (None, "", "application/octet-stream")
"""Content types that say nothing of what it is."""


def name_of(given: str) -> str | None:
    """The name of a file in its normal form; None for what is no name: a path, a blank, with odd characters, too long."""
    name = unicodedata.normalize("NFC", given).strip()
    odd = text.forbidden(name) or set(name) & set("/\\\t\n\r\u2028\u2029")
    stem = PurePosixPath(name).stem.strip(". ")
    return None if odd or not stem or text.is_blank(name) or len(name) > limits.FILE_NAME else name


def fits(name: str, media_type: str) -> bool:
    """Whether a name says of a file what it is; one without an extension says nothing of it."""
    extension = PurePosixPath(name).suffix.lower()
    return not extension or extension in EXTENSIONS[media_type]

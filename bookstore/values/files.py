"""Files that are sent: what they are called, and what that says of their kind."""

from pathlib import PurePosixPath

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


def fits(name: str, media_type: str, *, stated: bool = False) -> bool:
    """Whether a name says of a file what it is; without an extension it does not, unless that need not be `stated`."""
    extension = PurePosixPath(name).suffix.lower()
    return extension in EXTENSIONS[media_type] or not (extension or stated)

"""Thumbnails of covers."""

from bookstore.errors import NotFound
from bookstore.jobs.progress import Progress
from bookstore.services import covers


def run(_progress: Progress, *, kind: str, product_id: int, digest: str) -> dict[str, int]:
    """Make the smaller copies of a cover; nothing, when it has been replaced or they are there."""
    try:
        return {"made": covers.make_thumbnails(kind, product_id, digest)}
    except NotFound:  # replaced or deleted in this moment
        return {"made": 0}

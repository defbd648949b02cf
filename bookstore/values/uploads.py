"""Files that come with requests."""

from typing import IO, NamedTuple


class Upload(NamedTuple):
    """A file that came with a request: open, at its beginning; it is gone with the request, unless somebody keeps it.

    `name` is what the client calls it; `media_type` what the client takes it for, which proves nothing.
    """

    stream: IO[bytes]
    name: str
    media_type: str
    size: int

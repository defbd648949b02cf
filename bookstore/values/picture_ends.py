"""Where pictures end. A file that goes on behind that is two files in one, of which nobody has seen the second."""

import re
from collections.abc import Callable

_MARKER = re.compile(rb"\xff([^\x00\x01\xff\xd0-\xd7])")
"""What begins a part of a JPEG: neither a byte of its data nor a mark within them."""

_SOI, _EOI = b"\xff\xd8", b"\xd9"
_SIGNATURE = 8
"""Bytes of a PNG in front of its chunks, each of which has twelve bytes around its data."""


def goes_on(body: bytes, media_type: str) -> bool:
    """Whether something follows the picture, or the picture does not come to its end."""
    return _ENDS[media_type](body) != len(body)


def _end_of_png(body: bytes) -> int:
    at = _SIGNATURE
    while at + 12 <= len(body):
        name = body[at + 4 : at + 8]
        at += 12 + int.from_bytes(body[at : at + 4])
        if name == b"IEND":
            return at
    return 0


def _end_of_webp(body: bytes) -> int:
    size = int.from_bytes(body[4:8], "little")
    return 8 + size + size % 2


def _end_of_jpegs(body: bytes) -> int:
    """Cameras put further pictures behind the first (CIPA DC-007), with zeros in between."""
    at = 0
    while body.startswith(_SOI, at):
        end = _end_of_jpeg(body, at)
        at = len(body) - len(body[end:].lstrip(b"\0")) if end else 0
        if not end:
            return 0
    return at


def _end_of_jpeg(body: bytes, at: int) -> int:
    at += len(_SOI)
    while found := _MARKER.search(body, at):
        if found[1] == _EOI:
            return found.end()
        at = found.end() + int.from_bytes(body[found.end() : found.end() + 2])
    return 0


_ENDS: dict[str, Callable[[bytes], int]] = {
    "image/jpeg": _end_of_jpegs,
    "image/png": _end_of_png,
    "image/webp": _end_of_webp,
}

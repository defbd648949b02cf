"""Pictures: looked at before they are decoded, and made anew: what can be seen is all that is left of a file."""

import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from threading import BoundedSemaphore
from typing import Any, NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError

from bookstore.errors import Invalid, Unavailable, Unsupported
from bookstore.values import limits
from bookstore.values.picture_ends import goes_on

MEDIA_TYPES = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
"""By what the decoder calls them; an MPO is a JPEG with others behind it."""

SAVED: dict[str, dict[str, Any]] = {
    "image/jpeg": {"format": "JPEG", "quality": 88},
    "image/png": {"format": "PNG"},
    "image/webp": {"format": "WEBP", "quality": 88, "method": 2},
}
GREY = frozenset({"1", "L", "I;16", "I;16B", "I;16L"})
BOXES = ((160, 240), (320, 480), (640, 960))
"""Width and height that thumbnails fit in."""

_BROKEN = (OSError, ValueError, SyntaxError, ArithmeticError, LookupError, struct.error)
"""What decoders raise of files that are none of theirs, or broken."""

WAIT = 5.0
"""Seconds that a picture waits for its turn."""

_DECODING = BoundedSemaphore(1)
"""One picture at a time in a process: each takes 80 MB for a moment, and a whole core."""


class Picture(NamedTuple):
    """A picture as a file, and its size in pixels."""

    body: bytes
    media_type: str
    width: int
    height: int


def clean(body: bytes) -> Picture:
    """The picture in a file, upright and without all else that the file held; Unsupported or Invalid."""
    with _opened(body) as image:
        ImageOps.exif_transpose(image, in_place=True)
        return _saved(image, MEDIA_TYPES[str(image.format)])


def media_type_of(body: bytes) -> str:
    """What kind of picture a file is, by its head, and by its being nothing besides; Unsupported or Invalid."""
    with _explained():
        return MEDIA_TYPES[str(_head(body).format)]


def thumbnails(picture: bytes, boxes: Sequence[tuple[int, int]] = BOXES) -> list[Picture | None]:
    """Smaller copies of a picture that fit into boxes; None where it fits as it is."""
    with _opened(picture) as image:
        media_type = MEDIA_TYPES[str(image.format)]
        return [_reduced(image, box, media_type) for box in boxes]


def _reduced(image: Image.Image, box: tuple[int, int], media_type: str) -> Picture | None:
    if image.width <= box[0] and image.height <= box[1]:
        return None
    return _saved(image.resize(_fitting(image, box), Image.Resampling.LANCZOS), media_type)


def _fitting(image: Image.Image, box: tuple[int, int]) -> tuple[int, int]:
    """The size in which a picture fills a box; a side of it that comes to nothing is a pixel."""
    scale = min(box[0] / image.width, box[1] / image.height)
    return max(1, round(image.width * scale)), max(1, round(image.height * scale))


@contextmanager
def _alone() -> Iterator[None]:
    """One picture at a time: they take much memory. Who would wait for long is told to come back."""
    if not _DECODING.acquire(timeout=WAIT):
        raise Unavailable("Other pictures are being read: try again in a moment.")
    try:
        yield
    finally:
        _DECODING.release()


@contextmanager
def _opened(body: bytes) -> Iterator[Image.Image]:
    """A decoded picture, alone in this process; what makes it too large is read from its head alone."""
    with _alone(), _explained():
        image = _head(body)
        if image.width * image.height > limits.PIXELS:
            raise Invalid(_too_many(image.width, image.height), pointer="/file")
        if getattr(image, "is_animated", False) and image.format != "MPO":
            raise Invalid("A picture that moves is not taken: send one that stands still.", pointer="/file")
        image.load()
        yield image


def _head(body: bytes) -> Image.Image:
    """A picture of which nothing but the head has been read."""
    image = Image.open(BytesIO(body), formats=("JPEG", "PNG", "WEBP"))
    if goes_on(body, MEDIA_TYPES[str(image.format)]):
        raise Invalid("The file does not end where the picture in it does.", pointer="/file")
    return image


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except UnidentifiedImageError:
        raise Unsupported("This is no picture of a kind that is taken: send JPEG, PNG or WebP.") from None
    except Image.DecompressionBombError:
        raise Invalid(_too_many(), pointer="/file") from None
    except _BROKEN:
        raise Invalid("The picture is broken: it can't be decoded.", pointer="/file") from None


def _too_many(*size: int) -> str:
    """`size` is width and height, where they are known."""
    found = f" of {size[0]} x {size[1]} pixels" if size else ""
    return f"The picture{found} is too large: it may have {limits.PIXELS // 10**6} million pixels."


def _saved(image: Image.Image, media_type: str) -> Picture:
    """The picture in a new file; what the old one said besides (camera, place, comment, colours' profile) is left."""
    mode = _mode_of(image, media_type)
    plain = image if image.mode == mode else image.convert(mode)  # no copy without need: it may be 80 MB
    plain.info = {}
    file = BytesIO()
    plain.save(file, **SAVED[media_type])
    return Picture(file.getvalue(), media_type, plain.width, plain.height)


def _mode_of(image: Image.Image, media_type: str) -> str:
    if media_type != "image/jpeg" and image.has_transparency_data:
        return "RGBA"
    return "L" if image.mode in GREY and media_type != "image/webp" else "RGB"

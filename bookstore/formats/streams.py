"""Files as bytes, plain or gzipped, and the encoding of their text; in constant memory."""

import codecs
import gzip
import re
import zlib
from collections.abc import Iterator
from io import BufferedIOBase
from itertools import accumulate, chain
from pathlib import Path
from typing import NamedTuple

DAMAGED = (EOFError, gzip.BadGzipFile, zlib.error)
"""What reading a broken gzip file raises."""

DAMAGE = "the file is damaged from here on: "
"""How the reason begins for which nothing more of a file is read."""

HEAD = 65_536
RATIO = 50
"""How many times its size a file of strangers may unpack to; catalogues are packed to a tenth or a twentieth."""

FLOOR, MOST = 10_000_000, 2_000_000_000
"""Bytes that any file may unpack to, and that none may exceed, whatever its size."""

_CHUNK = 1 << 20
_GZIP = b"\x1f\x8b"
_BAD_BYTE = re.compile("[\udc80-\udcff]")
_WHOLE = re.compile("[^\x00-\x7f\udc80-\udcff]")
"""A character beyond ASCII that could be decoded."""

_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


class Encoding(NamedTuple):
    """How to decode a file; `faulty`: bytes that are no text there turn into lone surrogates (see `bad_byte`)."""

    codec: str
    errors: str
    faulty: bool


def opened(path: Path) -> BufferedIOBase:
    """The bytes of a file, unzipped where it is gzipped, whatever its name."""
    return gzip.open(path, "rb") if _is_zipped(path) else path.open("rb")


def outgrows(path: Path) -> bool:
    """Whether a gzipped file unpacks to more than its size allows; no more than that is unpacked to find out."""
    allowed = min(max(path.stat().st_size * RATIO, FLOOR), MOST)
    return _is_zipped(path) and any(size > allowed for size in accumulate(map(len, _chunks(path))))


def head(path: Path, size: int = HEAD) -> str:
    """The beginning of a file as text, without byte order mark; bytes that are no UTF-8 show as U+FFFD."""
    start = b""
    for chunk in _chunks(path, size):
        start += chunk
        if len(start) >= size:
            break
    codec = _codec_of(start) or "utf-8"
    return start.decode(codec, errors="replace")


def encoding(path: Path) -> Encoding:
    """A file's encoding: its byte order mark's, else UTF-8 where no more than few lines break that, else cp1252."""
    codec = _codec_of(next(_chunks(path, 4), b""))
    if codec == "utf-16":
        return Encoding(codec, "replace", faulty=False)
    if _is_utf8(path):
        return Encoding("utf-8-sig", "surrogateescape", faulty=False)
    if codec or _is_mostly_utf8(path):
        return Encoding("utf-8-sig", "surrogateescape", faulty=True)
    return Encoding("cp1252", "surrogateescape", faulty=True)


def damage(error: Exception) -> str:
    """What is wrong with a broken gzip file, in words for who has sent it."""
    if isinstance(error, EOFError):
        what = "it breaks off"
    elif not isinstance(error, gzip.BadGzipFile):
        what = "it can not be unpacked"
    elif "CRC" in str(error) or "length" in str(error):
        what = "its checksum is not that of what it holds"
    else:
        what = "what follows is not gzipped"
    return f"{DAMAGE}{what}"


def bad_byte(text: str) -> str | None:
    """The first byte that could not be decoded, as `0xE9`, or None."""
    found = _BAD_BYTE.search(text)
    return f"0x{ord(found.group()) - 0xDC00:02X}" if found else None


def presentable(text: str) -> str:
    """The text with bytes that could not be decoded as U+FFFD, so that it can be written again."""
    return _BAD_BYTE.sub("\ufffd", text)


def _is_zipped(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == _GZIP


def _codec_of(start: bytes) -> str | None:
    return next((codec for bom, codec in _BOMS.items() if start.startswith(bom)), None)


def _chunks(path: Path, size: int = _CHUNK) -> Iterator[bytes]:
    """The bytes of a file in pieces of at most `size`, up to its end or to where it is damaged."""
    with opened(path) as file:
        try:
            while chunk := file.read1(size):
                yield chunk
        except DAMAGED:
            return


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in _chunks(path):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_mostly_utf8(path: Path) -> bool:
    """Whether whole UTF-8 characters beyond ASCII stand in as many lines as bad bytes do, or bad ones in hardly any.

    Text in cp1252 makes such characters by accident only, so a file without any is none of UTF-8.
    """
    decoder = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")
    lines = good = bad = 0
    for chunk in chain(_chunks(path), [b""]):
        for line in decoder.decode(chunk, final=not chunk).splitlines():
            lines += 1
            if not line.isascii():
                good += _WHOLE.search(line) is not None
                bad += _BAD_BYTE.search(line) is not None
    return good > 0 and bad <= max(good, lines // 100)

"""Content codings: which one a client wants, and bodies in it."""

import re
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

import brotli
import zstandard

IDENTITY = "identity"
GZIP_LEVEL, BR_LEVEL, ZSTD_LEVEL = 6, 4, 3
"""A list of 20 books takes 35, 50 and 10 us, and becomes a tenth of it; brotli's best, 11, would take 6 ms."""

GZIP_WINDOW = 31
"""What zlib calls a window of 32 KiB in gzip's own frame."""

_WEIGHT = re.compile(r"[qQ][ \t]*=[ \t]*([01](?:\.[0-9]{0,3})?)")
_local = threading.local()


def compressed(body: bytes, coding: str) -> bytes:
    """A whole body."""
    return _WHOLE[coding](body)


def compressing(parts: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """A body that comes in parts."""
    step, end = _STREAMS[coding]()
    for part in parts:
        if done := step(part):
            yield done
    yield end()


@lru_cache(128)
def preferred(accepted: str) -> tuple[str, bool]:
    """What Accept-Encoding likes best, of equals the first; and whether it refuses a body as it is."""
    weights = _weights(accepted)
    others = weights.get("*", 0.0)
    weight, coding = max(((weights.get(coding, others), coding) for coding in _WHOLE), key=lambda found: found[0])
    plain = weights.get(IDENTITY, weights.get("*"))
    if not weight or (IDENTITY in weights and weights[IDENTITY] > weight):
        return IDENTITY, False
    return coding, plain == 0


def _weights(accepted: str) -> dict[str, float]:
    """How much each coding is liked; one with a weight that is none counts for nothing."""
    found = {}
    for part in accepted.lower().split(","):
        coding, *parameters = (piece.strip(" \t") for piece in part.split(";"))
        matched = [_WEIGHT.fullmatch(parameter) for parameter in parameters]
        weight = matched[0] if matched else None
        if coding:
            found[coding.removeprefix("x-")] = 1.0 if not matched else min(float(weight[1]), 1.0) if weight else 0.0
    return found


def _zstd(body: bytes) -> bytes:
    """A compressor is made once a thread: that costs more than to use it."""
    if not hasattr(_local, "zstd"):
        _local.zstd = zstandard.ZstdCompressor(level=ZSTD_LEVEL)
    return bytes(_local.zstd.compress(body))


def _brotli(body: bytes) -> bytes:
    return bytes(brotli.compress(body, quality=BR_LEVEL))


def _gzip(body: bytes) -> bytes:
    step, end = _gzip_stream()
    return step(body) + end()


Stream = tuple[Callable[[bytes], bytes], Callable[[], bytes]]


def _zstd_stream() -> Stream:
    stream: Any = zstandard.ZstdCompressor(level=ZSTD_LEVEL).compressobj()
    return stream.compress, stream.flush


def _brotli_stream() -> Stream:
    stream: Any = brotli.Compressor(quality=BR_LEVEL)
    return stream.process, stream.finish


def _gzip_stream() -> Stream:
    stream = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, GZIP_WINDOW)
    return stream.compress, stream.flush


_WHOLE: dict[str, Callable[[bytes], bytes]] = {"zstd": _zstd, "br": _brotli, "gzip": _gzip}
_STREAMS: dict[str, Callable[[], Stream]] = {"zstd": _zstd_stream, "br": _brotli_stream, "gzip": _gzip_stream}
CODINGS = tuple(_WHOLE)
"""All that there are; of those that a client likes equally, the first is taken."""

"""Compression of answers, and what it does to their ETags.

Each coding is a representation of its own, so it has an ETag of its own: that of the state, with `-zstd`, `-br` or
`-gzip` at its end. On the way in this mark is taken off, so that a tag holds whichever coding it came with, and
everybody else deals with states alone; a 304 names the tag by which the client knows what it has.
"""

import re
from functools import lru_cache

from flask import Flask, Response, request

from bookstore.api import codings
from bookstore.api.codings import CODINGS, IDENTITY

WORTH = 500
"""Bytes that are worth it; what fits into a packet is not."""

TYPES = frozenset({"application/json", "application/x-ndjson"})
SUFFIXES = ("/xml", "+xml", "+json", "/javascript")
PROBLEM = "application/problem+json"
EMPTY = frozenset({204, 206, 304})
VARIES = "Accept-Encoding"
CONDITIONS = ("HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH")
AS_SENT = "bookstore."
ASSETS, KEPT = "/assets/", 32
"""Files that never change: the compressed forms of so many are kept."""

_MARK = re.compile(rf'-(?:{"|".join(CODINGS)})(?=")')


def register(app: Flask) -> None:
    """Bind it: tags are read before all else, bodies compressed after all else."""
    app.before_request(_unmark)
    app.after_request(_compress)


def _unmark() -> None:
    """Take the marks of codings off the tags that the request names."""
    environ = request.environ
    for name in CONDITIONS:
        given = environ.get(name, "")
        if unmarked(given) != given:
            environ |= {name: unmarked(given), f"{AS_SENT}{name}": given}


def unmarked(tags: str) -> str:
    """If-Match or If-None-Match without the marks of codings."""
    return _MARK.sub("", tags)


def known_as(tag: str, given: str) -> str:
    """The tag of a state as a client that sent these tags knows it: by it, a cache finds which answer still holds."""
    if f'"{tag}"' in given:
        return tag
    coding = next((coding for coding in CODINGS if f'"{tag}-{coding}"' in given), None)
    return f"{tag}-{coding}" if coding else tag


def packed(body: bytes, coding: str, *, plain_refused: bool = False) -> bytes | None:
    """The body in a coding; None where that is not worth it, unless the client refuses a body as it is."""
    at_least = 1 if plain_refused else WORTH
    if len(body) < at_least:
        return None
    found = codings.compressed(body, coding)
    return found if len(found) < len(body) or plain_refused else None


def _compress(response: Response) -> Response:
    if not _compressible(response):
        return response
    response.vary.add(VARIES)
    if response.status_code == 304:
        _name_as_known(response)
    elif response.status_code not in EMPTY and "Content-Encoding" not in response.headers:
        coding, plain_refused = codings.preferred(request.headers.get(VARIES, ""))
        if coding != IDENTITY:
            _encode(response, coding, plain_refused=plain_refused)
    return response


def _compressible(response: Response) -> bool:
    """Text, but no secrets: how well those compress beside what the client sent would give them away (BREACH)."""
    kind = response.mimetype
    if not (kind in TYPES or kind.startswith("text/") or kind.endswith(SUFFIXES)):
        return False
    return kind == PROBLEM or "no-store" not in response.headers.get("Cache-Control", "")


def _encode(response: Response, coding: str, *, plain_refused: bool) -> None:
    if response.is_streamed and not response.direct_passthrough:
        _encode_stream(response, coding)
        return
    response.direct_passthrough = False
    pack = _packed_asset if request.path.startswith(ASSETS) else packed
    body = pack(response.get_data(), coding, plain_refused=plain_refused)
    if body is not None:
        response.set_data(body)
        _mark(response, coding)


_packed_asset = lru_cache(KEPT)(packed)


def _encode_stream(response: Response, coding: str) -> None:
    """What comes in parts is compressed as it goes; its end closes what it came from."""
    source = response.response
    response.response = codings.compressing(response.iter_encoded(), coding)
    if hasattr(source, "close"):
        response.call_on_close(source.close)
    response.headers.pop("Content-Length", None)
    _mark(response, coding)


def _mark(response: Response, coding: str) -> None:
    response.headers["Content-Encoding"] = coding
    response.headers.pop("Accept-Ranges", None)
    tag, weak = response.get_etag()
    if tag and not weak:
        response.set_etag(f"{tag}-{coding}")


def _name_as_known(response: Response) -> None:
    """The tag of a 304 is one that the client sent."""
    tag, weak = response.get_etag()
    if tag and not weak:
        response.set_etag(known_as(tag, request.environ.get(f"{AS_SENT}HTTP_IF_NONE_MATCH", "")))

"""Files out: with validators, in parts where one is asked for, and so that no browser takes them for anything else."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, NamedTuple
from urllib.parse import quote

from flask import Response, request

from bookstore.api import representation
from bookstore.api.documentation import document, errors
from bookstore.errors import NotFound
from bookstore.extensions import storage

FOR_EVER = "public, max-age=31536000, immutable"
"""For URLs that name their content."""

ANYWHERE = {"Cross-Origin-Resource-Policy": "cross-origin"}
"""Covers are there to be shown on pages, wherever those come from."""

_ONE_RANGE = re.compile(r"bytes=[ \t]*(?:[0-9]{1,18}-[0-9]{0,18}|-(?P<last>[0-9]{1,18}))[ \t]*", re.IGNORECASE)
_SETTLED = frozenset({"HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH"})
_ATTRIBUTE = "!#$&+-.^_`|~"
"""What stands for itself in filename* (RFC 8187)."""


class Sent(NamedTuple):
    """A file on its way: where it is kept, what it is, its validator, and what else is to be said of it."""

    key: str
    media_type: str
    size: int
    etag: str
    headers: dict[str, str]


class Vanished(NotFound):
    """The file was replaced between the look at what there is and the reading of it."""


def sending(view: Callable[..., Sent], kinds: Sequence[str]) -> Callable[..., Response]:
    """A view that answers with the file, of one of these media types, that another one finds."""

    @wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> Response:
        try:
            return respond(view(*args, **kwargs))
        except Vanished:
            return respond(view(*args, **kwargs))  # another one has taken its place

    return document(wrapper, sent=kinds, headers=["Range", "If-Range"], responses=errors(404, 412, 416))


def respond(file: Sent) -> Response:
    """The file, the part of it that is asked for, or 304, 412 or 416."""
    response = Response(mimetype=file.media_type, headers=file.headers)
    response.headers["Content-Length"] = str(file.size)
    if representation.validated(response, file.etag).status_code == 304:
        return response
    response.make_conditional(_wanted(file.size), accept_ranges=True, complete_length=file.size)
    if request.method == "GET":
        part = response.content_range
        response.response = _read(file, part.start or 0, part.stop or file.size)
    return response


def disposition(name: str) -> str:
    """Content-Disposition of a file to be saved by this name (RFC 6266); what ASCII lacks is in filename* alone."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = "".join(char if char.isalnum() or char in " ._-()" else "_" for char in plain).strip() or "file"
    extended = quote(name, safe=_ATTRIBUTE)
    return f'attachment; filename="{plain}"' + ("" if plain == name else f"; filename*=UTF-8''{extended}")


def _wanted(size: int) -> dict[str, Any]:
    """The request, less the conditions, which come first (RFC 9110, section 13.2.2), and less a Range that counts not.

    That is one of another method, of several parts, or of what may have changed: see sections 14.2 and 13.1.5; a weak
    tag says nothing of single bytes. The last bytes are all of them where there are no more.
    """
    environ = {name: value for name, value in request.environ.items() if name not in _SETTLED}
    wanted, known = environ.pop("HTTP_RANGE", ""), environ.get("HTTP_IF_RANGE", "")
    found = _ONE_RANGE.fullmatch(wanted)
    if request.method == "GET" and found and not known.startswith("W/"):
        last = found["last"]
        environ["HTTP_RANGE"] = "bytes=0-" if last and int(last) > size else wanted
    return environ


def _read(file: Sent, start: int, stop: int) -> Any:
    try:
        return storage.read(file.key, start, stop)
    except NotFound as error:
        raise Vanished("The file is gone.") from error

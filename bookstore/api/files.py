"""Files out: with validators, in parts where one is asked for, and so that no browser takes them for anything else."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, NamedTuple
from urllib.parse import quote

from flask import Response, request

from bookstore.api.documentation import document, errors
from bookstore.api.errors import Refused
from bookstore.errors import NotFound
from bookstore.extensions import storage

FOR_EVER = "public, max-age=31536000, immutable"
"""For URLs that name their content."""

ANYWHERE = {"Cross-Origin-Resource-Policy": "cross-origin"}
"""Covers are there to be shown on pages, wherever those come from."""

_ONE_RANGE = re.compile(r"bytes=[ \t]*(?:[0-9]{1,18}-[0-9]{0,18}|-[0-9]{1,18})[ \t]*", re.IGNORECASE)
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
    response.set_etag(file.etag)
    response.headers["Content-Length"] = str(file.size)
    response.make_conditional(_conditions(), accept_ranges=True, complete_length=file.size)
    if response.status_code == 412:
        raise Refused("precondition-failed")
    if response.status_code in (200, 206) and request.method == "GET":
        part = response.content_range
        response.response = _read(file, part.start or 0, part.stop or file.size)
    return response


def disposition(name: str) -> str:
    """Content-Disposition of a file to be saved by this name (RFC 6266); what ASCII lacks is in filename* alone."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = "".join(char if char.isalnum() or char in " ._-()" else "_" for char in plain).strip() or "file"
    extended = quote(name, safe=_ATTRIBUTE)
    return f'attachment; filename="{plain}"' + ("" if plain == name else f"; filename*=UTF-8''{extended}")


def _conditions() -> dict[str, Any]:
    """The request, without a Range that does not count: of another method, of several parts, of what may have changed.

    See RFC 9110, sections 14.2 and 13.1.5: a weak tag says nothing of single bytes.
    """
    environ = dict(request.environ)
    wanted, known = environ.get("HTTP_RANGE", ""), environ.get("HTTP_IF_RANGE", "")
    if request.method != "GET" or not _ONE_RANGE.fullmatch(wanted) or known.startswith("W/"):
        environ.pop("HTTP_RANGE", None)
    return environ


def _read(file: Sent, start: int, stop: int) -> Any:
    try:
        return storage.read(file.key, start, stop)
    except NotFound as error:
        raise Vanished("The file is gone.") from error

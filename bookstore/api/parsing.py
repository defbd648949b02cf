"""Reading requests strictly: what is not what it says it is, is refused before any schema sees it."""

import json
import re
from array import array
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from itertools import accumulate
from typing import Any, NoReturn
from urllib.parse import parse_qs, unquote_to_bytes

import marshmallow as ma
from flask import Request
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.http import parse_options_header

from bookstore.api.errors import Refused, Unreadable

MAX_DEPTH = 32
MAX_DIGITS = 1000
FORM = "application/x-www-form-urlencoded"
MERGE_PATCH = "application/merge-patch+json"
Place = dict[str, str]

_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
"""Never gives back what it took: a body full of quotes costs no more than any other."""

_NO_BRACKETS = bytes(set(range(256)) - set(b"[{]}"))
_STEPS = bytes.maketrans(b"[{]}", b"\x01\x01\xff\xff")
"""Brackets as bytes that count up or, being signed, down."""


class Parser(FlaskParser):
    """webargs' parser with our loading: strict JSON, strict query strings, problems for errors."""

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {}

    def load_json(self, req: Request, schema: ma.Schema) -> Any:
        """The JSON value of the body."""
        _check_media_type(req)
        return parse_json(_whole_body(req))

    def load_json_or_form(self, req: Request, schema: ma.Schema) -> Any:
        """The fields of a form, each at most once, or the JSON value of the body."""
        if parse_options_header(req.headers.get("Content-Type"))[0].lower() != FORM:
            _check_media_type(req, FORM)
            return self.load_json(req, schema)
        try:
            return _single(parse_qs(_whole_body(req).decode("utf-8"), True, max_num_fields=100, errors="strict"))
        except ValueError:
            raise Refused("bad-request", "The form is not UTF-8, or has too many fields.") from None

    def load_querystring(self, req: Request, schema: ma.Schema) -> Any:
        """The parameters of the query, each at most once."""
        return query_of(req)

    def handle_error(self, error: ma.ValidationError, req: Request, schema: ma.Schema, **_: Any) -> NoReturn:
        """Say where it breaks the rules."""
        location, messages = next(iter(error.normalized_messages().items()))
        places = _parameters(messages) if location == "query" else list(pointers(messages))
        raise Unreadable(places) from None


def query_of(req: Request) -> dict[str, str]:
    """The parameters of the query; refused when one is repeated or not UTF-8."""
    if not req.query_string:
        return {}
    try:
        unquote_to_bytes(req.query_string.replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("bad-request", "The query is not UTF-8.") from None
    return _single(dict(req.args.lists()))


def refuse_parameters(req: Request) -> None:
    """Refuse every parameter of the query: there is nothing to choose here."""
    unknown = [{"parameter": name, "detail": "Unknown parameter."} for name in query_of(req)]
    if unknown:
        raise Unreadable(unknown)


def _single(fields: Mapping[str, list[str]]) -> dict[str, str]:
    repeated = [name for name, values in fields.items() if len(values) > 1]
    if repeated:
        raise Unreadable([{"parameter": name, "detail": "Is given more than once."} for name in repeated])
    return {name: values[0] for name, values in fields.items()}


def parse_json(body: bytes) -> Any:
    """JSON as RFC 8259 has it, and nothing besides; numbers beyond all use are refused."""
    try:
        return json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_constant=_refuse_constant,
            parse_int=_integer,
            parse_float=_float,
        )
    except Refused:
        raise
    except RecursionError:
        raise _too_deep() from None
    except ValueError:
        raise Refused("malformed-json", "The body is not JSON in UTF-8.") from None


def _check_media_type(req: Request, *others: str) -> None:
    """Refuse what is no JSON; `others` may be sent instead, and have been looked for already."""
    kind, options = parse_options_header(req.headers.get("Content-Type"))
    wanted = ("application/json", MERGE_PATCH) if req.method == "PATCH" else ("application/json",)
    if kind.lower() not in wanted or options.get("charset", "utf-8").lower() != "utf-8":
        raise Refused("unsupported-media-type", f"Send {' or '.join((*wanted, *others))} in UTF-8.")
    check_encodings(req)


def check_encodings(req: Request) -> None:
    """Refuse a body that is packed in any way."""
    if req.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Refused("unsupported-media-type", "Send the body without Content-Encoding.")
    if req.headers.get("Transfer-Encoding", "chunked").lower() != "chunked":
        raise Refused("not-implemented", "Send the body in no other Transfer-Encoding than chunked.")


def _whole_body(req: Request) -> bytes:
    body = whole_body(req, "malformed-json")
    if _depth(body) > MAX_DEPTH:
        raise _too_deep()
    return body


def whole_body(req: Request, broken: str) -> bytes:
    """All bytes of the body; `broken` is the kind of problem that it is when some are missing."""
    body = _received(req)
    if req.content_length is None and len(body) >= (req.max_content_length or len(body) + 1):
        raise RequestEntityTooLarge  # a body in chunks ends where the limit is, and nobody says so
    if req.content_length is not None and len(body) != req.content_length:
        raise Refused(broken, "The body is shorter than its Content-Length.")
    return body


def _received(req: Request) -> bytes:
    """The body as the server hands it over; servers have errors of their own for one that is not there whole."""
    with whole("The body breaks off, or is badly chunked."):
        return req.get_data(cache=False)


@contextmanager
def whole(words: str) -> Iterator[None]:
    """Around the reading of a body: whatever happens but for its being too long, is its fault, as the words say."""
    try:
        yield
    except RequestEntityTooLarge:
        raise
    except Exception as error:
        if isinstance(error.__context__, TimeoutError):
            raise Refused("request-timeout") from error
        raise Refused("bad-request", words) from error


def _depth(body: bytes) -> int:
    """How deep brackets nest outside of strings; right for JSON, and harmless for what is none."""
    if body.count(b"[") + body.count(b"{") <= MAX_DEPTH:
        return 0
    brackets = _STRING.sub(b"", body).translate(_STEPS, _NO_BRACKETS)
    return max(accumulate(array("b", brackets), initial=0))


def _too_deep() -> Refused:
    return Refused("malformed-json", f"The body is nested deeper than {MAX_DEPTH} levels.")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Refused("malformed-json", "The body names a key twice.")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise Refused("malformed-json", f"{name} is not JSON.")


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise Refused("malformed-json", "A number has too many digits.")
    return int(digits)


def _float(digits: str) -> Decimal:
    """The number as it is written: money must not be rounded."""
    if float(digits) in (float("inf"), float("-inf")):
        raise Refused("malformed-json", "A number is too large.")
    return Decimal(digits)


def _parameters(messages: Mapping[str, Any]) -> list[Place]:
    return [{"parameter": name, "detail": _which(place)} for name in messages for place in pointers(messages[name])]


def _which(place: Place) -> str:
    """What is wrong, and with which value where there are several."""
    number = place["pointer"].strip("/")
    return f"Value {int(number) + 1}: {place['detail']}" if number else place["detail"]


def pointers(messages: Any, pointer: str = "") -> Any:
    """Marshmallow's tree of messages as JSON Pointers (RFC 6901) with their messages."""
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            step = "" if name == "_schema" else "/" + str(name).replace("~", "~0").replace("/", "~1")
            yield from pointers(inner, pointer + step)
    else:
        for message in messages if isinstance(messages, list) else [messages]:
            yield {"pointer": pointer, "detail": str(message)}

"""Which representation a request asks for: by `?format=`, else by what its Accept header likes best."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import marshmallow as ma
from flask import request
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from bookstore.api.errors import Refused
from bookstore.formats.writers import WRITERS
from bookstore.schemas.author import Author
from bookstore.schemas.book import Book
from bookstore.schemas.magazine import Magazine

KINDS: Mapping[type[ma.Schema], str] = {Book: "book", Author: "author", Magazine: "magazine"}
"""What is shown in several ways, and as which kind of thing formats know it."""

READS = frozenset({"GET", "HEAD"})


class Representation(NamedTuple):
    """A way to show things: its name in `?format=`, its media type, the `kinds` that it can hold.

    A file, which has a `suffix`, is made to be kept; a `sparse` one can do without some members of things.
    """

    name: str
    media_type: str
    kinds: frozenset[str] = frozenset(KINDS.values())
    suffix: str | None = None
    sparse: bool = True


JSON = Representation("json", "application/json")
REPRESENTATIONS: Mapping[str, Representation] = {
    found.name: found
    for found in (
        JSON,
        Representation("html", "text/html"),
        Representation("jsonld", "application/ld+json", sparse=False),
        Representation("xml", "application/xml"),
        *(
            Representation(made.name, made.media_type, made.kinds, made.suffixes[0], made.name in {"csv", "ndjson"})
            for made in WRITERS.values()
        ),
        Representation("text", "text/plain"),
    )
}
"""All of them; of those that a client likes equally, the first is taken."""

MEDIA_TYPES = tuple(found.media_type for found in REPRESENTATIONS.values())


def of_kind(kind: str) -> tuple[Representation, ...]:
    """The ways to show a kind of thing."""
    return tuple(found for found in REPRESENTATIONS.values() if kind in found.kinds)


def requested(schema: type[ma.Schema], named: str | None = None) -> Representation:
    """What the request wants of what this schema shows; refused where it wants nothing that there is."""
    kind = KINDS.get(schema)
    if kind is None or request.method not in READS:
        return JSON
    found = liked(kind, request.headers.get("Accept", ""), named)
    if found is None:
        raise _not_acceptable(kind)
    return found


@lru_cache(1024)
def liked(kind: str, accept: str, named: str | None) -> Representation | None:
    """The representation of a kind of thing that is named, or that an Accept header likes best; None without any."""
    choices = of_kind(kind)
    if named is not None:
        return next((choice for choice in choices if choice.name == named), None)
    media_type = best(accept, tuple(choice.media_type for choice in choices))
    return next((choice for choice in choices if choice.media_type == media_type), None)


@lru_cache(1024)
def best(accept: str, choices: tuple[str, ...]) -> str | None:
    """The media type that an Accept header likes best; of equals what it names most exactly, then the first.

    What is no media range, and parameters of ranges (such as `version`), do not count.
    """
    ranges = [(value.partition(";")[0].strip().lower(), quality) for value, quality in _parsed(accept)]
    ranges = [("*/*" if name == "*" else name, quality) for name, quality in ranges if "/" in name or name == "*"]
    if not ranges:
        return choices[0]
    weights = {choice: _weight(choice, ranges) for choice in choices}
    found = max(choices, key=weights.__getitem__)
    return found if weights[found][0] else None


def _parsed(accept: str) -> Any:
    return parse_accept_header(accept, MIMEAccept)


def _weight(choice: str, ranges: list[tuple[str, float]]) -> tuple[float, int]:
    """How much the most exact range that a media type is in likes it, and how exact that is (RFC 9110, 12.5.1)."""
    names = ("*/*", f"{choice.partition('/')[0]}/*", choice)
    fitting = [(names.index(name), quality) for name, quality in ranges if name in names]
    exactness, quality = max(fitting, default=(0, 0.0))
    return quality, exactness


def prefers_json(accept: str) -> bool:
    """Whether of all that there is JSON is what an Accept header likes best."""
    return not accept or best(accept, MEDIA_TYPES) == JSON.media_type


def _not_acceptable(kind: str) -> Refused:
    choices = of_kind(kind)
    detail = f"Choose one of {', '.join(choice.media_type for choice in choices)}, by Accept, or by ?format=."
    told = [{"format": choice.name, "media_type": choice.media_type} for choice in choices]
    return Refused("not-acceptable", detail, choices=told)

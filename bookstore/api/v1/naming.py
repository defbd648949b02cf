"""Things that the body or the query names, since the URLs of version 1 do not."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import marshmallow as ma
import orjson
from sqlalchemy import Select

from bookstore.api import conditional, deprecation, representation
from bookstore.api.documentation import View, document, errors
from bookstore.errors import Conflict, Invalid, Refusal
from bookstore.services import authors, categories
from bookstore.values import limits

TERMS = {"/authors/0": "/author", "/categories/0": "/category", "/title": "/name", "/email": "/mail"}
"""Where a refusal points to in the canonical shapes, and where that is in those of version 1."""

SEPARATOR = ", "
"""What stands between the names in a line."""

STALE = (
    "This is not the line of its authors by now, nor the name of an author: read it again, "
    'or name one author with a comma as {"name": "..."}.'
)

LINES = {"authors": "author", "categories": "category"}
"""Relations that version 1 shows as a line of text."""


def named(find: Callable[..., Select[Any]], schema: type[ma.Schema]) -> Callable[[View], View]:
    """The one thing that the arguments name: the view gets its id, and the version that If-Match asks for."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(*arguments: dict[str, Any]) -> Any:
            thing = conditional.expected(find(*arguments), schema)
            return view(*arguments, thing.id, thing.version)

        return document(wrapper, headers=["If-Match"], responses=errors(404, 409, 412, 428))

    return decorate


def in_own_terms(view: View) -> View:
    """Refusals point to the fields of version 1."""

    @wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        try:
            return view(*args, **kwargs)
        except Refusal as refusal:
            for term, own in TERMS.items():
                if refusal.pointer and refusal.pointer.startswith(term):
                    refusal.pointer = own + refusal.pointer.removeprefix(term)
            raise

    return wrapper


def shelved(query: dict[str, Any]) -> dict[str, Any]:
    """The query with the slug of the category that it calls by a slug or a name."""
    if "category" not in query:
        return query
    slug = categories.slug_of(query["category"])
    deprecation.told(category=slug)
    return query | {"category": slug}


def changes(values: dict[str, Any], of: Select[Any] | None, schema: type[ma.Schema]) -> dict[str, Any]:
    """The values in canonical terms, less the lines that the thing shows already: they stand for more than one name."""
    shown = orjson.loads(representation.find(of, schema).body) if of is not None else {}
    found = dict(values)
    for name, line in LINES.items():
        if line in shown and _line_of(values.get(name)) == shown[line] is not None:
            del found[name]
    written = found.get("authors") or [{}]
    if "line" in written[0]:
        found["authors"] = [{"name": _one_name(written[0]["line"], at_stake=bool(shown))}]
    return found


def _line_of(refs: Any) -> str | None:
    """What stands for the names in version 1, where it is given as text."""
    return refs[0].get("line", refs[0].get("name")) if refs and "id" not in refs[0] else None


def _one_name(line: str, *, at_stake: bool) -> str:
    """The name that a line is; Conflict where it may be that of several authors whom the thing had a moment ago."""
    if at_stake and SEPARATOR in line and not authors.is_one(line):
        raise Conflict(STALE, pointer="/authors/0")
    if len(line) > limits.NAME:
        raise Invalid(f"A name is at most {limits.NAME} characters long.", pointer="/authors/0")
    return line

"""Binds each view to both catalogues: it gives the document as the version of OPDS in question writes it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response

from bookstore.api import representation
from bookstore.api.blueprint import ANYONE, Blueprint
from bookstore.api.limits.scopes import CATALOGUE
from bookstore.api.opds.dialects import ATOM, JSON, Dialect, Written
from bookstore.schemas.parameters import Parameters

blp = Blueprint("opds", __name__, description="The shop's books for reading apps.")

View = Callable[..., Written]
ROOT = ("", "/")
"""The root as people type it."""


def serves(rule: str, parameters: type[Parameters] = Parameters, *, scope: str = CATALOGUE) -> Callable[[View], View]:
    """A document for anyone, at a path of both catalogues: the view gets the version of OPDS, and the parameters."""

    def decorate(view: View) -> View:
        for dialect in (ATOM, JSON):
            answering = blp.parameters(parameters)(_answering(view, dialect))
            bound = blp.limited(scope)(blp.access(ANYONE)(answering))
            for path in (rule,) if rule else ROOT:
                blp.add_url_rule(f"{dialect.base}{path}", f"{view.__name__}_in_{dialect.name}", bound)
        return view

    return decorate


def _answering(view: View, dialect: Dialect) -> Callable[..., Response]:
    @wraps(view)
    def answer(query: dict[str, Any], **path: Any) -> Response:
        return sent(view(dialect, query, **path))

    return answer


def sent(document: Written) -> Response:
    """A document with its validator."""
    return representation.answer(document.body, media_type=document.media_type)

"""OAuth's words for errors (RFC 6749, section 5.2), inside of our problems."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from bookstore.api.documentation import document
from bookstore.api.errors import Refused, Unreadable

INVALID = "invalid_request"


def errors(view: Callable[..., Any]) -> Callable[..., Any]:
    """Whatever is wrong with a request is an `invalid_request`, and 400 where OAuth says so."""

    @wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        try:
            return view(*args, **kwargs)
        except Unreadable as wrong:
            raise Refused("invalid-request", errors=wrong.places, error=INVALID) from None
        except RequestEntityTooLarge:
            raise Refused("content-too-large", error=INVALID) from None
        except Refused as refused:
            nothing = not request.content_length and "Transfer-Encoding" not in request.headers
            empty = refused.slug == "unsupported-media-type" and nothing
            slug, detail = ("invalid-request", "The request is empty.") if empty else (refused.slug, refused.detail)
            raise Refused(slug, detail, **{"error": INVALID, **refused.members}) from None

    view._apidoc["facts"]["responses"].pop(422)  # type: ignore[attr-defined]  (what `document` copies is the view's own)
    wrapper._apidoc = view._apidoc  # type: ignore[attr-defined]
    return document(wrapper, responses={400: "invalid-request"}, oauth=True)

"""OPTIONS: what can be done with a URL, and what a PATCH of it may consist of."""

from flask import Flask, Response, request

from bookstore.api.parsing import MERGE_PATCH

ACCEPT_PATCH = f"{MERGE_PATCH}, application/json"


def register(app: Flask) -> None:
    """Complete what Flask answers."""
    app.after_request(_name_patches)


def _name_patches(response: Response) -> Response:
    if request.method == "OPTIONS" and "PATCH" in response.allow:
        response.headers["Accept-Patch"] = ACCEPT_PATCH
    return response

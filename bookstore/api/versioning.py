"""Which version answers: every answer says so."""

import re

from flask import Flask, Response, request

_VERSIONED = re.compile(r"/api/v([0-9]+)(/|$)")


def register(app: Flask) -> None:
    """Name the version in the answers of versioned paths."""
    app.after_request(_name_version)


def _name_version(response: Response) -> Response:
    versioned = _VERSIONED.match(request.path)
    if versioned:
        response.headers["API-Version"] = versioned.group(1)
    return response

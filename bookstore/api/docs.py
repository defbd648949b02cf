"""The documentation of each version: its OpenAPI document, Swagger UI and ReDoc, all from this server."""

from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import orjson
from flask import Blueprint, Flask, Response, render_template, request, send_from_directory

from bookstore.api import representation
from bookstore.api.openapi import Api
from bookstore.api.pages import secured

SIDECAR = "drf_spectacular_sidecar"
ASSETS = Path(find_spec(SIDECAR).submodule_search_locations[0]) / "static" / SIDECAR
"""Swagger UI and ReDoc as their makers built them; the package is found and not imported: only its files are needed."""

REDOC = "redoc/bundles/redoc.standalone.js"
LOGO = b"https://cdn.redoc.ly/redoc/logo-mini.svg"
NOTHING = b"data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="
"""ReDoc's credit stays; only its picture, which it would fetch from elsewhere, becomes an empty one."""

MAX_AGE = 86_400
REDOC_STYLES = "style-src 'self' 'unsafe-inline'"
"""ReDoc makes its style sheets while it runs; scripts stay ours alone."""


def register(app: Flask, apis: Mapping[str, Api]) -> None:
    """Bind the pages of all versions, and the assets that they share."""
    blueprint = Blueprint("docs", __name__)
    for version, api in apis.items():
        _bind(blueprint, version, api)
    blueprint.add_url_rule("/assets/<path:name>", view_func=_asset)
    blueprint.add_url_rule(f"/assets/{REDOC}", view_func=_redoc)
    app.register_blueprint(blueprint)


def _bind(blueprint: Blueprint, version: str, api: Api) -> None:
    @cache
    def document() -> bytes:
        return orjson.dumps(api.document())

    def openapi() -> Response:
        return representation.answer(document())

    def swagger_ui() -> Response:
        return secured(render_template("swagger_ui.html", version=version))

    def redoc() -> Response:
        return secured(render_template("redoc.html", version=version), REDOC_STYLES)

    prefix = f"/api/v{version}"
    for path, view in (("openapi.json", openapi), ("docs", swagger_ui), ("redoc", redoc)):
        blueprint.add_url_rule(f"{prefix}/{path}", f"v{version}_{view.__name__}", view)


def _asset(name: str) -> Response:
    return _sniffless(send_from_directory(ASSETS, name, max_age=MAX_AGE))


def _redoc() -> Response:
    response = Response(_redoc_script(), mimetype="text/javascript")
    response.cache_control.max_age = MAX_AGE
    response.add_etag()
    return _sniffless(response.make_conditional(request))


@cache
def _redoc_script() -> bytes:
    return (ASSETS / REDOC).read_bytes().replace(LOGO, NOTHING)


def _sniffless(response: Response) -> Response:
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response

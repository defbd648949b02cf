"""The versions of this API: which there are, how long they last, where they are documented."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, Flask, Response, current_app, render_template, request

from bookstore.api import deprecation, representation
from bookstore.api.encoding import encode
from bookstore.api.openapi import Api
from bookstore.api.pages import secured
from bookstore.errors import NotFound

JSON, HTML = "application/json", "text/html"


def register(app: Flask, apis: Mapping[str, Api]) -> None:
    """Bind the list, and what stands at the root of each version."""
    blueprint = Blueprint("versions", __name__)

    def list_versions() -> Response:
        found = [_described(apis, version) for version in apis]
        return _negotiated({"versions": found}, found)

    def show_version(version: str) -> Response:
        if version not in apis:
            raise NotFound("There is no such version of this API.")
        found = _described(apis, version)
        return _negotiated(found, [found])

    for path in ("/api", "/api/", "/api/versions"):
        blueprint.add_url_rule(path, view_func=list_versions)
    for path in ("/api/v<version>", "/api/v<version>/"):
        blueprint.add_url_rule(path, view_func=show_version)
    app.register_blueprint(blueprint)


def _described(apis: Mapping[str, Api], version: str) -> dict[str, Any]:
    api = apis[version]
    return {
        "version": version,
        "state": "deprecated" if api.deprecated else "current",
        "default": version == current_app.config["API_DEFAULT_VERSION"],
        "url": api.prefix,
        "deprecated_since": _text(api.deprecated),
        "sunset": _text(deprecation.sunset_of(version)),
        "successor": deprecation.successor_of(apis, version),
        "documentation": {name: f"{api.prefix}/{name}" for name in ("docs", "redoc", "openapi.json")},
    }


def _text(moment: datetime | None) -> str | None:
    return moment and moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _negotiated(value: Any, rows: list[dict[str, Any]]) -> Response:
    """JSON, or a page for those who like HTML better."""
    if request.accept_mimetypes.best_match((JSON, HTML)) == HTML:
        page = secured(render_template("versions.html", versions=rows))
        page.headers["Vary"] = "Accept"
        return page
    return representation.answer(encode(value))

"""One flask_smorest.Api, one OpenAPI document a version."""

from collections.abc import Iterable
from datetime import datetime
from threading import Lock
from typing import Any

from flask import Flask
from flask_smorest import Api as SmorestApi

from bookstore.api import converters, shapes
from bookstore.api.blueprint import Blueprint
from bookstore.api.documentation import PROBLEM_SCHEMA, problem_responses
from bookstore.schemas import fields
from bookstore.values import limits

LOGGING_IN = "/api/v2/auth/token"
SECURITY_SCHEMES: dict[str, dict[str, Any]] = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "The access_token of POST /api/v2/auth/token.",
    },
    "basic": {"type": "http", "scheme": "basic", "description": "Name and password in UTF-8, with each request."},
    "apiKey": {
        "type": "apiKey",
        "in": "header",
        "name": "X-API-Key",
        "description": "A key of POST /api/v2/api-keys; it may do what its scopes and its user's role allow.",
    },
    "oauth2": {
        "type": "oauth2",
        "description": "Name and password; the token is then sent as Bearer.",
        "flows": {"password": {"tokenUrl": LOGGING_IN, "refreshUrl": LOGGING_IN, "scopes": {}}},
    },
}


class Api(SmorestApi):
    """The API of one version: its blueprints under `/api/v<version>`, its document beside them."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def __init__(
        self, version: str, description: str, blueprints: Iterable[Blueprint], *, deprecated: datetime | None = None
    ) -> None:
        super().__init__(config_prefix=f"V{version}")
        self.version, self.description, self.blueprints = version, description, tuple(blueprints)
        self.deprecated = deprecated
        self.prefix = f"/api/v{version}"
        self._document: dict[str, Any] | None = None
        self._documenting = Lock()

    def init_app(self, app: Flask, **_: Any) -> None:
        """Bind to the application, with all blueprints of this version."""
        self.register_converter(
            converters.IdConverter, lambda _: {"type": "integer", "minimum": 1, "maximum": limits.ID}
        )
        digest = {"type": "string", "pattern": f"^{converters.DigestConverter.regex}$"}
        self.register_converter(converters.DigestConverter, lambda _: digest)
        slug = {"type": "string", **fields.SLUG_SHAPE}
        self.register_converter(converters.SlugConverter, lambda _: slug)
        super().init_app(
            app,
            spec_kwargs={
                "title": "Bookstore API",
                "version": f"{self.version}.0",
                "openapi_version": "3.1.0",
                "flask_plugin": shapes.Paths(),
                "marshmallow_plugin": shapes.Schemas(),
                "info": {"description": self.description, "license": {"name": "MIT", "identifier": "MIT"}},
                "servers": [{"url": "/", "description": "This server"}],
            },
        )
        for name, scheme in SECURITY_SCHEMES.items():
            self.spec.components.security_scheme(name, scheme)
        self.spec.components.schema("Problem", PROBLEM_SCHEMA)
        for name, response in problem_responses().items():
            self.spec.components.response(name, response)
        for blueprint in self.blueprints:
            self.register_blueprint(blueprint)

    def register_blueprint(self, blp: Blueprint, **_: Any) -> None:
        """Bind a blueprint under this version's prefix."""
        name = f"v{self.version}-{blp.name}"
        self._app.extensions["flask-smorest"]["blp_name_to_api"][name] = self
        self._app.register_blueprint(blp, name=name, url_prefix=f"{self.prefix}{blp.url_prefix or ''}")

    def document(self) -> dict[str, Any]:
        """The OpenAPI document, made when it is first asked for: that takes longer than all else at the start."""
        with self._documenting:
            if self._document is None:
                for blueprint in self.blueprints:
                    name = f"v{self.version}-{blueprint.name}"
                    blueprint.register_views_in_doc(self, self._app, self.spec, name=name, parameters=None)
                    self.spec.tag({"name": blueprint.name, "description": blueprint.description})
                self._document = self.spec.to_dict()
        return self._document

    def _register_responses(self) -> None:
        """Nothing of flask-smorest's: our answers for problems are registered by name."""

    def _register_etag_headers(self) -> None:
        """None of flask-smorest's: see bookstore.api.documentation."""

    def _register_pagination_header(self) -> None:
        """None: links are in the envelope and in the Link header."""

    def _register_error_handlers(self) -> None:
        """None of flask-smorest's: see bookstore.api.errors."""

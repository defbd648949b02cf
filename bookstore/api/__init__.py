"""The HTTP edge: one API, one OpenAPI document, one Swagger UI a version."""

from flask import Flask

from bookstore.api import (
    compression,
    converters,
    cors,
    docs,
    edge,
    errors,
    exporting,
    home,
    identity,
    opds,
    options,
    security_headers,
    usage_page,
    v1,
    v2,
    versioning,
    versions,
)
from bookstore.api.caching import keeping
from bookstore.api.limits import hooks
from bookstore.api.links import Links

VERSIONS = {
    "1": v1.api,
    "2": v2.api,
}
"""All versions, oldest first; each is succeeded by the next. What makes a version is its line here and its folder."""


def register(app: Flask) -> None:
    """Bind the edge to the application."""
    compression.register(app)
    keeping.register(app)
    security_headers.register(app)
    cors.register(app)
    identity.init_app(app)
    hooks.register(app)
    app.extensions["links"] = Links(app.config["PUBLIC_URL"])
    edge.register(app)
    exporting.register(app)
    converters.register(app)
    errors.register(app)
    apis = {version: make() for version, make in VERSIONS.items()}
    for api in apis.values():
        api.init_app(app)
    docs.register(app, apis)
    versions.register(app, apis)
    home.register(app)
    usage_page.register(app)
    opds.register(app)
    options.register(app)
    keeping.stand_in_front(app)
    versioning.register(app, apis)

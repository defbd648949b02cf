"""Running it: health, request ids, logging."""

from flask import Flask

from bookstore.ops import health, logs, request_ids


def register(app: Flask) -> None:
    """Bind all of it to the application."""
    request_ids.register(app)
    logs.register(app)
    health.register(app)

"""Running it: health, request ids, logging, mail, proxies."""

from flask import Flask

from bookstore.ops import health, logs, mail, proxies, request_ids


def register(app: Flask) -> None:
    """Bind all of it to the application."""
    request_ids.register(app)
    logs.register(app)
    mail.register(app)
    health.register(app)
    proxies.register(app)

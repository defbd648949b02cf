"""Running it: health, request ids, logging, metrics, usage, mail, proxies."""

from flask import Flask

from bookstore.ops import health, logs, mail, metrics, proxies, request_ids, slow_sql, usage


def register(app: Flask) -> None:
    """Bind all of it to the application."""
    request_ids.register(app)
    logs.register(app)
    slow_sql.register(app)
    metrics.register(app)
    usage.register(app)
    mail.register(app)
    health.register(app)
    proxies.register(app)


def watch(app: Flask) -> None:
    """Stand around all else, to see what answers are in the end."""
    usage.watch(app)

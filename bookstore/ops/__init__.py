"""Running it: health, request ids, logging, metrics, usage, mail, files, look-ups, proxies."""

from flask import Flask

from bookstore.ops import answers, health, logs, lookups, mail, metrics, proxies, request_ids, slow_sql, storage, usage


def register(app: Flask) -> None:
    """Bind all of it to the application."""
    request_ids.register(app)
    answers.register(app)
    logs.register(app)
    slow_sql.register(app)
    metrics.register(app)
    usage.register(app)
    mail.register(app)
    storage.register(app)
    lookups.register(app)
    health.register(app)


def surround(app: Flask) -> None:
    """Put before everything else, whatever that is by now, what has to be first."""
    proxies.register(app)

"""Look-ups: the desk where others are asked, and what comes of asking, counted."""

from flask import Flask

from bookstore.lookups import providers
from bookstore.lookups.desk import Desk
from bookstore.lookups.provider import Answer
from bookstore.ops import counters


def register(app: Flask) -> None:
    """Bind the desk to the application; nobody is called before there is a question."""
    app.extensions["desk"] = Desk(providers(app.config), app.config["LOOKUP_BUDGET"], _count)


def _count(answer: Answer) -> None:
    counters.LOOKUPS.labels(answer.provider, answer.outcome).inc()

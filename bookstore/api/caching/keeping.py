"""What the application does for the front: it keeps what it has made for anybody, and says so in Cache-Status."""

from typing import Any

from flask import Flask, Response, current_app, request

from bookstore.api.access import ANYONE
from bookstore.api.caching import ticket
from bookstore.api.caching.front import Front
from bookstore.api.caching.kept import Kept, lasting
from bookstore.api.caching.store import Store, opened
from bookstore.api.caching.ticket import Ticket
from bookstore.extensions import changes
from bookstore.services.remembered import Remembered
from bookstore.values.heads import sound

HEADER = "Cache-Status"
VALUES = 2_000
"""Counts, facets and callers that a process remembers."""

SECONDS = 5.0
"""How long it remembers them: long enough for those that matter, short enough for whoever writes past us."""


def register(app: Flask) -> None:
    """Keep answers, just before they are compressed; not where nobody could tell what has changed."""
    enabled = app.config["CACHE_ENABLED"] and app.extensions["changes"].known
    app.extensions["remembered"] = Remembered(VALUES if enabled else 0, SECONDS)
    if enabled:
        app.extensions["answers"] = opened(app, app.extensions["reach"])
        app.after_request(_keep)


def stand_in_front(app: Flask) -> None:
    """Put the front before the application, when all of that is set up."""
    if "answers" in app.extensions:
        app.wsgi_app = Front(app, app.extensions["answers"])  # type: ignore[method-assign]


def _keep(response: Response) -> Response:
    view: Any = current_app.view_functions.get(request.endpoint or "")
    facts = getattr(view, "_apidoc", {}).get("facts", {})
    if not facts.get("kept") or facts["access"] != ANYONE or response.status_code not in (200, 304):
        return response
    held = ticket.of(request.environ)
    if held is None:
        _store().tally.count("bypassed")
        response.headers[HEADER] = "bookstore; fwd=bypass"
        return response
    _store().tally.count("stale" if held.stale else "misses")
    worth = held.mark is not None and held.worth and sound(response.headers)
    stored = worth and _store().set(held.key, _kept(response, held))
    response.headers[HEADER] = f"bookstore; fwd={'stale' if held.stale else 'miss'}{'; stored' if stored else ''}"
    return response


def _kept(response: Response, held: Ticket) -> Kept:
    assert held.mark is not None  # noqa: S101  (asked just before)
    response.vary.add("Accept-Encoding")  # as compression says later
    tag, _ = response.get_etag()
    rule = request.url_rule
    return Kept(
        body=response.get_data(),
        etag=tag or "",
        headers=lasting(response.headers),
        mark=held.mark,
        places=changes.places(held.trace.dependencies),
        operation=request.endpoint or "",
        rule=rule.rule if rule else "",
        version=response.headers["API-Version"],
        scope=held.scope,
    )


def _store() -> Store:
    found: Store = current_app.extensions["answers"]
    return found

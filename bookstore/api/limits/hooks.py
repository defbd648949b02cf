"""Each request of the API, and of the feeds beside it, is counted before its view; its answer tells what is left.

Where there is no view, it counts all the same.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flask import Flask, Request, Response, current_app, g, request

from bookstore.api import exporting, identity, oauth
from bookstore.api.caching import ticket
from bookstore.api.caching.ticket import SPENT
from bookstore.api.errors import Refused
from bookstore.api.limits import limits, told
from bookstore.api.limits.budgets import Spent
from bookstore.api.limits.scopes import ACCOUNT, CATALOGUE, EXPORT, FREE, SEARCH, scope_of
from bookstore.errors import Unauthenticated
from bookstore.extensions import changes

COUNTED = ("/api/", "/opds/")
"""Below these paths each request counts, whether or not there is anything."""

DOCUMENTATION = "docs"
"""The blueprint of pages and documents that anyone may read as often as they like."""

NOTHING: Mapping[str, Any] = MappingProxyType({})


def register(app: Flask) -> None:
    """Bind it, before all that may refuse a request."""
    if limits.init_app(app).enabled:
        app.before_request(_count)
        app.after_request(_settle)


def _count() -> None:
    """Take one from the caller's budgets, or refuse."""
    g.pop("spent", None)
    asked: Request = request._get_current_object()  # type: ignore[attr-defined]  (the proxy costs each time)
    below = f"{asked.environ['PATH_INFO']}/".startswith(COUNTED)
    if not below or asked.method == "OPTIONS" or asked.blueprint == DOCUMENTATION:
        return
    facts = _facts(asked)
    scope = _scope(asked, facts)
    user, known = _caller(facts)
    if scope == FREE and known:
        return
    spent = _spent(asked, user, scope)
    if spent is None:
        return
    g.spent = spent
    if not spent.allowed:
        raise limits.refusal(spent, **({"error": oauth.INVALID} if facts.get("oauth") else {}))


def _spent(asked: Request, user: int | None, scope: str | None) -> Spent | None:
    """What the request takes, unless it has been taken ahead of the application; with that, its answer begins."""
    current = limits.current()
    spent: Spent | None = asked.environ.pop(SPENT, None)
    news = None
    if spent is None:
        spent = current.spend(current.budgets(user, asked.remote_addr or "", scope))
        news = spent and spent.news
    if (kept := ticket.of(asked.environ)) is not None:
        kept.scope = scope
        kept.begin(changes.news(told=news))
    return spent


def _facts(asked: Request) -> Mapping[str, Any]:
    """What the view says of itself; nothing where there is none."""
    view = current_app.view_functions.get(asked.endpoint or "")
    found: Mapping[str, Any] = getattr(view, "_apidoc", NOTHING).get("facts", NOTHING)
    return found


def _scope(asked: Request, facts: Mapping[str, Any]) -> str | None:
    if not facts:
        return None
    scope = scope_of(facts, asked.method)
    if exporting.is_whole(facts, asked):
        return EXPORT
    return SEARCH if scope in (CATALOGUE, ACCOUNT) and asked.query_string and asked.args.get("q") else scope


def _caller(facts: Mapping[str, Any]) -> tuple[int | None, bool]:
    """Whose call it is, and whether what they sent to say so is good; the view refuses, where it matters to it."""
    if not facts.get("identify", True):
        return None, True
    try:
        caller = identity.actor()
    except Unauthenticated:
        return None, False
    except Refused as refused:
        if refused.slug == "too-many-requests":
            raise
        return None, False
    return caller and caller.id, True


def _settle(response: Response) -> Response:
    """Give back what an answer without content cost, and say what is left."""
    spent: Spent | None = g.get("spent")
    if spent is None:
        return response
    if response.status_code == 304:
        budgets = [state.budget for state in spent.states]
        spent = limits.current().spend(budgets, -1) or spent
    response.headers.extend(told.headers(spent))
    return response

"""GET /metrics: what Prometheus collects."""

import hmac
from functools import lru_cache
from typing import Any

from flask import Flask, Response, current_app, g, request
from prometheus_client import Counter, Histogram
from prometheus_client.exposition import choose_encoder
from sqlalchemy import event
from sqlalchemy.pool import Pool
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from bookstore.extensions import answered, faults
from bookstore.ops import counters, routes
from bookstore.values.answered import Answered

_OPEN, _IN_USE = (counters.CONNECTIONS.labels(state) for state in ("open", "in_use"))


def register(app: Flask) -> None:
    """Count each request, and tell the counts."""
    app.before_request(_begin)
    app.teardown_request(_end)
    app.add_url_rule("/metrics", "metrics", show_metrics)
    answered.connect(_count)
    faults.connect(_note_fault)


def show_metrics() -> Response:
    """All metrics, in the format that is asked for; for those who know METRICS_TOKEN, when it is set."""
    token = current_app.config["METRICS_TOKEN"]
    if token and not _is_known(token):
        raise Unauthorized(www_authenticate=WWWAuthenticate("bearer", {"realm": "metrics"}))
    current_app.extensions["ledger"].settle()
    encode, media_type = choose_encoder(request.headers.get("Accept", ""))
    reach = current_app.extensions["reach"]
    present = counters.Present(current_app.config["BUILD"], degraded=reach is not None and reach.degraded)
    text = encode(counters.everything(present))
    return Response(text, content_type=media_type, headers={"Cache-Control": "private, no-cache", "Vary": "Accept"})


def _is_known(token: str) -> bool:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    same = hmac.compare_digest(given.strip(" ").encode(), token.encode())
    return same and scheme.lower() == "bearer"


def _begin() -> None:
    g.in_progress = True
    counters.IN_PROGRESS.inc()


def _end(_error: BaseException | None) -> None:
    if g.pop("in_progress", False):
        counters.IN_PROGRESS.dec()


def _count(_app: Flask, answer: Answered) -> None:
    endpoint = routes.endpoint_of(answer.rule)
    requests, duration = _series(answer.method, endpoint, answer.status)
    requests.inc()
    duration.observe(answer.seconds)
    if answer.cache:
        _cached(answer.cache, endpoint, answer.version or "").inc()


def _note_fault(_app: Flask, error: Exception) -> None:
    counters.EXCEPTIONS.labels(type(error).__name__, _endpoint()).inc()


def _endpoint() -> str:
    return routes.endpoint_of(request.url_rule and request.url_rule.rule)


@lru_cache(4096)
def _series(method: str, endpoint: str, status: int) -> tuple[Counter, Histogram]:
    """The counter and the histogram of such requests, found once."""
    method, version = routes.method_of(method), routes.version_of(endpoint)
    return (
        counters.REQUESTS.labels(method, endpoint, status, version),
        counters.DURATION.labels(method, endpoint, version),
    )


@lru_cache(4096)
def _cached(outcome: str, endpoint: str, version: str) -> Counter:
    """The counter of such requests, found once."""
    return counters.CACHED.labels(outcome, endpoint, version)


@event.listens_for(Pool, "connect")
def _opened(*_: Any) -> None:
    _OPEN.inc()


@event.listens_for(Pool, "close")
def _closed(*_: Any) -> None:
    _OPEN.dec()


@event.listens_for(Pool, "checkout")
def _taken(*_: Any) -> None:
    _IN_USE.inc()


@event.listens_for(Pool, "checkin")
def _given_back(*_: Any) -> None:
    _IN_USE.dec()

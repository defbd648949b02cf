"""What usage says of a span of time: all of it, or that of one user."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, case, func, select

from bookstore.models import ApiKey, Usage, User
from bookstore.services import queries
from bookstore.services.queries import Reading
from bookstore.values.durations import quantile
from bookstore.values.usage import COUNTS, DURATIONS, EVERYBODY, OTHERS, Window, add

MOST = 20
"""Clients that are told apart, of those with the most requests and of those with the most 429s."""

STATUSES = (2, 3, 4, 5)

_c, _user, _key = Usage.__table__.c, User.__table__.c, ApiKey.__table__.c
_NAMES = ("client_errors", "server_errors", *COUNTS)
_BRIEF = ("requests", "client_errors", "server_errors", "throttled")
"""What is told of clients."""

_SUMS = {
    "client_errors": func.sum(case((_c.status == 4, _c.requests), else_=0)).label("client_errors"),
    "server_errors": func.sum(case((_c.status == 5, _c.requests), else_=0)).label("server_errors"),
    **{name: func.sum(_c[name]).label(name) for name in COUNTS[:-1]},
    "slowest": func.max(_c.slowest).label("slowest"),
}
_CLIENT = (_c.user_id, _c.key_id, _c.address)

Counts = list[int]


def report(window: Window) -> dict[str, Any]:
    """Everybody's requests, and who sent the most of them and got the most 429s."""
    everybody = _within(window) & (_c.user_id == EVERYBODY.user)
    apart = _within(window) & (_c.user_id != EVERYBODY.user) & (_c.address != OTHERS.address)
    with queries.snapshot(patient=False) as read:
        found, total = _told(read, window, everybody)
        clients = _clients(read, apart)
    most = [row for row in clients if row.by_requests <= MOST]
    rest = {name: total[name] - sum(int(row._mapping[name]) for row in most) for name in _BRIEF}
    limited = sorted((row for row in clients if row.throttled), key=lambda row: row.by_throttled)[:MOST]
    return found | {
        "clients": [_client(row) for row in most],
        "other_clients": rest,
        "limited": [_client(row) for row in limited],
    }


def own(window: Window, user: int, *, key: int | None = None) -> dict[str, Any]:
    """The requests of a user, and by which of their keys they came; or only those that came by one key."""
    span = _within(window) & (_c.user_id == user)
    if key is not None:
        span &= _c.key_id == key
    with queries.snapshot(patient=False) as read:
        found, _ = _told(read, window, span)
        rows = [row for row in _clients(read, span) if row.by_requests <= MOST]
    return found | {"keys": [{"key": _key_of(row)} | _brief(row) for row in rows]}


def _within(window: Window) -> ColumnElement[bool]:
    return (_c.bucket >= window.since) & (_c.bucket < window.until)


def _told(read: Reading, window: Window, span: ColumnElement[bool]) -> tuple[dict[str, Any], dict[str, int]]:
    """What is told of any requests, and the sums of their counts."""
    total, endpoints = _nothing(), []
    versions: dict[str, Counts] = {}
    by = (_c.version, _c.method, _c.endpoint)
    for row in read(select(*by, *_SUMS.values()).where(span).group_by(*by).order_by(_SUMS["requests"].desc(), *by)):
        counts = _counts(row)
        add(total, counts)
        add(versions.setdefault(row.version, _nothing()), counts)
        names = {"method": row.method, "endpoint": row.endpoint, "version": row.version or None}
        endpoints.append(names | _figures(counts))
    found = {
        "since": _text(window.since),
        "until": _text(window.until),
        "seconds": window.width,
        "totals": _figures(total),
        "timeline": _timeline(read, window, span),
        "endpoints": endpoints,
        "versions": [{"version": name or None, **_figures(versions[name])} for name in sorted(versions)],
    }
    return found, dict(zip(_NAMES, total, strict=True))


def _timeline(read: Reading, window: Window, span: ColumnElement[bool]) -> list[dict[str, Any]]:
    """Each part of the window, also those in which nothing happened."""
    parts = {
        at: {
            "at": _text(at),
            "requests": 0,
            "statuses": {f"{status}xx": 0 for status in STATUSES},
            "throttled": 0,
            "hits": 0,
            "misses": 0,
        }
        for at in range(window.since, window.until, window.width)
    }
    part = (_c.bucket - _c.bucket % window.width).label("at")
    sums = [_SUMS[name] for name in ("requests", "throttled", "hits", "misses")]
    for row in read(select(part, _c.status, *sums).where(span).group_by(part, _c.status)):
        told: dict[str, Any] = parts[row.at]
        told["statuses"][f"{row.status}xx"] = int(row.requests)
        for name in ("requests", "throttled", "hits", "misses"):
            told[name] += int(row._mapping[name])
    return list(parts.values())


def _clients(read: Reading, span: ColumnElement[bool]) -> list[Row[Any]]:
    """The clients with the most requests and those with the most 429s, with the names that they have now."""
    found = select(*_CLIENT, *(_SUMS[name] for name in _BRIEF)).where(span).group_by(*_CLIENT).subquery()
    ids = (found.c.user_id, found.c.key_id, found.c.address)
    ranks = [
        func.row_number().over(order_by=(found.c[name].desc(), *ids)).label(f"by_{name}")
        for name in ("requests", "throttled")
    ]
    ranked = select(found, *ranks).subquery()
    names = (_user.name.label("user_name"), _key.name.label("key_name"), _key.hint.label("key_hint"))
    joined = ranked.outerjoin(User.__table__, _user.id == ranked.c.user_id)
    joined = joined.outerjoin(ApiKey.__table__, _key.id == ranked.c.key_id)
    told = (ranked.c.by_requests <= MOST) | ((ranked.c.by_throttled <= MOST) & (ranked.c.throttled > 0))
    return list(read(select(ranked, *names).select_from(joined).where(told).order_by(ranked.c.by_requests)))


def _client(row: Row[Any]) -> dict[str, Any]:
    """Whose row it is; of a user who is gone only the number is left."""
    user = {"id": row.user_id, "name": row.user_name} if row.user_id else None
    return {"user": user, "key": _key_of(row), "address": row.address or None} | _brief(row)


def _brief(row: Row[Any]) -> dict[str, int]:
    return {name: int(row._mapping[name]) for name in _BRIEF}


def _key_of(row: Row[Any]) -> dict[str, Any] | None:
    return {"id": row.key_id, "name": row.key_name, "hint": row.key_hint} if row.key_id else None


def _nothing() -> Counts:
    return [0] * len(_NAMES)


def _counts(row: Row[Any]) -> Counts:
    return [int(row._mapping[name]) for name in _NAMES]


def _figures(counts: Sequence[int]) -> dict[str, Any]:
    """Counts as they are told: percentiles are estimates, as good as the classes are narrow."""
    told: dict[str, Any] = dict(zip(_NAMES, counts, strict=True))
    slowest, classes = told.pop("slowest") / 1_000_000, [told.pop(name) for name in DURATIONS]
    seconds, asked = told.pop("microseconds") / 1_000_000, told["hits"] + told["misses"]
    return {name: told[name] for name in (*_BRIEF, "hits", "misses", "bypasses")} | {
        "hit_ratio": round(told["hits"] / asked, 4) if asked else None,
        "mean_ms": _ms(seconds / told["requests"]) if told["requests"] else None,
        "p50_ms": _ms(quantile(0.5, classes, slowest)),
        "p95_ms": _ms(quantile(0.95, classes, slowest)),
        "slowest_ms": _ms(slowest) if told["requests"] else None,
    }


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 1)


def _text(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat().replace("+00:00", "Z")

"""Whatever was answered is told to all who listen: the log, metrics, usage."""

from time import perf_counter, time

from flask import Flask, Response, current_app, g, request

from bookstore.ops.ledger import Ledger
from bookstore.values.answered import Answered


def register(app: Flask) -> None:
    """Bind it around all that a request meets, but for its id."""
    app.extensions["ledger"] = Ledger(app, at_once=app.testing)
    app.before_request(_start)
    app.after_request(_tell)


def _start() -> None:
    g.started = perf_counter()


def _tell(response: Response) -> Response:
    actor, rule = g.get("actor"), request.url_rule
    answer = Answered(
        request_id=g.request_id,
        method=request.method,
        path=request.path,
        operation=request.endpoint,
        rule=rule and rule.rule,
        version=response.headers.get("API-Version"),
        status=response.status_code,
        seconds=perf_counter() - g.started,
        size=_size(response),
        address=request.remote_addr or "",
        at=time(),
        user=actor and actor.id,
        key=actor and actor.key,
        cache=_cache(response.headers.get("Cache-Status", "")),
    )
    current_app.extensions["ledger"].note(answer)
    return response


def _size(response: Response) -> int | None:
    """Bytes, as far as they are known: what is made while it is sent must not be made for counting it."""
    return response.content_length if response.is_streamed else response.calculate_content_length()


def _cache(status: str) -> str | None:
    """The outcome, in one word, of Cache-Status as the edge writes it."""
    _, _, outcome = status.partition("; ")
    return outcome.removeprefix("fwd=").partition(";")[0] or None

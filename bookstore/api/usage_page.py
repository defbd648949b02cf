"""/admin/usage: usage as a page for administrators, in tables and charts; it needs no script."""

from typing import Any, NamedTuple

from flask import Blueprint, Flask, Response, render_template

from bookstore.api import charts, identity
from bookstore.api.pages import secured
from bookstore.errors import NotFound
from bookstore.services import usage_reports
from bookstore.values.usage import PERIODS, window


class Kind(NamedTuple):
    """A colour of the chart: what it is called, and what it means."""

    name: str
    words: str


KINDS = {
    "2xx": Kind("2xx", "done"),
    "3xx": Kind("3xx", "unchanged or elsewhere"),
    "4xx": Kind("other 4xx", "refused"),
    "429": Kind("429", "too many"),
    "5xx": Kind("5xx", "failed"),
}
SLOW = 10
"""Endpoints that are called slow: those with the largest p95."""

blueprint = Blueprint("usage-page", __name__, url_prefix="/admin/usage")


def register(app: Flask) -> None:
    """Bind the page."""
    app.register_blueprint(blueprint)


@blueprint.get("")
@blueprint.get("/<period>")
def show(period: str = "day") -> Response:
    """Usage in a period, for administrators."""
    identity.require("admin", "admin")
    if period not in PERIODS:
        raise NotFound("There is no such period.")
    found = usage_reports.report(window(period))
    slow = sorted(found["endpoints"], key=lambda told: told["p95_ms"], reverse=True)[:SLOW]
    chart = charts.stacked([_part(told) for told in found["timeline"]], seconds=found["seconds"])
    html = render_template(
        "usage.html", period=period, periods=PERIODS, kinds=KINDS, usage=found, slow=slow, chart=chart, size=charts
    )
    page = secured(html, "script-src 'none'", "connect-src 'none'")
    page.headers["Cache-Control"] = "no-store"
    return page


def _part(told: dict[str, Any]) -> tuple[str, dict[str, int]]:
    """The counts of a part by kind, 429s apart from what else was refused."""
    counts = {kind: told["statuses"].get(kind, 0) for kind in KINDS}
    counts["429"] = told["throttled"]
    counts["4xx"] -= told["throttled"]
    return told["at"], counts

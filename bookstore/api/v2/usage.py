"""/usage"""

from typing import Any

from bookstore.api import identity
from bookstore.api.blueprint import Blueprint
from bookstore.schemas.usage import OwnUsage, Usage, UsageParameters
from bookstore.services import usage_reports
from bookstore.values.usage import window

blp = Blueprint("usage", __name__, url_prefix="/usage", description="Who asks for what, how often and how fast.")


@blp.get("")
@blp.access("admin")
@blp.parameters(UsageParameters)
@blp.answers(Usage, secret=True)
def show_usage(query: dict[str, Any]) -> dict[str, Any]:
    """Show everybody's requests in a period: by time, endpoint, version and client.

    Counts are some seconds behind. Probes and files of pages are not counted.
    """
    return usage_reports.report(window(**query))


@blp.get("/me")
@blp.access("customer", scope=None)
@blp.parameters(UsageParameters)
@blp.answers(OwnUsage, secret=True)
def show_my_usage(query: dict[str, Any]) -> dict[str, Any]:
    """Show one's own requests in a period: by time, endpoint, version and API key.

    Who asks by an API key is told of that key alone. Requests with credentials that were not good are nobody's.
    """
    caller = identity.require("customer")
    return usage_reports.own(window(**query), caller.id, key=caller.key)

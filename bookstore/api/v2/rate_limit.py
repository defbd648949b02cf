"""/rate-limit"""

from typing import Any

from flask import request

from bookstore.api import identity
from bookstore.api.blueprint import ANYONE, Blueprint
from bookstore.api.limits import limits
from bookstore.api.limits.scopes import FREE
from bookstore.schemas.rate_limit import RateLimit

blp = Blueprint("rate-limit", __name__, url_prefix="/rate-limit", description="How often one may call.")


@blp.get("")
@blp.access(ANYONE)
@blp.limited(FREE)
@blp.answers(RateLimit, secret=True)
def show_rate_limit() -> dict[str, Any]:
    """Show what is left of one's budgets, for each kind of call; this call is free."""
    caller = identity.actor()
    return limits.current().shown(caller and caller.id, request.remote_addr or "")

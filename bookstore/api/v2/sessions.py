"""/users/me/sessions"""

from typing import Any

from bookstore.api import identity
from bookstore.api.blueprint import Blueprint
from bookstore.schemas.session import Session
from bookstore.services import sessions

blp = Blueprint("sessions", __name__, url_prefix="/users/me/sessions", description="Sessions: where one is logged in.")


@blp.get("")
@blp.access("customer")
@blp.paginated(Session, sorts=sessions.SORTS, q=False)
def list_sessions(query: dict[str, Any]) -> Any:
    """List where you are logged in."""
    return sessions.find(identity.require("customer").id, **query)


@blp.delete("/<id:session_id>")
@blp.access("customer")
@blp.deletes
def end_session(session_id: int) -> None:
    """Log out there: all tokens of the session end."""
    sessions.end(session_id, of=identity.require("customer").id)

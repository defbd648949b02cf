"""/users/me/sessions"""

from typing import Any

from bookstore.api import identity
from bookstore.api.blueprint import Blueprint
from bookstore.schemas.session import Session
from bookstore.services import sessions

blp = Blueprint("sessions", __name__, url_prefix="/users/me/sessions", description="Sessions: where one is logged in.")


def mine(session_id: int) -> Any:
    """The statement that selects a session of who is calling."""
    return sessions.one(identity.require("customer").id, session_id)


@blp.get("")
@blp.access("customer")
@blp.paginated(Session, sorts=sessions.SORTS, q=False)
def list_sessions(query: dict[str, Any]) -> Any:
    """List where you are logged in."""
    return sessions.find(identity.actor().id, **query)


@blp.delete("/<id:session_id>")
@blp.access("customer")
@blp.guarded(mine, Session)
@blp.deletes
def end_session(session_id: int, version: int | None) -> None:  # noqa: ARG001  (which renewal it is does not matter)
    """Log out there: all tokens of the session end."""
    sessions.end(session_id, of=identity.actor().id)

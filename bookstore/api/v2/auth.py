"""/auth"""

from typing import Any

from bookstore.api import identity
from bookstore.api.blueprint import ANYONE, Blueprint
from bookstore.api.errors import Refused
from bookstore.errors import Unauthenticated
from bookstore.schemas.token import Token, TokenRequest
from bookstore.services import users

blp = Blueprint("auth", __name__, url_prefix="/auth", description="Logging in.")


@blp.post("/token")
@blp.access(ANYONE, identify=False)
@blp.form(TokenRequest)
@blp.answers(Token, secret=True)
def create_token(values: dict[str, Any]) -> dict[str, Any]:
    """Get a token for a name and a password."""
    if values["grant_type"] != "password":
        raise Refused("unsupported-grant-type", error="unsupported_grant_type")
    try:
        user = users.logged_in(values["username"], values["password"])
    except Unauthenticated as wrong:
        raise Refused("invalid-grant", wrong.detail, error="invalid_grant") from None
    return {
        "access_token": identity.access_token(user),
        "token_type": "Bearer",
        "expires_in": int(identity.ACCESS_LIFETIME.total_seconds()),
        "scope": user.role,
    }

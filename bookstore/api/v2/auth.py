"""/auth"""

from typing import Any

from bookstore.api import grants, oauth
from bookstore.api.blueprint import ANYONE, Blueprint
from bookstore.schemas.token import Revocation, RevocationRequest, Token, TokenRequest

blp = Blueprint("auth", __name__, url_prefix="/auth", description="Logging in and out.")


@blp.post("/token")
@oauth.errors
@blp.access(ANYONE, identify=False, confidential=True)
@blp.form(TokenRequest)
@blp.answers(Token, secret=True)
def create_token(values: dict[str, Any]) -> dict[str, Any]:
    """Get tokens for a name and a password, or for a refresh token."""
    return grants.tokens_for(values)


@blp.post("/revoke")
@oauth.errors
@blp.access(ANYONE, identify=False)
@blp.form(RevocationRequest)
@blp.answers(Revocation, secret=True)
def revoke_token(values: dict[str, Any]) -> dict[str, Any]:
    """Log out: end the session that a token belongs to (RFC 7009)."""
    grants.revoke(values.get("token", ""))
    return {}

"""`Authorization: Bearer`: an access token counts while its session and its user do."""

from bookstore.api.credentials import tokens
from bookstore.api.credentials.caller import Caller
from bookstore.api.errors import InvalidToken
from bookstore.services import sessions


def caller(token: str) -> Caller:
    """Who holds an access token; one statement tells that nothing it says has changed."""
    claims = tokens.read(token, "access")
    if claims is None:
        raise InvalidToken("The token is not valid.")
    user = sessions.standing(claims.session)
    if user is None or not user.active or (user.id, user.role) != (claims.user, claims.role):
        raise InvalidToken("The token is not valid any more.")
    return Caller(user.id, user.name, user.role, session=claims.session)

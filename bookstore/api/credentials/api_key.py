"""`X-API-Key`: a program of a user, with less than the user may do."""

from bookstore.api.credentials import https
from bookstore.api.credentials.caller import Caller
from bookstore.errors import Unauthenticated
from bookstore.services import api_keys

HEADER = "X-API-Key"


def caller(key: str) -> Caller:
    """Whose key it is."""
    https.require()
    held = api_keys.held(key)
    if held is None or not held.user.active:
        raise Unauthenticated("The API key is not valid.")
    return Caller(held.user.id, held.user.name, held.user.role, scopes=held.scopes, key=held.id)

"""`Authorization: Basic` (RFC 7617): a name and a password in UTF-8, checked with each request."""

from base64 import b64decode

from bookstore.api.credentials import https, password
from bookstore.api.credentials.caller import Caller
from bookstore.errors import Unauthenticated


def caller(encoded: str) -> Caller:
    """Who has the name and the password."""
    https.require()
    try:
        name, colon, secret = b64decode(encoded, validate=True).decode("utf-8").partition(":")
    except ValueError:
        colon = ""
    if not colon:
        raise Unauthenticated("The Basic credentials are not a name and a password in UTF-8, in base64.")
    user = password.owner(name, secret, remember=True).user
    return Caller(user.id, user.name, user.role)

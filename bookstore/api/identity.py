"""Who is calling: settled once a request, right at that moment."""

from flask import Flask, g, request

from bookstore.api.credentials import api_key, basic, bearer, tokens
from bookstore.api.credentials.caller import Caller
from bookstore.api.errors import Refused
from bookstore.errors import Forbidden, Unauthenticated
from bookstore.services import passwords
from bookstore.values.roles import holds

SCHEMES = {"bearer": bearer.caller, "basic": basic.caller}


def init_app(app: Flask) -> None:
    """Set up what credentials are checked with."""
    tokens.init_app(app)
    passwords.set_up(at_once=app.config["PASSWORD_HASHES_AT_ONCE"])
    app.before_request(_forget)


def actor() -> Caller | None:
    """Who is calling, or None for anonymous; Unauthenticated when the credentials are not good now."""
    if "refusal" in g:
        raise g.refusal
    if "actor" not in g:
        try:
            g.actor = _settled()
        except (Unauthenticated, Refused) as refusal:
            g.refusal = refusal  # a wrong password is not compared again
            raise
    return g.actor


def require(role: str, scope: str | None = None, *, by_key: bool = True) -> Caller:
    """The caller, who must be known and hold a role; an API key must have the scope, if there is one, or won't do."""
    caller = actor()
    if caller is None:
        raise Unauthenticated("This needs a token (see /api/v2/auth/token), a name and a password, or an API key.")
    if not holds(caller.role, role):
        raise Forbidden(f"This needs the role {role}.")
    if caller.key is not None and not by_key:
        raise Forbidden("An API key will not do for this: log in, or send a name and a password.")
    if scope is not None and caller.scopes is not None and scope not in caller.scopes:
        raise Forbidden(f"This needs a key with the scope {scope}.")
    return caller


def _forget() -> None:
    """Nobody is calling yet: a context that outlives a request, in a shell or a test, keeps nothing of the last one."""
    g.pop("actor", None)
    g.pop("refusal", None)


def _settled() -> Caller | None:
    header, key = request.headers.get("Authorization"), request.headers.get(api_key.HEADER)
    if key is not None and header is not None:
        raise Unauthenticated(f"Say who you are in one way: by Authorization or by {api_key.HEADER}.")
    if key is not None:
        return api_key.caller(key)
    if header is None:
        return None
    scheme, _, credentials = header.partition(" ")
    if scheme.lower() not in SCHEMES:
        raise Unauthenticated("The Authorization header is neither Bearer nor Basic.")
    return SCHEMES[scheme.lower()](credentials.strip(" "))

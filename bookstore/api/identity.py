"""Who is calling: settled once a request, right at that moment."""

from datetime import timedelta
from typing import Any

import jwt
from flask import Flask, current_app, g, request
from flask_jwt_extended import create_access_token

from bookstore.errors import Forbidden, Unauthenticated
from bookstore.extensions import jwt as tokens
from bookstore.services import users
from bookstore.services.users import Standing

ACCESS_LIFETIME = timedelta(minutes=15)
ISSUER = "bookstore"
AUDIENCE = "bookstore-api"
ALGORITHM = "HS256"
REQUIRED_CLAIMS = ["iss", "aud", "exp", "iat", "jti", "sub", "type", "role"]
MAX_TOKEN = 4096


def init_app(app: Flask) -> None:
    """Tell Flask-JWT-Extended what our tokens look like."""
    app.config.update(
        JWT_SECRET_KEY=app.config["SECRET_KEY"],
        JWT_ALGORITHM=ALGORITHM,
        JWT_ENCODE_ISSUER=ISSUER,
        JWT_ENCODE_AUDIENCE=AUDIENCE,
        JWT_ENCODE_NBF=False,
        JWT_ACCESS_TOKEN_EXPIRES=ACCESS_LIFETIME,
    )
    tokens.init_app(app)


def access_token(user: Standing) -> str:
    """A bearer token for a user, good for 15 minutes."""
    return create_access_token(str(user.id), additional_claims={"role": user.role})


def actor() -> Standing | None:
    """Who is calling, or None for anonymous; Unauthenticated when the credentials are not good now."""
    if "actor" not in g:
        header = request.headers.get("Authorization")
        g.actor = None if header is None else _bearer(header)
    return g.actor


def require(role: str) -> Standing:
    """The caller, who must be known and hold a role."""
    caller = actor()
    if caller is None:
        raise Unauthenticated("This needs a token: see /api/v2/auth/token.")
    if not users.holds(caller.role, role):
        raise Forbidden(f"This needs the role {role}.")
    return caller


def _bearer(header: str) -> Standing:
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or len(token) > MAX_TOKEN or not token.isascii():
        raise Unauthenticated("The Authorization header is not a Bearer token.")
    claims = _claims(token.strip())
    user = users.standing(int(claims["sub"]))
    if user is None or not user.active or user.role != claims["role"]:
        raise Unauthenticated("The token is not valid any more.")
    return user


def _claims(token: str) -> dict[str, Any]:
    """The claims of a token; read by PyJWT itself, since Flask-JWT-Extended makes up some that are missing."""
    try:
        claims = jwt.decode(
            token,
            current_app.config["SECRET_KEY"],
            algorithms=[ALGORITHM],
            issuer=ISSUER,
            audience=AUDIENCE,
            options={"require": REQUIRED_CLAIMS},
        )
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
        raise Unauthenticated("The token is not valid.") from None
    if claims["type"] != "access" or not _is_id(claims["sub"]):
        raise Unauthenticated("The token is not valid.")
    return claims


def _is_id(subject: Any) -> bool:
    return isinstance(subject, str) and subject.isascii() and subject.isdigit() and len(subject) < 19

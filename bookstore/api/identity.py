"""Who is calling: settled once a request, right at that moment."""

from datetime import timedelta
from typing import Any

from flask import Flask, g, request
from flask_jwt_extended import create_access_token, decode_token
from flask_jwt_extended.exceptions import JWTExtendedException
from jwt.exceptions import PyJWTError

from bookstore.errors import Forbidden, Unauthenticated
from bookstore.extensions import jwt
from bookstore.services import users
from bookstore.services.users import Standing

ACCESS_LIFETIME = timedelta(minutes=15)
ISSUER = "bookstore"
AUDIENCE = "bookstore-api"
REQUIRED_CLAIMS = {"iss", "aud", "exp", "iat", "jti", "sub", "type", "role"}
MAX_TOKEN = 4096


def init_app(app: Flask) -> None:
    """Tell Flask-JWT-Extended what our tokens look like."""
    app.config.update(
        JWT_SECRET_KEY=app.config["SECRET_KEY"],
        JWT_ALGORITHM="HS256",
        JWT_DECODE_ALGORITHMS=["HS256"],
        JWT_ENCODE_ISSUER=ISSUER,
        JWT_DECODE_ISSUER=ISSUER,
        JWT_ENCODE_AUDIENCE=AUDIENCE,
        JWT_DECODE_AUDIENCE=AUDIENCE,
        JWT_ENCODE_NBF=False,
        JWT_ACCESS_TOKEN_EXPIRES=ACCESS_LIFETIME,
    )
    jwt.init_app(app)


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
    try:
        claims = decode_token(token)
    except (PyJWTError, JWTExtendedException, ValueError, KeyError, TypeError, RecursionError):
        raise Unauthenticated("The token is not valid.") from None
    good = claims.keys() >= REQUIRED_CLAIMS and claims["type"] == "access" and _is_id(claims["sub"])
    if not good:
        raise Unauthenticated("The token is not valid.")
    return claims


def _is_id(subject: Any) -> bool:
    return isinstance(subject, str) and subject.isascii() and subject.isdigit() and len(subject) < 19

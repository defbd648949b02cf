"""Tokens (JWT): made by Flask-JWT-Extended, read by PyJWT and checked claim by claim."""

from datetime import timedelta
from functools import lru_cache
from time import time
from typing import Any, NamedTuple

import jwt
from flask import Flask, current_app
from flask_jwt_extended import create_access_token, create_refresh_token
from jwt.utils import base64url_encode

from bookstore.extensions import jwt as extension
from bookstore.services.sessions import LIFETIME, Grant
from bookstore.values import limits

ACCESS_LIFETIME = timedelta(minutes=15)
ISSUER = "bookstore"
AUDIENCE = "bookstore-api"
ALGORITHM = "HS256"
CLAIMS = ("iss", "aud", "exp", "iat", "jti", "sub", "type", "role", "sid")
UNREADABLE = (jwt.PyJWTError, ValueError, TypeError, ArithmeticError, AttributeError, LookupError, RecursionError)
"""What reading a token may end with, whatever somebody made it of."""


class Claims(NamedTuple):
    """What a genuine token says: whose it is, of which session, and for a refresh token which one of it."""

    user: int
    session: int
    role: str
    jti: str
    kind: str


def init_app(app: Flask) -> None:
    """Tell Flask-JWT-Extended what our tokens look like."""
    app.config.update(
        JWT_SECRET_KEY=app.config["SECRET_KEY"],
        JWT_ALGORITHM=ALGORITHM,
        JWT_ENCODE_ISSUER=ISSUER,
        JWT_ENCODE_AUDIENCE=AUDIENCE,
        JWT_ENCODE_NBF=False,
        JWT_COOKIE_CSRF_PROTECT=False,
        JWT_ACCESS_TOKEN_EXPIRES=ACCESS_LIFETIME,
        JWT_REFRESH_TOKEN_EXPIRES=LIFETIME,
    )
    extension.init_app(app)


def access_token(grant: Grant) -> str:
    """A bearer token of a session, good for 15 minutes."""
    return create_access_token(str(grant.user.id), additional_claims={"role": grant.user.role, "sid": grant.session})


def refresh_token(grant: Grant) -> str:
    """The one token that renews a session next."""
    claims = {"role": grant.user.role, "sid": grant.session, "jti": grant.refresh_jti}
    return create_refresh_token(str(grant.user.id), additional_claims=claims)


def read(token: str, *kinds: str, expired: bool = False) -> Claims | None:
    """What a token of one of these kinds says; None unless we signed it and it lasts (or may have `expired`)."""
    if len(token) > limits.TOKEN or not token.isascii():
        return None
    try:
        claims, expires_at = _genuine(token, current_app.config["SECRET_KEY"])
    except UNREADABLE:
        return None
    return claims if claims.kind in kinds and (expired or time() < expires_at) else None


@lru_cache(1024)
def _genuine(token: str, secret: str) -> tuple[Claims, int]:
    """What a token says that we signed, and until when; a token comes many times, and what is in it stays the same.

    Raises one of UNREADABLE for any other, which is not remembered: a clock may be wrong.
    """
    found = jwt.decode_complete(
        token,
        secret,
        algorithms=[ALGORITHM],
        issuer=ISSUER,
        audience=AUDIENCE,
        options={"require": list(CLAIMS), "verify_exp": False},
    )
    if base64url_encode(found["signature"]).decode() != token.rpartition(".")[2]:
        raise ValueError("the last character has bits that nobody signs")
    return _checked(found["header"], found["payload"]), found["payload"]["exp"]


def _checked(header: dict[str, Any], claims: dict[str, Any]) -> Claims:
    """The claims, each of the one type that we write: PyJWT takes numbers in strings, and more than one audience."""
    right = (
        header == {"alg": ALGORITHM, "typ": "JWT"}
        and claims["aud"] == AUDIENCE
        and type(claims["type"]) is str
        and all(type(claims[name]) is int for name in ("exp", "iat", "sid"))
        and 0 < claims["exp"] - claims["iat"] <= LIFETIME.total_seconds()
        and all(type(claims[name]) is str for name in ("sub", "jti", "role"))
        and claims["sub"].isdecimal()
        and str(int(claims["sub"])) == claims["sub"]
        and all(0 < number <= limits.ID for number in (int(claims["sub"]), claims["sid"]))
    )
    if not right:
        raise ValueError("not as we write them")
    return Claims(int(claims["sub"]), claims["sid"], claims["role"], claims["jti"], claims["type"])

"""Grants: what somebody shows for tokens, and the tokens that they get; and giving them back."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from flask import request

from bookstore.api.credentials import password, tokens
from bookstore.api.errors import Refused
from bookstore.errors import NotFound, Unauthenticated
from bookstore.schemas.token import NEEDS
from bookstore.services import sessions
from bookstore.services.sessions import Grant, Outdated, Place
from bookstore.values.text import in_one_line, is_blank


def tokens_for(values: Mapping[str, Any]) -> dict[str, Any]:
    """The answer of OAuth to a request for tokens; Refused with its words for errors."""
    kind = values["grant_type"]
    if kind not in NEEDS:
        raise Refused("unsupported-grant-type", error="unsupported_grant_type")
    try:
        grant = GRANTS[kind](*(values[name] for name in NEEDS[kind]))
    except Unauthenticated as wrong:
        raise Refused("invalid-grant", wrong.detail, error="invalid_grant") from None
    return {
        "access_token": tokens.access_token(grant),
        "token_type": "Bearer",
        "expires_in": int(tokens.ACCESS_LIFETIME.total_seconds()),
        "refresh_token": tokens.refresh_token(grant),
        "scope": grant.user.role,
    }


def revoke(token: str) -> None:
    """End the session of a token, also of one that has expired; whatever else it is, it is not good anyway."""
    claims = tokens.read(token, "access", "refresh", expired=True)
    if claims is not None:
        with suppress(NotFound):
            sessions.end(claims.session)


def _by_password(name: str, secret: str) -> Grant:
    """Whoever got a new hash while the old one was compared is compared with that: it may be of the same password."""
    with suppress(Outdated):
        return _begun(name, secret)
    return _begun(name, secret)


def _begun(name: str, secret: str) -> Grant:
    verified = password.owner(name, secret)
    return sessions.begin(verified.user, _place(), password_hash=verified.password_hash)


def _by_refresh_token(token: str) -> Grant:
    claims = tokens.read(token, "refresh")
    if claims is None:
        raise Unauthenticated("The refresh token is not valid.")
    return sessions.renew(claims.session, claims.jti, claims.user, _place())


GRANTS: dict[str, Callable[..., Grant]] = {"password": _by_password, "refresh_token": _by_refresh_token}
"""Who judges each kind, by what it needs."""


def _place() -> Place:
    return Place(_client(), request.remote_addr)


def _client() -> str | None:
    """What the client calls itself, to be read by people; WSGI hands octets over as if they were Latin-1."""
    sent = request.user_agent.string
    with suppress(UnicodeDecodeError):
        sent = sent.encode("latin-1").decode("utf-8")
    name = in_one_line(sent)
    return None if is_blank(name) else name

"""Every operation of version 2, called in every way that there is to be somebody or nobody."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from bookstore.api.credentials import tokens
from bookstore.extensions import db
from bookstore.services import api_keys, sessions, users
from bookstore.services.standing import Standing
from tests.conftest import PASSWORD
from tests.factories import a_book, a_category, a_magazine, a_publisher, an_author

METHODS = ("get", "post", "put", "patch", "delete")
SCOPES = {"catalogue:read", "catalogue:write", "orders", "admin"}
RANKS = ("anyone", "customer", "staff", "admin")
VARYING = {"instance", "request_id"}

CATALOGUE = {
    f"{method} /{kind}{one}": ("anyone", None) if method == "GET" else ("staff", "catalogue:write")
    for kind, key in {
        "books": "book_id",
        "magazines": "magazine_id",
        "authors": "author_id",
        "publishers": "publisher_id",
        "categories": "slug",
    }.items()
    for one, methods in {"": "GET POST", f"/{{{key}}}": "GET PUT PATCH DELETE"}.items()
    for method in methods.split()
}
PEOPLE = {
    "GET /authors/{author_id}/books": ("anyone", None),
    "GET /isbn/{spelling}": ("anyone", None),
    "GET /issn/{spelling}": ("anyone", None),
    "GET /rate-limit": ("anyone", None),
    "POST /auth/token": ("anyone", None),
    "POST /auth/revoke": ("anyone", None),
    "POST /users": ("anyone", None),
    "POST /password-resets": ("anyone", None),
    "PUT /password-resets/{token}": ("anyone", None),
    "PUT /email-confirmations/{token}": ("anyone", None),
    "GET /users": ("admin", "admin"),
    "GET /users/me": ("customer", None),
    "PATCH /users/me": ("customer", "admin"),
    "DELETE /users/me": ("customer", "admin"),
    "PUT /users/me/password": ("customer", "admin"),
    "POST /users/me/email-confirmation": ("customer", "admin"),
    "GET /users/me/sessions": ("customer", "admin"),
    "DELETE /users/me/sessions/{session_id}": ("customer", "admin"),
    "GET /users/{user_id}": ("customer", "admin"),
    "PATCH /users/{user_id}": ("customer", "admin"),
    "DELETE /users/{user_id}": ("customer", "admin"),
    "GET /api-keys": ("customer", "admin"),
    "POST /api-keys": ("customer", "admin"),
    "GET /api-keys/{key_id}": ("customer", "admin"),
    "DELETE /api-keys/{key_id}": ("customer", "admin"),
}
EXPECTED = CATALOGUE | PEOPLE
"""By hand, for each operation: who may call it at least, and the scope that a key needs for it."""

UNIDENTIFIED = {
    "POST /auth/token",
    "POST /auth/revoke",
    "POST /users",
    "POST /password-resets",
    "PUT /password-resets/{token}",
    "PUT /email-confirmations/{token}",
}
"""What asks nobody who they are: credentials that are not good do no harm there."""

OWNED = {"session_id", "key_id", "user_id"}
"""What belongs to somebody: to all others there is no such thing."""


class Operation(NamedTuple):
    """An operation of the document: `PATCH /books/{book_id}`, what it states, and a body for it."""

    name: str
    stated: dict[str, Any]
    identifies: bool
    body: tuple[str, Any] | None

    def call(self, client: FlaskClient, **parts: Any) -> TestResponse:
        """The answer; a body is sent where the operation takes one."""
        method, path = self.name.split()
        sent = {} if self.body is None else {"data": json.dumps(self.body[1]), "content_type": self.body[0]}
        return client.open("/api/v2" + path.format(**parts), method=method, **sent)


class Person(NamedTuple):
    """A user, a session of theirs, and the tokens of it."""

    user: Standing
    session: int
    access: str
    refresh: str


@pytest.fixture
def operations(app):
    """All operations of the document."""
    document = app.test_client().get("/api/v2/openapi.json").get_json()
    return [
        Operation(
            f"{method.upper()} {path.removeprefix('/api/v2')}",
            found["x-access"],
            found["security"] != [{}],
            _body(found),
        )
        for path, item in document["paths"].items()
        for method, found in item.items()
        if method in METHODS
    ]


def _body(operation: dict[str, Any]) -> tuple[str, Any] | None:
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        if kind == "application/json":
            return kind, content["example"]
    return None


@pytest.fixture
def someone(app):
    """Makes a person with a role."""

    def make(role: str) -> Person:
        with app.app_context():
            user = users.create(f"{role} {datetime.now(UTC).timestamp()}", PASSWORD, role=role)
            grant = sessions.begin(user)
            made = Person(user, grant.session, tokens.access_token(grant), tokens.refresh_token(grant))
            db.session.remove()
        return made

    return make


@pytest.fixture
def parts(app, someone, staff):
    """What paths name: things of the catalogue, and what belongs to somebody who has nothing to do with the caller."""
    stranger = someone("customer")
    with app.app_context():
        key = api_keys.create(stranger.user.id, "a stranger's").id
    return {
        "book_id": a_book(staff)["id"],
        "magazine_id": a_magazine(staff)["id"],
        "author_id": an_author(staff)["id"],
        "publisher_id": a_publisher(staff)["id"],
        "slug": a_category(staff)["slug"],
        "spelling": "9780807083697",
        "token": "x",
        "user_id": stranger.user.id,
        "session_id": stranger.session,
        "key_id": key,
    }


def bearer(app: Flask, token: str) -> FlaskClient:
    """A client with a token."""
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


def holder(app: Flask, person: Person, scopes: set[str]) -> FlaskClient:
    """A client with a key of these scopes."""
    client = app.test_client()
    with app.app_context():
        client.environ_base["HTTP_X_API_KEY"] = api_keys.create(person.user.id, "x", scopes=list(scopes)).key
    return client


def crowd(app: Flask, someone: Callable[[str], Person], scope: str | None) -> dict[str, FlaskClient]:
    """Everybody who may come to an operation of this scope."""
    people = {rank: bearer(app, someone(rank).access) for rank in RANKS[1:]}
    return people | {
        "anyone": app.test_client(),
        "expired token": bearer(app, _expired(app, someone("admin"))),
        "revoked session": bearer(app, _revoked(app, someone("admin"))),
        "disabled user": bearer(app, _disabled(app, someone("admin"))),
        "refresh as access": bearer(app, someone("admin").refresh),
        "read-only key": holder(app, someone("admin"), {"catalogue:read"}),
        "key of a wrong scope": holder(app, someone("admin"), SCOPES - {scope}),
        "key of the right scope": holder(app, someone("admin"), {scope or "orders"}),
        "key of a customer": holder(app, someone("customer"), SCOPES),
    }


def refusal(who: str, operation: Operation) -> int | None:
    """The status with which somebody is refused, or None."""
    role, scope = EXPECTED[operation.name]
    if who in RANKS or who == "key of a customer":
        rank = RANKS.index(who) if who in RANKS else RANKS.index("customer")
        return None if rank >= RANKS.index(role) else 403 if rank else 401
    if "key" in who:
        return 403 if scope and who != "key of the right scope" else None
    return 401 if operation.identifies else None


def _expired(app: Flask, person: Person) -> str:
    with app.app_context(), time_machine.travel(datetime.now(UTC) - timedelta(minutes=16), tick=False):
        return tokens.access_token(sessions.Grant(person.user, person.session, ""))


def _revoked(app: Flask, person: Person) -> str:
    with app.app_context():
        sessions.end(person.session)
    return person.access


def _disabled(app: Flask, person: Person) -> str:
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE users SET active = :no WHERE id = :id"), {"no": False, "id": person.user.id})
    return person.access


def test_every_operation_states_the_access_that_was_agreed(operations):
    assert {one.name: (one.stated["role"], one.stated["scope"]) for one in operations} == EXPECTED
    assert {one.name for one in operations if not one.identifies} == UNIDENTIFIED


def test_everybody_gets_in_where_they_may_and_nowhere_else(app, operations, parts, someone):
    wrong, crowds = {}, {}
    for operation in operations:
        scope = EXPECTED[operation.name][1]
        if scope not in crowds:
            crowds[scope] = crowd(app, someone, scope)
        for who, client in crowds[scope].items():
            status, refused = operation.call(client, **parts).status_code, refusal(who, operation)
            if status >= 500 or (status != refused if refused else status in (401, 403)):
                wrong[operation.name, who] = (status, refused)
        if "/users/me" in operation.name:
            crowds.clear()  # they may have ended themselves
    assert wrong == {}


def test_what_is_anothers_looks_like_what_is_not_there(app, operations, parts, someone):
    owned = [one for one in operations if OWNED & set(re.findall(r"{(\w+)}", one.name))]
    assert len(owned) >= 6
    for operation in owned:
        for rank in ("customer", "staff"):
            client = bearer(app, someone(rank).access)
            theirs = operation.call(client, **parts)
            none = operation.call(client, **dict.fromkeys(parts, 987_654_321))
            assert theirs.status_code == none.status_code == 404, operation.name
            bodies = [response.get_json() for response in (theirs, none)]
            assert bodies[0].keys() == bodies[1].keys()
            assert all(bodies[0][name] == bodies[1][name] for name in bodies[0].keys() - VARYING), operation.name
            heads = [
                set(response.headers) - {("X-Request-Id", response.headers["X-Request-Id"])}
                for response in (theirs, none)
            ]
            assert {name for name, _ in heads[0] ^ heads[1]} <= {"Content-Length"}


def test_what_is_anothers_costs_the_same_statements(app, operations, parts, someone, count_queries):
    for operation in operations:
        if OWNED & set(re.findall(r"{(\w+)}", operation.name)):
            client, ran = bearer(app, someone("customer").access), []
            for numbers in (parts, dict.fromkeys(parts, 987_654_321)):
                with count_queries() as statements:
                    operation.call(client, **numbers)
                ran.append(list(statements))
            assert ran[0] == ran[1], operation.name

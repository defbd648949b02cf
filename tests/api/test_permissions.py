"""Every operation of both versions, called in every way that there is to be somebody or nobody."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any, NamedTuple

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from bookstore.api.credentials import tokens
from bookstore.extensions import db
from bookstore.services import api_keys, jobs, sessions, users
from bookstore.services.standing import Standing
from tests.api.permissions import (
    BY_BASIC,
    EXPECTED,
    FILES,
    HIDDEN,
    OTHERWISE,
    OWNED,
    QUERIES,
    SERVED,
    UNIDENTIFIED,
    WITHOUT_KEY,
    body_for,
)
from tests.conftest import PASSWORD, beside
from tests.factories import a_book, a_category, a_magazine, a_publisher, an_author, an_isbn, an_issn
from tests.uploads import PDF, put_cover, send

METHODS = ("get", "post", "put", "patch", "delete")
SCOPES = {"catalogue:read", "catalogue:write", "orders", "admin"}
RANKS = ("anyone", "customer", "staff", "admin")
VARYING = {"instance", "request_id"}


class Operation(NamedTuple):
    """An operation of a document: `PATCH /books/{book_id}`, what it states, and a body for it."""

    name: str
    stated: dict[str, Any]
    schemes: set[str]
    body: Any

    def call(self, client: FlaskClient, **parts: Any) -> TestResponse:
        """The answer; a body is sent where the operation takes one."""
        return _asked(client, self.name, self.body, parts)

    def serve(self, client: FlaskClient, **parts: Any) -> TestResponse:
        """The answer to a request in which all is right."""
        return _asked(client, self.name, body_for(self.name, parts), parts, QUERIES.get(self.name, ""))


def _asked(client: FlaskClient, name: str, body: Any, parts: dict[str, Any], query: str = "") -> TestResponse:
    method, path = name.split()
    base = "/api" if path.startswith("/v1/") else "/api/v2"
    sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
    if name in FILES:
        sent = {"data": {part: (BytesIO(content), called) for part, (content, called) in FILES[name].items()}}
    return client.open((base + path + query).format(**parts), method=method, **sent)


class Person(NamedTuple):
    """A user, a session of theirs, and the tokens of it."""

    user: Standing
    session: int
    access: str
    refresh: str


@pytest.fixture
def app(make_app, library):
    """The application; passwords may be in URLs, so that it can be seen who is served then."""
    return make_app(V1_PASSWORD_IN_QUERY=True, **library.settings)


@pytest.fixture
def operations(app):
    """All operations of the documents."""
    documents = [app.test_client().get(f"/api/v{version}/openapi.json").get_json() for version in (1, 2)]
    return [
        Operation(
            f"{method.upper()} {path.removeprefix('/api').removeprefix('/v2')}",
            found["x-access"],
            {scheme for way in found["security"] for scheme in way},
            _body(found),
        )
        for document in documents
        for path, item in document["paths"].items()
        for method, found in item.items()
        if method in METHODS
    ]


def _body(operation: dict[str, Any]) -> Any:
    content = operation.get("requestBody", {}).get("content", {})
    return content.get("application/json", {}).get("example")


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
    """What requests name: the catalogue's, and what belongs to somebody who has nothing to do with the caller."""
    return things(staff) | own(app, someone("customer"))


def things(staff: FlaskClient) -> dict[str, Any]:
    """New things of the catalogue, and what else is anybody's."""
    book, magazine = a_book(staff, isbn=an_isbn()), a_magazine(staff, issn=an_issn())
    covers = [put_cover(staff, kind, thing).get_json() for kind, thing in (("books", book), ("magazines", magazine))]
    url = f"/api/v2/books/{book['id']}/attachments"
    return {
        "picture": covers[0]["cover"]["url"].rpartition("/")[2],
        "attachment_id": send(staff, "POST", url, PDF, "sample.pdf").get_json()["id"],
        "book_id": book["id"],
        "isbn": book["isbn"],
        "magazine_id": magazine["id"],
        "issn": magazine["issn"],
        "author_id": an_author(staff)["id"],
        "publisher_id": a_publisher(staff)["id"],
        "slug": a_category(staff)["slug"],
        "spelling": "9780807083697",
        "token": "x",
    }


def own(app: Flask, person: Person) -> dict[str, Any]:
    """What belongs to somebody, themselves included."""
    with app.app_context():
        key = api_keys.create(person.user.id, "theirs").id
        job = jobs.start("import", {}, owner=person.user.id)
    return {
        "user_id": person.user.id,
        "name": person.user.name,
        "session_id": person.session,
        "key_id": key,
        "job_id": job,
        "import_id": job,
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
    if "key" in who and operation.name in WITHOUT_KEY:
        return 403
    if who in RANKS or who == "key of a customer":
        rank = RANKS.index(who) if who in RANKS else RANKS.index("customer")
        missing = 404 if operation.name in HIDDEN else 403
        return None if rank >= RANKS.index(role) else missing if rank else 401
    if "key" in who:
        held = who == "key of the right scope" or (who == "read-only key" and scope == "catalogue:read")
        return 403 if scope and not held else None
    return 401 if operation.schemes else None


def _expired(app: Flask, person: Person) -> str:
    with app.app_context(), time_machine.travel(datetime.now(UTC) - timedelta(minutes=16), tick=False):
        return tokens.access_token(sessions.Grant(person.user, person.session, ""))


def _revoked(app: Flask, person: Person) -> str:
    with app.app_context():
        sessions.end(person.session)
    return person.access


def _disabled(app: Flask, person: Person) -> str:
    with beside(app) as connection:
        connection.execute(text("UPDATE users SET active = :no WHERE id = :id"), {"no": False, "id": person.user.id})
    return person.access


def test_every_operation_states_the_access_that_was_agreed(operations):
    assert {one.name: (one.stated["role"], one.stated["scope"]) for one in operations} == EXPECTED
    assert {one.name for one in operations if not one.schemes} == UNIDENTIFIED
    assert {one.name for one in operations if "apiKey" not in one.schemes} == UNIDENTIFIED | BY_BASIC | WITHOUT_KEY


def test_who_may_is_served_with_what_is_there_and_their_own(app, operations, someone, staff):
    wrong, there = {}, things(staff)
    for operation in operations:
        if operation.name in BY_BASIC:
            continue
        role, method = EXPECTED[operation.name][0], operation.name.split()[0]
        person = someone("customer" if role == "anyone" else role)
        client = app.test_client() if role == "anyone" else bearer(app, person.access)
        answer = operation.serve(client, **there, **own(app, person))
        there = things(staff) if method == "DELETE" else there
        expected = OTHERWISE.get(operation.name, SERVED[method])
        if answer.status_code != expected:
            wrong[operation.name] = (answer.status_code, expected, answer.text)
    assert wrong == {}


def test_administrators_are_served_with_others(app, operations, someone):
    client = bearer(app, someone("admin").access)
    by_name = {operation.name: operation for operation in operations}
    for name, status in {"GET": 200, "PATCH": 200, "DELETE": 204}.items():
        operation = by_name[f"{name} /users/{{user_id}}"]
        assert operation.serve(client, **own(app, someone("customer"))).status_code == status


def test_everybody_gets_in_where_they_may_and_nowhere_else(app, operations, parts, someone):
    wrong, crowds = {}, {}
    for operation in operations:
        scope = EXPECTED[operation.name][1]
        if operation.name in BY_BASIC:
            continue
        if scope not in crowds:
            crowds[scope] = crowd(app, someone, scope)
        for who, client in crowds[scope].items():
            status, refused = operation.call(client, **parts).status_code, refusal(who, operation)
            if status >= 500 or (status != refused if refused else status in (401, 403)):
                wrong[operation.name, who] = (status, refused)
        if "/users/me" in operation.name or "/v1/user" in operation.name:
            crowds.clear()  # they may have ended themselves
    assert wrong == {}


def test_what_is_anothers_looks_like_what_is_not_there(app, operations, parts, someone):
    owned = [one for one in operations if OWNED & set(re.findall(r"{(\w+)}", one.name))]
    assert len(owned) >= 6
    for operation in owned:
        for rank in {"customer", "staff"} & set(RANKS[RANKS.index(EXPECTED[operation.name][0]) :]):
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
                client.get("/api/v2/users/me")  # from here on the caller is remembered
                with count_queries() as statements:
                    operation.call(client, **numbers)
                ran.append(list(statements))
            assert ran[0] == ran[1], operation.name


def test_of_two_who_ask_in_turns_neither_gets_what_is_the_others(app, operations, someone, staff):
    pair, shared = [someone("staff"), someone("staff")], things(staff)
    clients = [bearer(app, person.access) for person in pair]
    owns = [shared | own(app, person) for person in pair]
    shown = set()
    for operation in [one for one in operations if one.name.startswith("GET ")]:
        for me in (0, 1, 0, 1):
            mine, theirs = operation.serve(clients[me], **owns[me]), operation.call(clients[me], **owns[1 - me])
            names = [person.user.name.encode() for person in (pair[me], pair[1 - me])]
            assert all(names[1] not in answer.data + str(answer.headers).encode() for answer in (mine, theirs))
            shown |= {operation.name} if names[0] in mine.data else set()
        if mine.status_code == 200 and "private" in mine.headers["Cache-Control"] and "ETag" in mine.headers:
            clients[0].environ_base["HTTP_IF_NONE_MATCH"] = mine.headers["ETag"]
            again = operation.serve(clients[0], **owns[0])
            del clients[0].environ_base["HTTP_IF_NONE_MATCH"]
            assert again.status_code == 200, f"{operation.name}: the tag of one holds for another"
    assert {"GET /users/me", "GET /users/{user_id}", "GET /v1/user"} <= shown

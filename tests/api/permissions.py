"""What each operation asks of who calls it, by hand; and what is sent to be served. Version 1 is told by `/v1`."""

from typing import Any

from tests.conftest import PASSWORD
from tests.uploads import PDF, a_picture

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
PICTURES = {
    f"{method} /{kind}/{{{key}}}/cover{one}": ("anyone", None) if method == "GET" else ("staff", "catalogue:write")
    for kind, key in {"books": "book_id", "magazines": "magazine_id"}.items()
    for one, methods in {"": "GET PUT DELETE", "/{picture}": "GET"}.items()
    for method in methods.split()
}
ATTACHMENTS = {
    "GET /books/{book_id}/attachments": ("anyone", None),
    "POST /books/{book_id}/attachments": ("staff", "catalogue:write"),
    "GET /attachments/{attachment_id}": ("anyone", None),
    "GET /attachments/{attachment_id}/file": ("anyone", None),
    "DELETE /attachments/{attachment_id}": ("staff", "catalogue:write"),
}
PEOPLE = {
    "GET /authors/{author_id}/books": ("anyone", None),
    "GET /isbn/{spelling}": ("anyone", None),
    "GET /isbn/{isbn}/lookup": ("customer", "catalogue:read"),
    "POST /books/from-isbn": ("staff", "catalogue:write"),
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
    "PATCH /users/{user_id}": ("admin", "admin"),
    "DELETE /users/{user_id}": ("admin", "admin"),
    "GET /usage": ("admin", "admin"),
    "GET /usage/me": ("customer", None),
    "GET /api-keys": ("customer", "admin"),
    "POST /api-keys": ("customer", None),
    "GET /api-keys/{key_id}": ("customer", "admin"),
    "DELETE /api-keys/{key_id}": ("customer", "admin"),
}
WORK = {
    "POST /books/batch": ("staff", "catalogue:write"),
    "GET /imports": ("staff", "catalogue:write"),
    "POST /imports": ("staff", "catalogue:write"),
    "GET /imports/{import_id}": ("staff", "catalogue:write"),
    "GET /imports/{import_id}/lines": ("staff", "catalogue:write"),
    "GET /imports/{import_id}/rejects": ("staff", "catalogue:write"),
    "GET /jobs/{job_id}": ("customer", "catalogue:write"),
}
VERSION_1 = {
    "POST /v1/user": ("admin", "admin"),
    "PUT /v1/user": ("customer", "admin"),
    "DELETE /v1/user": ("customer", "admin"),
    "GET /v1/user": ("anyone", None),
    "GET /v1/validation/user": ("anyone", None),
    "GET /v1/books": ("anyone", None),
    "GET /v1/book": ("anyone", None),
    "GET /v1/book/{isbn}": ("anyone", None),
    "POST /v1/book": ("staff", "catalogue:write"),
    "PUT /v1/book": ("staff", "catalogue:write"),
    "DELETE /v1/book": ("staff", "catalogue:write"),
    "POST /v1/magazine": ("staff", "catalogue:write"),
    "PUT /v1/magazine": ("staff", "catalogue:write"),
    "DELETE /v1/magazine": ("staff", "catalogue:write"),
    "GET /v1/authors": ("anyone", None),
    "GET /v1/author/{author_id}": ("anyone", None),
    "GET /v1/author/{author_id}/book": ("anyone", None),
    "POST /v1/author": ("staff", "catalogue:write"),
    "PATCH /v1/author/name": ("staff", "catalogue:write"),
    "DELETE /v1/author": ("staff", "catalogue:write"),
}
EXPECTED = CATALOGUE | PICTURES | ATTACHMENTS | PEOPLE | WORK | VERSION_1
"""For each operation: who may call it at least, and the scope that a key needs for it."""

UNIDENTIFIED = {
    "POST /auth/token",
    "POST /auth/revoke",
    "POST /users",
    "POST /password-resets",
    "PUT /password-resets/{token}",
    "PUT /email-confirmations/{token}",
    "GET /v1/user",
}
"""What asks nobody who they are: credentials that are not good do no harm there."""

BY_BASIC = {"GET /v1/validation/user"}
"""What is asked by Basic authentication and by nothing else: its own tests tell how."""

WITHOUT_KEY = {"POST /api-keys"}
"""What no API key is good for, whatever its scopes."""

OWNED = {"session_id", "key_id", "user_id", "job_id", "import_id"}
"""What belongs to somebody: to all others there is no such thing."""

HIDDEN = {"PATCH /users/{user_id}", "DELETE /users/{user_id}"}
"""What needs a role without which one does not even learn whom it could be about."""

SERVED = {"GET": 200, "POST": 201, "PUT": 200, "PATCH": 200, "DELETE": 204}
OTHERWISE = {
    "POST /books/batch": 207,
    "POST /imports": 202,
    "POST /auth/token": 200,
    "POST /auth/revoke": 200,
    "PUT /users/me/password": 204,
    "POST /users/me/email-confirmation": 202,
    "POST /password-resets": 202,
    "PUT /password-resets/{token}": 404,
    "PUT /email-confirmations/{token}": 404,
}
"""The status for who may call and names what is there, and their own: by methods, and where it is another.

What comes by mail is not there.
"""

QUERIES = {
    "GET /v1/user": "?name={name}&password=" + PASSWORD,
    "GET /v1/book": "?year=2000",
    "DELETE /v1/book": "?isbn={isbn}",
    "DELETE /v1/magazine": "?issn={issn}",
    "DELETE /v1/author": "?id={author_id}",
}
BODIES: dict[str, dict[str, Any]] = {
    "POST /auth/token": {"grant_type": "password", "username": "{name}", "password": PASSWORD},
    "POST /auth/revoke": {"token": "x"},
    "POST /users": {"name": "new", "email": "new@example.org", "password": PASSWORD},
    "PATCH /users/me": {"email": "new@example.org"},
    "PUT /users/me/password": {"current_password": PASSWORD, "new_password": "another pass phrase"},
    "PATCH /users/{user_id}": {"role": "staff"},
    "POST /api-keys": {"name": "x"},
    "POST /password-resets": {"email": "new@example.org"},
    "PUT /password-resets/{token}": {"new_password": "another pass phrase"},
    "POST /books/from-isbn": {"isbn": "9780140328721"},
    "POST /v1/user": {"name": "saved", "password": PASSWORD},
    "PUT /v1/user": {"mail": "new@example.org"},
    "POST /v1/book": {"isbn": "9780807083697", "name": "N"},
    "PUT /v1/book": {"isbn": "{isbn}", "name": "N"},
    "POST /v1/magazine": {"issn": "0028-0836", "name": "N"},
    "PUT /v1/magazine": {"issn": "{issn}", "name": "N"},
    "POST /v1/author": {"name": "N"},
}
FILES = {
    "POST /imports": {"file": (b"title\nBy POST\n", "books.csv")},
    "PUT /books/{book_id}/cover": {"file": (a_picture(), "cover.png")},
    "PUT /magazines/{magazine_id}/cover": {"file": (a_picture(), "cover.png")},
    "POST /books/{book_id}/attachments": {"file": (PDF, "sample.pdf")},
}
"""What is sent as files, by the parts of the form: the content and the name."""

NAMED = {"books": "title", "magazines": "title"}
"""What a thing of the catalogue is called by, where that is not `name`."""


def body_for(name: str, parts: dict[str, Any]) -> dict[str, Any] | None:
    """What is sent to be served, with the parts that it names."""
    method, path = name.split()
    if name == "PATCH /v1/author/name":
        return {"id": parts["author_id"], "name": "N"}
    if name == "POST /books/batch":
        return {"items": [{"title": "By POST"}]}
    if name in BODIES:
        return {key: value.format(**parts) for key, value in BODIES[name].items()}
    written = name in CATALOGUE and method in ("POST", "PUT", "PATCH")
    return {NAMED.get(path.split("/")[1], "name"): f"By {method}"} if written else None

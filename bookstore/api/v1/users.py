"""/user and /validation/user"""

from functools import wraps
from typing import Any

from flask import current_app, request
from sqlalchemy import Select

from bookstore.api import identity, representation
from bookstore.api.blueprint import ANYONE, Blueprint
from bookstore.api.credentials import basic, password
from bookstore.api.deprecation import superseded, told
from bookstore.api.documentation import View, document, errors
from bookstore.api.errors import BASIC, Refused
from bookstore.api.v1.naming import in_own_terms, named
from bookstore.api.v1.schemas.parameters import ByName, Credentials
from bookstore.api.v1.schemas.user import User, UserChange, UserInput
from bookstore.errors import Forbidden, Invalid, Unauthenticated
from bookstore.services import users
from bookstore.values.text import user_key

INSTEAD = "Passwords do not belong in URLs: use GET /api/v1/validation/user, with Basic authentication."

NEEDS_CURRENT = "Send your current password, too: by Basic authentication, or to PUT /api/v2/users/me/password."

blp = Blueprint("users", __name__, description="Users of the bookstore.")


def meant(*arguments: dict[str, Any]) -> Select[Any]:
    """The statement that selects whom body and query name: oneself, or anybody where an administrator calls."""
    found = {user_key(given["name"]): given["name"] for given in arguments if "name" in given}
    if len(found) > 1:
        raise Invalid("The query names somebody else.", pointer="/name")
    caller = identity.actor()
    if found.keys() <= {user_key(caller.name)}:
        told(account="me")
    return users.called(next(iter(found.values()), None), actor=caller)


def only_where_allowed(view: View) -> View:
    """Refused unless the configuration lets passwords be in URLs."""

    @wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        if not current_app.config["V1_PASSWORD_IN_QUERY"]:
            raise Refused("forbidden", INSTEAD)
        return view(*args, **kwargs)

    return document(wrapper, responses=errors(401, 403))


def by_basic(view: View) -> View:
    """A 401 asks for Basic authentication and nothing else, which browsers and old clients understand."""

    @wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        try:
            return view(*args, **kwargs)
        except Unauthenticated as wrong:
            raise Refused("unauthenticated", wrong.detail, headers={"WWW-Authenticate": BASIC}) from None

    return document(wrapper, security=[{"basic": []}], responses=errors(401))


@blp.post("/user")
@superseded("POST /api/v2/users, then PATCH /api/v2/users/{user_id}", at="/api/v2/users")
@blp.access("admin", confidential=True)
@blp.body(UserInput)
@blp.creates(User, at="/api/v2/users")
@in_own_terms
def create_user(values: dict[str, Any]) -> Any:
    """Save a bookstore admin, or a user with another role."""
    return users.register(values)


@blp.put("/user")
@superseded("PATCH /api/v2/users/me", at="/api/v2/users/{account}")
@blp.access("customer", confidential=True)
@blp.body(UserChange)
@blp.parameters(ByName)
@named(meant, User)
@blp.shows(User)
@in_own_terms
def change_user(values: dict[str, Any], _query: dict[str, Any], user_id: int, version: int | None) -> Any:
    """Update oneself, or as an administrator whom `name` means; what is left out stays.

    One's own password changes only where the current one is sent, by Basic authentication.
    """
    caller = identity.actor()
    if "password" in values and user_id == caller.id and not caller.by_password:
        raise Forbidden(NEEDS_CURRENT)
    changes = {name: value for name, value in values.items() if name != "name"}
    return users.change(user_id, changes, actor=caller, version=version)


@blp.delete("/user")
@superseded("DELETE /api/v2/users/me", at="/api/v2/users/{account}")
@blp.access("customer")
@blp.parameters(ByName)
@named(meant, User)
@blp.deletes
def delete_user(_query: dict[str, Any], user_id: int, version: int | None) -> None:
    """Delete oneself, or as an administrator whom `name` means."""
    users.delete(user_id, actor=identity.actor(), version=version)


@blp.get("/user")
@superseded("POST /api/v2/auth/token", at="/api/v2/users/me")
@blp.access(ANYONE, identify=False, confidential=True)
@only_where_allowed
@blp.parameters(Credentials)
@blp.answers(User, secret=True)
def check_user(query: dict[str, Any]) -> Any:
    """Say whether a user with this name and password exists; off, unless V1_PASSWORD_IN_QUERY=1."""
    return _shown(password.owner(query["name"], query["password"]).user.id)


@blp.get("/validation/user")
@superseded("POST /api/v2/auth/token", at="/api/v2/users/me")
@by_basic
@blp.access(ANYONE, identify=False, confidential=True)
@blp.answers(User, secret=True)
def validate_user() -> Any:
    """Say whether a user with this name and password exists, both sent by Basic authentication."""
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        raise Unauthenticated("Send a name and a password by Basic authentication.")
    return _shown(basic.caller(encoded.strip(" ")).id)


def _shown(user_id: int) -> Any:
    return representation.fragment(users.one(user_id), User)

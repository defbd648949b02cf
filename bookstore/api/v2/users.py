"""/users"""

from typing import Any

from bookstore.api import identity
from bookstore.api.blueprint import ANYONE, Blueprint
from bookstore.api.limits.attempts import attempt
from bookstore.api.limits.scopes import AUTH
from bookstore.schemas.user import Account, Administration, PasswordChange, Registration, User, UserFilters
from bookstore.services import email_confirmations, users

blp = Blueprint("users", __name__, url_prefix="/users", description="Accounts: one's own, and all to administrators.")


def me() -> Any:
    """The statement that selects who is calling."""
    return users.one(identity.actor().id)


def visible(user_id: int) -> Any:
    """The statement that selects a user, where the caller may see them."""
    return users.visible(user_id, actor=identity.actor())


@blp.get("")
@blp.access("admin")
@blp.paginated(User, UserFilters, sorts=users.SORTS)
def list_users(query: dict[str, Any]) -> Any:
    """List users; `q` stands in a name or an address."""
    return users.find(**query)


@blp.post("")
@blp.access(ANYONE, identify=False, confidential=True)
@blp.body(Registration)
@blp.creates(User)
def register_user(values: dict[str, Any]) -> Any:
    """Register as a customer; a letter goes out to confirm the address."""
    return users.register(values)


@blp.get("/me")
@blp.access("customer", scope=None)
@blp.shows(User)
def get_me() -> Any:
    """Show oneself."""
    return me()


@blp.patch("/me")
@blp.access("customer")
@blp.guarded(me, User)
@blp.body(Account, partial=True)
@blp.shows(User)
def change_me(values: dict[str, Any], version: int | None) -> Any:
    """Change one's name or address; a new address is to be confirmed."""
    return users.change(identity.actor().id, values, version=version)


@blp.delete("/me")
@blp.access("customer")
@blp.guarded(me, User)
@blp.deletes
def delete_me(version: int | None) -> None:
    """Delete one's account, with all sessions and API keys."""
    users.delete(identity.actor().id, version=version)


@blp.put("/me/password")
@blp.access("customer", confidential=True)
@blp.body(PasswordChange)
@blp.says_nothing(204, "Changed; all sessions have ended.")
def change_password(values: dict[str, Any]) -> None:
    """Change one's password; all sessions end, this one too.

    API keys stay: revoke those that somebody else may have.
    """
    caller = identity.actor()
    with attempt(caller.name):
        users.change_password(caller.id, current=values["current_password"], new=values["new_password"])


@blp.post("/me/email-confirmation")
@blp.access("customer")
@blp.limited(AUTH)
@blp.says_nothing(202, "A letter is on its way, unless the address is confirmed.")
def ask_for_confirmation() -> None:
    """Get another letter to confirm one's address."""
    email_confirmations.ask(identity.actor().id)


@blp.get("/<id:user_id>")
@blp.access("customer")
@blp.shows(User)
def get_user(user_id: int) -> Any:
    """Show a user: anybody to administrators, to others only themselves."""
    return visible(user_id)


@blp.patch("/<id:user_id>")
@blp.access("admin", hidden=True)
@blp.guarded(visible, User)
@blp.body(Administration, partial=True)
@blp.shows(User)
def change_user(values: dict[str, Any], user_id: int, version: int | None) -> Any:
    """Change a user's role or disable them, as an administrator."""
    return users.administer(user_id, values, actor=identity.actor(), version=version)


@blp.delete("/<id:user_id>")
@blp.access("admin", hidden=True)
@blp.guarded(visible, User)
@blp.deletes
def delete_user(user_id: int, version: int | None) -> None:
    """Delete a user with all sessions and API keys, as an administrator."""
    users.remove(user_id, actor=identity.actor(), version=version)

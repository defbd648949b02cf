"""Users: who is who, and who may do what."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import Row, Select, false, func, or_, select

from bookstore.errors import Conflict, Forbidden, Invalid, NotFound
from bookstore.extensions import db, post
from bookstore.models import User
from bookstore.services import email_confirmations, passwords, queries, sessions
from bookstore.services.created import Created
from bookstore.services.listing import Listing, Sorts, both_ways, ordered, whole
from bookstore.services.standing import COLUMNS, Standing, is_called
from bookstore.services.transaction import locked, writing
from bookstore.values.roles import holds
from bookstore.values.text import name_key, user_key

ADMINS = (0x626F6F6B, 2)
"""The advisory lock of who changes roles; those of names are its neighbours."""

RIGHTS = {"role", "active"}
"""What nobody has a say in but administrators."""

_user = User.__table__.c

SORTS: Sorts = {
    "id": both_ways(_user.id),
    "name": both_ways(_user.name_key),
    "created_at": both_ways(_user.created_at),
    "updated_at": both_ways(_user.updated_at),
}


class Actor(Protocol):
    """Who does it, whatever else is known of them."""

    id: int
    role: str


def find(
    *, q: str | None = None, role: str | None = None, active: bool | None = None, sort: Sequence[str] = ()
) -> Listing:
    """The users in whose name or address `q` stands, whatever its case."""
    statement = whole(User)
    if q is not None:
        places = ((_user.name_key, user_key(q)), (_user.name_key, name_key(q)), (_user.email_key, name_key(q)))
        statement = statement.where(
            or_(*(place.contains(key, autoescape=True) for place, key in dict.fromkeys(places)))
        )
    if role is not None:
        statement = statement.where(_user.role == role)
    if active is not None:
        statement = statement.where(_user.active.is_(active))
    return Listing(User, statement, ordered(SORTS, sort, _user.id))


def listed(*, role: str | None = None, active: bool | None = None) -> Sequence[Row[Any]]:
    """Users by name, as rows of id, name, role, active and email."""
    found = find(role=role, active=active, sort=("name",))
    order = (key.ordering for key in found.order)
    return queries.rows(found.rows.with_only_columns(*COLUMNS, _user.email).order_by(*order))


def one(user_id: int) -> Select[Any]:
    """One user."""
    return select(User).where(User.id == user_id)


def visible(user_id: int, *, actor: Actor) -> Select[Any]:
    """One user, where the actor may see them: to others there is none."""
    found = one(user_id)
    return found if user_id == actor.id or holds(actor.role, "admin") else found.where(false())


def called(name: str | None, *, actor: Actor) -> Select[Any]:
    """The user of a name, without one the actor; to others than administrators there is nobody but themselves."""
    if name is None:
        return one(actor.id)
    found = select(User).where(is_called(name))
    return found if holds(actor.role, "admin") else found.where(_user.id == actor.id)


def named(name: str) -> Standing:
    """The user of this name, however it is capitalised."""
    user = queries.first(select(*COLUMNS).where(is_called(name)))
    if user is None:
        raise NotFound(f"There is no user {name}.")
    return Standing(user.id, user.name, user.role, user.active)


def create(name: str, password: str, *, email: str | None = None, role: str = "customer") -> Standing:
    """A new user; the password is kept as an argon2 hash only, and the address gets a letter to confirm it."""
    passwords.check(password, name=name)
    hashed = passwords.hashed(password)
    with writing(lambda: _taken(name)):
        _refuse_names_of_before(name)
        user = User(name=name, email=email, password_hash=hashed, role=role, active=True)
        db.session.add(user)
    if email is not None:
        post.put(email_confirmations.written, user.id)
    return Standing(user.id, user.name, user.role, user.active)


def register(values: Mapping[str, Any]) -> Created:
    """A new customer by their own will."""
    user = create(**values)
    return Created(User, user)


def change(
    user_id: int, values: Mapping[str, Any], *, actor: Actor | None = None, version: int | None = None
) -> Select[Any]:
    """A user with these values changed; a new `password` and being disabled end all sessions.

    An `actor` who is no administrator by now changes nobody else, and nobody's rights.
    """
    changes = dict(values)
    if "password" in changes:
        changes["password_hash"] = _hashed_for(user_id, changes.pop("password"), changes.get("name"))
    others = actor is not None and actor.id != user_id
    with writing(lambda: _taken(changes["name"]) if "name" in changes else None):
        if others or changes.keys() & RIGHTS:
            _hold_admins()
        user = locked(one(user_id), version, f"user {user_id}")
        if actor is not None and (others or _changes_rights(user, changes)):
            _still_admin(actor)
        if "name" in changes:
            _refuse_names_of_before(changes["name"], of=user_id)
        was_admin, before = _is_admin(user), user.email if user.email_confirmed_at else None
        moved = changes.get("email", user.email) != user.email
        for name, value in changes.items():
            setattr(user, name, value)
        if moved:
            user.email_confirmed_at = None
        if was_admin and not _is_admin(user):
            _keep_an_admin(user_id)
        if "password_hash" in changes or not user.active:
            db.session.execute(sessions.all_of(user_id))
    if moved:
        post.put(email_confirmations.written, user_id, before)
    return one(user_id)


def administer(user_id: int, values: Mapping[str, Any], *, actor: Actor, version: int | None = None) -> Select[Any]:
    """A user's role or activity, changed by an administrator."""
    _require_admin(user_id, actor)
    return change(user_id, values, actor=actor, version=version)


def change_password(user_id: int, *, current: str, new: str) -> None:
    """A new password for who knows the current one; all sessions end."""
    known = queries.first(select(_user.name, _user.password_hash).where(_user.id == user_id))
    if known is None or not passwords.matches(known.password_hash, current):
        raise _not_current()
    passwords.check(new, name=known.name, pointer="/new_password")
    hashed = passwords.hashed(new)
    with writing():
        user = db.session.scalar(one(user_id).where(_user.password_hash == known.password_hash).with_for_update())
        if user is None:
            raise _not_current()  # any more: another change of it was faster
        user.password_hash = hashed
        db.session.execute(sessions.all_of(user_id))


def delete(user_id: int, *, actor: Actor | None = None, version: int | None = None) -> None:
    """No such user any more, nor their sessions and keys; Conflict when nobody could administer any more.

    An `actor` who is no administrator by now deletes nobody else.
    """
    with writing():
        _hold_admins()
        user = locked(one(user_id), version, f"user {user_id}")
        if actor is not None and actor.id != user_id:
            _still_admin(actor)
        if _is_admin(user):
            _keep_an_admin(user_id)
        db.session.delete(user)


def remove(user_id: int, *, actor: Actor, version: int | None = None) -> None:
    """No such user any more, by the will of an administrator."""
    _require_admin(user_id, actor)
    delete(user_id, actor=actor, version=version)


def _require_admin(user_id: int, actor: Actor) -> None:
    """Who is none may not do it to themselves, and does not learn who else there is."""
    if holds(actor.role, "admin"):
        return
    if user_id == actor.id:
        raise Forbidden("This needs the role admin; your own account is at /api/v2/users/me.")
    raise NotFound("There is no such user.")


def _changes_rights(user: User, changes: Mapping[str, Any]) -> bool:
    return any(changes[name] != getattr(user, name) for name in RIGHTS & changes.keys())


def _still_admin(actor: Actor) -> None:
    """What was true when the request came may be over: this is what holds while nobody's role can change."""
    role = db.session.scalar(select(_user.role).where(_user.id == actor.id, _user.active))
    if role is None or not holds(role, "admin"):
        raise Forbidden("This needs the role admin.")


def _not_current() -> Invalid:
    return Invalid("This is not the current password.", pointer="/current_password")


def _hashed_for(user_id: int, password: str, name: str | None) -> str:
    if name is None:
        user = queries.first(select(_user.name).where(_user.id == user_id))
        name = user.name if user else None
    passwords.check(password, name=name)
    return passwords.hashed(password)


def _is_admin(user: User) -> bool:
    return user.active and user.role == "admin"


def _hold_admins() -> None:
    """Two administrators who demote each other at once do so one after the other, as all who write do on SQLite."""
    if queries.dialect().name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(*ADMINS)))


def _keep_an_admin(user_id: int) -> None:
    others = select(User.id).where(User.role == "admin", User.active, User.id != user_id).limit(1)
    if db.session.scalar(others) is None:
        raise Conflict("This is the last active administrator: make another one first.")


def _refuse_names_of_before(name: str, *, of: int | None = None) -> None:
    """Conflict when somebody else has this very name by the key of before, which the table's constraint takes for
    another. No such row comes into being any more, so there is nothing to hold against.
    """
    before = name_key(name)
    if before == user_key(name):
        return
    if db.session.scalar(select(_user.id).where(_user.name_key == before, _user.id != (of or 0))) is not None:
        raise _taken(name)


def _taken(name: str) -> Conflict:
    return Conflict(f"There is a user {name}.", pointer="/name")

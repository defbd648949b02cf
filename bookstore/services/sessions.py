"""Sessions: where users are logged in. A log-in begins one, its refresh token renews it, a log-out ends it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import Delete, Select, bindparam, delete, insert, select, update

from bookstore.errors import NotFound, Unauthenticated
from bookstore.extensions import changes, db, remembered
from bookstore.models import Session, User
from bookstore.models.base import now
from bookstore.services import passwords, queries, traces
from bookstore.services.listing import Listing, Sorts, both_ways, ordered
from bookstore.services.standing import COLUMNS, Standing
from bookstore.services.transaction import writing
from bookstore.values import limits

LIFETIME = timedelta(days=30)
"""How long a session lasts after it was last renewed."""

ONE = {traces.TOLD: True}
"""For statements that change one session, which is told by its id: those of others are still remembered."""

CLEARED = 100
"""Expired sessions that a log-in clears away, at most."""

_session, _user = Session.__table__.c, User.__table__.c
_standing = (
    select(*COLUMNS, _session.expires_at)
    .select_from(Session.__table__.join(User.__table__, _user.id == _session.user_id))
    .where(_session.id == bindparam("session"))
)

SORTS: Sorts = {
    "used_at": both_ways(_session.used_at),
    "created_at": both_ways(_session.created_at),
    "expires_at": both_ways(_session.expires_at),
}


class Place(NamedTuple):
    """Where a user is: what the client calls itself, and its address."""

    client: str | None = None
    address: str | None = None


class Grant(NamedTuple):
    """What tokens are made of: whose they are, of which session, and which refresh token is good next."""

    user: Standing
    session: int
    refresh_jti: str


class Outdated(Unauthenticated):
    """The password was another when it was compared, or the user has been shut out since."""


def begin(user: Standing, place: Place = Place(), *, password_hash: str | None = None) -> Grant:  # noqa: B008
    """A new session of a user; those that have expired, of whomever, are cleared away.

    Outdated when `password_hash`, by which they were verified, is not theirs any more. The role is that of now.
    """
    jti, moment = uuid4().hex, now()
    values = _at(place) | {"created_at": moment, "used_at": moment, "expires_at": moment + LIFETIME}
    found = select(*COLUMNS).where(_user.id == user.id, _user.active)
    if password_hash is not None:
        found = found.where(_user.password_hash == password_hash)
    with writing():
        current = db.session.execute(found.with_for_update(read=True)).first()
        if current is None:
            raise Outdated(passwords.WRONG)
        expired = delete(Session.__table__).where(_session.id.in_(_expired(moment)))
        db.session.execute(expired.execution_options(**ONE))  # of which nothing that is remembered still holds
        made = insert(Session.__table__).values(user_id=user.id, refresh_jti=jti, **values).returning(_session.id)
        session_id = db.session.execute(made).scalar_one()
    return Grant(Standing(*current), session_id, jti)


def renew(session_id: int, jti: str, user_id: int, place: Place = Place()) -> Grant:  # noqa: B008
    """A session with its next refresh token; of many who try with one token at once, exactly one gets through.

    Whoever comes with a token that was used already may have stolen it, or been stolen from: the session ends.
    """
    following, moment = uuid4().hex, now()
    used = _at(place) | {"refresh_jti": following, "used_at": moment, "expires_at": moment + LIFETIME}
    good = (_session.id == session_id, _session.refresh_jti == jti, _session.expires_at > moment)
    active = select(*COLUMNS).where(_user.id == user_id, _user.active)
    with writing():
        traces.changed("sessions", session_id)
        user = db.session.execute(active).first()
        renewal = update(Session.__table__).where(*good, _session.user_id == user_id).values(used)
        renewed = user and db.session.execute(renewal.returning(_session.id).execution_options(**ONE)).scalar()
        if not renewed:
            theft = delete(Session.__table__).where(_session.id == session_id)
            db.session.execute(theft.execution_options(**ONE))
    if user is None or not renewed:
        raise Unauthenticated("The refresh token is not valid any more.")
    return Grant(Standing(*user), session_id, following)


def standing(session_id: int) -> Standing | None:
    """What the user of a session may do now, in one statement at most; None when it has ended."""
    held = _remembered(session_id) if changes.everywhere else _held(session_id)
    if held is None or held[1] <= now():
        return None
    return held[0]


def _held(session_id: int) -> tuple[Standing, datetime] | None:
    """The user of a session, and when it expires."""
    found = queries.first(_standing, session=session_id)
    return found and (Standing(found.id, found.name, found.role, found.active), found.expires_at)


def _remembered(session_id: int) -> tuple[Standing, datetime] | None:
    """The same, until either of them changes; where all changes are heard of in time."""

    def rows(held: tuple[Standing, datetime] | None) -> set[str]:
        found = {traces.row("sessions", session_id), traces.rows("sessions"), traces.rows("users")}
        return found | ({traces.row("users", held[0].id)} if held else set())

    return remembered.value(("standing", session_id), lambda: _held(session_id), rows=rows)


def find(user_id: int, *, sort: Sequence[str] = ()) -> Listing:
    """The sessions of a user that have not ended, the one used last first."""
    rows = select(Session).where(Session.user_id == user_id, Session.expires_at > now())
    return Listing(Session, rows, ordered(SORTS, sort or ("-used_at",), _session.id))


def one(user_id: int, session_id: int) -> Select[Any]:
    """One session of a user that has not ended."""
    return select(Session).where(Session.user_id == user_id, Session.id == session_id, Session.expires_at > now())


def end(session_id: int, *, of: int | None = None) -> None:
    """No such session any more; NotFound when there is none, or none `of` this user."""
    statement = delete(Session.__table__).where(_session.id == session_id)
    if of is not None:
        statement = statement.where(_session.user_id == of, _session.expires_at > now())
    with writing():
        traces.changed("sessions", session_id)
        ended = db.session.execute(statement.returning(_session.id).execution_options(**ONE)).scalar()
    if ended is None:
        raise NotFound("There is no such session.")


def all_of(user_id: int) -> Delete:
    """What ends all sessions of a user, as part of a write of theirs."""
    return delete(Session.__table__).where(_session.user_id == user_id)


def _expired(moment: datetime) -> Select[Any]:
    """Some sessions that have expired, and that nobody else is clearing away just now."""
    expired = select(_session.id).where(_session.expires_at <= moment)
    return expired.limit(CLEARED).with_for_update(skip_locked=True)


def _at(place: Place) -> dict[str, str | None]:
    return {"client": place.client and place.client[: limits.CLIENT], "address": place.address}

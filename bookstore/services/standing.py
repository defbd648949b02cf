"""Standing: what a user may do at this moment, and whom a name means."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, select

from bookstore.models import User
from bookstore.values.text import name_key, user_key

_user = User.__table__.c
COLUMNS = (_user.id, _user.name, _user.role, _user.active)


class Standing(NamedTuple):
    """What a user may do at this moment."""

    id: int
    name: str
    role: str
    active: bool


def is_called(name: str) -> ColumnElement[bool]:
    """Whether a user is the one whom a name means.

    Rows of before hold a `name_key`, which keeps more names apart: where there is such a row it is meant, as it always
    was. Nobody else has its key, since what a `user_key` is made of has no other.
    """
    key, before = user_key(name), name_key(name)
    if key == before:
        return _user.name_key == key
    other = User.__table__.alias()
    meant = select(other.c.id).where(other.c.name_key.in_((key, before))).order_by((other.c.name_key == before).desc())
    return _user.id == meant.limit(1).scalar_subquery()

"""Standing: what a user may do at this moment."""

from typing import NamedTuple

from bookstore.models import User

_user = User.__table__.c
COLUMNS = (_user.id, _user.name, _user.role, _user.active, _user.version)


class Standing(NamedTuple):
    """What a user may do at this moment; `version` is the state of theirs in which that is so."""

    id: int
    name: str
    role: str
    active: bool
    version: int

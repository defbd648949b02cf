"""What a service hands back of a new thing."""

from typing import Any, NamedTuple

from sqlalchemy import Select


class Created(NamedTuple):
    """A new thing: what it is known by since it was written, and the statement that selects it."""

    thing: Any
    found: Select[Any]

"""What a service hands back of a new thing."""

from typing import Any, NamedTuple

from bookstore.models.base import Resource


class Created(NamedTuple):
    """A new thing: what kind of thing it is, and what it is known by since it was written."""

    entity: type[Resource]
    thing: Any

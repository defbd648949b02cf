"""What is to be shown in some format: one thing, or a page of a list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Thing = Mapping[str, Any]
"""A thing in the API's shape."""


@dataclass(frozen=True)
class Page:
    """Things of a `kind`, found at `path`; `fields` are the members that they have, all but where it is `sparse`.

    `envelope` is what the API says of a page (links, count, ...), None where it is one thing and no list.
    """

    kind: str
    path: str
    things: Iterable[Thing]
    fields: tuple[str, ...]
    envelope: Mapping[str, Any] | None = None
    sparse: bool = False

    @property
    def kinded(self) -> Iterable[Thing]:
        """The things, each with its kind, as writers take them."""
        return ({"kind": self.kind, **thing} for thing in self.things)

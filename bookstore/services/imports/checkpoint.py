"""How far an import has come."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from bookstore.services.imports.summary import Summary

FORMER_SIZE = 3_000
"""The size of batches while checkpoints did not tell it."""


@dataclass(frozen=True)
class Checkpoint:
    """So many whole batches are written, and came to this.

    `size` is how many records a batch has: another release may take others.
    """

    batches: int = 0
    summary: Summary = field(default_factory=Summary)
    size: int | None = None

    def as_json(self) -> dict[str, Any]:
        """What is kept of it."""
        return asdict(self)

    @classmethod
    def of(cls, kept: Mapping[str, Any] | None) -> "Checkpoint":
        """The checkpoint that was kept, or that of an import that has not begun."""
        if not kept:
            return cls()
        return cls(kept["batches"], Summary(**kept["summary"]), kept.get("size", FORMER_SIZE))

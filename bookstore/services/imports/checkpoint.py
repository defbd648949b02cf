"""How far an import has come."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from bookstore.services.imports.summary import Summary


@dataclass(frozen=True)
class Checkpoint:
    """So many whole batches are written, and came to this; `last` is the id below which things were there before."""

    batches: int = 0
    last: int | None = None
    summary: Summary = field(default_factory=Summary)

    def as_json(self) -> dict[str, Any]:
        """What is kept of it."""
        return asdict(self)

    @classmethod
    def of(cls, kept: Mapping[str, Any] | None) -> "Checkpoint":
        """The checkpoint that was kept, or that of an import that has not begun."""
        return cls(kept["batches"], kept["last"], Summary(**kept["summary"])) if kept else cls()

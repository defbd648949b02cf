"""What an import came to."""

import operator
from collections.abc import Callable
from dataclasses import dataclass, fields


@dataclass
class Summary:
    """Records by what became of them; `authors`, `publishers` and `categories` count new ones."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicates: int = 0
    rejected: int = 0
    skipped: int = 0
    warnings: int = 0
    authors: int = 0
    publishers: int = 0
    categories: int = 0

    @property
    def fruitless(self) -> bool:
        """Whether there was something, and nothing of it was good for anything."""
        return self.rejected == self.read > 0

    def __add__(self, other: "Summary") -> "Summary":
        """Both together."""
        return self._with(other, operator.add)

    def __sub__(self, other: "Summary") -> "Summary":
        """Without another one that was counted in."""
        return self._with(other, operator.sub)

    def _with(self, other: "Summary", how: Callable[[int, int], int]) -> "Summary":
        names = [field.name for field in fields(self)]
        return Summary(**{name: how(getattr(self, name), getattr(other, name)) for name in names})

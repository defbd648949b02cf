"""Where budgets are counted: in Redis, or without it, and while it is away, in memory."""

from collections.abc import Sequence
from typing import BinaryIO

from bookstore.api.limits.budgets import Budget, Spent
from bookstore.api.limits.remote import Remote
from bookstore.api.limits.table import Table
from bookstore.shared.reach import Away, Reach


class Counters:
    """Counts in Redis, if there is one; no failure of it reaches the caller."""

    def __init__(self, reach: Reach | None) -> None:
        self._remote = Remote(reach) if reach else None
        self._table = Table()

    def share(self, file: BinaryIO) -> None:
        """Count what is not in Redis together with the other processes that have this file."""
        self._table = Table(file)

    def spend(
        self, budgets: Sequence[Budget], cost: int = 1, *, kept: bool = False, places: Sequence[int] = ()
    ) -> Spent:
        """Take the cost from all budgets, or from none; what is `kept` is known here, too, once Redis is away."""
        try:
            spent = self._remote.spend(budgets, cost, places) if self._remote else None
        except Away:
            spent = None
        if spent is None:
            return self._table.spend(budgets, cost)
        if kept:
            self._table.spend(budgets, cost)
        return spent

"""Where budgets are counted: in Redis, or without it, and while it is away, in memory."""

import time
from collections.abc import Sequence
from typing import BinaryIO

import structlog
from redis import RedisError

from bookstore.api.limits.budgets import Budget, Spent
from bookstore.api.limits.remote import Remote
from bookstore.api.limits.table import Table

PAUSE = 2.0
"""Seconds between attempts to reach a Redis that is away: one call in this time pays for it, no other."""

log = structlog.get_logger()


class Counters:
    """Counts in Redis, if there is one; no failure of it reaches the caller."""

    def __init__(self, redis_url: str | None) -> None:
        self._remote = Remote(redis_url) if redis_url else None
        self._table = Table()
        self._away = False
        self._again = 0.0

    @property
    def degraded(self) -> bool:
        """Whether Redis is away, and this server counts alone."""
        return self._away

    def share(self, file: BinaryIO) -> None:
        """Count what is not in Redis together with the other processes that have this file."""
        self._table = Table(file)

    def spend(self, budgets: Sequence[Budget], cost: int = 1, *, kept: bool = False) -> Spent:
        """Take the cost from all budgets, or from none; what is `kept` is known here, too, once Redis is away."""
        spent = self._spent_far(budgets, cost)
        if spent is None:
            return self._table.spend(budgets, cost)
        if kept:
            self._table.spend(budgets, cost)
        return spent

    def _spent_far(self, budgets: Sequence[Budget], cost: int) -> Spent | None:
        now = time.monotonic()
        if self._remote is None or (self._away and now < self._again):
            return None
        self._again = now + PAUSE
        try:
            spent = self._remote.spend(budgets, cost)
        except RedisError as error:
            self._again = time.monotonic() + PAUSE
            self._tell(away=True, error=type(error).__name__)
            return None
        self._tell(away=False)
        return spent

    def _tell(self, *, away: bool, **words: str) -> None:
        """Say it once, when it changes."""
        if away != self._away:
            self._away = away
            log.warning("limits_without_redis" if away else "limits_with_redis", **words)

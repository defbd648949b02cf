"""Counters in memory: of one process, or of all workers of a server that share a file.

A window begins with the first call in it. Memory is bounded: where all places of a row are taken, the window that ends
first makes room, so a flood from ever new addresses costs no more than this.
"""

import mmap
import struct
import time
from collections.abc import Sequence
from hashlib import blake2b
from typing import BinaryIO

from bookstore.api.limits.budgets import Budget, Spent, State
from bookstore.shared.board import make_room
from bookstore.shared.locks import Shared

SLOT = struct.Struct("=16sdQ")
"""The key's digest, when the window ends (on the clock that all processes of a machine share), the calls in it."""

SLOTS, ROW = 2**17, 8
ROW_SIZE = ROW * SLOT.size
SIZE = SLOTS * SLOT.size


class Table:
    """Budgets by what is spent of them; `file`, if there is one, is the memory that several processes share."""

    def __init__(self, file: BinaryIO | None = None) -> None:
        if file is not None:
            make_room(file, SIZE)
        self._area = mmap.mmap(-1 if file is None else file.fileno(), SIZE)
        self._lock = Shared(file)

    def spend(self, budgets: Sequence[Budget], cost: int = 1) -> Spent:
        """Take the cost from all budgets, or from none; 0 only looks, -1 gives back."""
        digests = [blake2b(budget.key.encode(), digest_size=16).digest() for budget in budgets]
        with self._lock.held():
            now = time.monotonic()
            found = [self._find(digest, now) for digest in digests]
            allowed = all(
                used + cost <= budget.policy.rate.amount for budget, (_, used, _) in zip(budgets, found, strict=True)
            )
            states = [
                self._spent(budget, digest, place, cost if allowed else 0, now)
                for budget, digest, place in zip(budgets, digests, found, strict=True)
            ]
        return Spent(allowed, tuple(states))

    def _spent(
        self, budget: Budget, digest: bytes, place: tuple[int | None, int, float], cost: int, now: float
    ) -> State:
        offset, used, ends = place
        seconds = ends - now
        if offset is None:
            seconds = float(budget.policy.rate.seconds)
            ends = now + seconds
        if cost > 0 or (cost < 0 and used):
            used += cost
            SLOT.pack_into(self._area, self._free(digest, now) if offset is None else offset, digest, ends, used)
        return State(budget, used, seconds)

    def _find(self, digest: bytes, now: float) -> tuple[int | None, int, float]:
        """Where the window of a key is, the calls in it, and its end; nowhere once that has passed."""
        row = _row(digest)
        for offset in range(row, row + ROW_SIZE, SLOT.size):
            if self._area[offset : offset + 16] == digest:
                _, ends, used = SLOT.unpack_from(self._area, offset)
                return (offset, used, ends) if ends > now else (None, 0, 0.0)
        return None, 0, 0.0

    def _free(self, digest: bytes, now: float) -> int:
        """The place for a new window: its old one, or that of the window which ends first."""
        row = _row(digest)
        ends = {}
        for offset in range(row, row + ROW_SIZE, SLOT.size):
            key, end, _ = SLOT.unpack_from(self._area, offset)
            if key == digest:
                return offset
            ends[offset] = end
        return min(ends, key=ends.__getitem__)


def _row(digest: bytes) -> int:
    return int.from_bytes(digest[:4]) % (SLOTS // ROW) * ROW_SIZE

"""What the processes of a machine have counted, together: each has a row of its own on their board."""

import os
from typing import NamedTuple

from bookstore.shared.board import Board

FIRST, ROWS = 256, 64
"""Where on the board the rows begin, and how many there are; processes beyond share them."""

PLACE = "WORKER_PLACE"


class Totals(NamedTuple):
    """Requests by how the cache served them, and what is in the memory of the processes now."""

    hits: int
    misses: int
    stale: int
    bypassed: int
    entries: int
    bytes: int

    @property
    def hit_ratio(self) -> float | None:
        """Of the requests that anybody may share an answer to, those that found one; None before the first."""
        asked = self.hits + self.misses + self.stale
        return self.hits / asked if asked else None


COLUMNS = {name: place for place, name in enumerate(Totals._fields)}
WIDTH = 8
HOLDER = WIDTH - 1
"""Where a row names the process whose memory it tells of."""


class Tally:
    """Counts in the row of this process; between threads of one process a count may get lost, which is no harm."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._row = FIRST + int(os.environ.get(PLACE) or os.getpid()) % ROWS * WIDTH

    def count(self, outcome: str) -> None:
        """One more request."""
        self._board[self._row + COLUMNS[outcome]] += 1

    def hold(self, *, entries: int, size: int) -> None:
        """So much is in memory now."""
        self._board[self._row + COLUMNS["entries"]] = entries
        self._board[self._row + COLUMNS["bytes"]] = size
        self._board[self._row + HOLDER] = os.getpid()

    def totals(self) -> Totals:
        """Of all processes."""
        rows = range(FIRST, FIRST + ROWS * WIDTH, WIDTH)
        alive = [row for row in rows if _is_alive(self._board[row + HOLDER])]
        held = dict.fromkeys(("entries", "bytes"), alive)
        return Totals(*(sum(self._board[row + at] for row in held.get(name, rows)) for name, at in COLUMNS.items()))

    def reset(self) -> None:
        """Count from nothing again."""
        for place in range(FIRST, FIRST + ROWS * WIDTH):
            self._board[place] = 0


def _is_alive(pid: int) -> bool:
    """Whether a process is there still, or another by its number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return pid > 0

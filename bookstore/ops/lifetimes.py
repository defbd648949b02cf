"""What lives as long as its process: it begins anew in one that was forked, and is finished before one ends."""

import atexit
import os
from typing import Protocol
from weakref import WeakSet

TELLING, COUNTING, WRITING = range(3)
"""In which order it is finished: what is told is counted and logged, and what is logged is written."""


class Living(Protocol):
    """Something with threads, and with things that wait for them."""

    def revive(self) -> None:
        """Begin anew in a process that was forked: threads are not inherited, and what waits is its parent's."""

    def finish(self) -> None:
        """Do what waits in a process that ends."""


_living: dict[int, "WeakSet[Living]"] = {turn: WeakSet() for turn in (TELLING, COUNTING, WRITING)}


def enlist(one: Living, turn: int) -> None:
    """Have something revived, and finished in its turn."""
    _living[turn].add(one)


@atexit.register
def _finish_all() -> None:
    for turn in _living.values():
        for one in list(turn):
            one.finish()


def _revive_all() -> None:
    for turn in _living.values():
        for one in list(turn):
            one.revive()


os.register_at_fork(after_in_child=_revive_all)

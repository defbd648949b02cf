"""What has changed, and when: by it, whoever kept an answer knows whether it still holds.

A change is told by tags (a table, a row of it) after its commit, and before anybody hears that it is done. Each tag has
the moment of its last change, in one of many places by its digest: where two tags share a place, an answer is made anew
once too often. Who reads takes a Mark before the first statement: what was read holds while none of its tags changed
after that mark.

The moments are in Redis, if there is one; else on the board of this machine. A change that Redis could not be told is
owed: nothing that was kept is used, until all of it is declared void.
"""

import time
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from zlib import crc32

import structlog

from bookstore.shared.board import Board
from bookstore.shared.reach import Away, Reach
from bookstore.values import chance

PLACES = 2**14
EPOCH, LATEST, OWED, FIRST = 0, 1, 2, 2**10
"""Where the board holds the epoch, the moment of the last change, what is owed, and the moments of all tags."""

KEY = "bookstore:changes"
EPOCH_BITS = 52

NEWS = """
local function news(key, fresh, first)
    local found = redis.call('HMGET', key, 'epoch', 'latest', unpack(ARGV, first))
    local epoch, newest = found[1], 0
    if not epoch then
        epoch = fresh
        redis.call('HSET', key, 'epoch', fresh)
    end
    for i = 3, #ARGV - first + 3 do newest = math.max(newest, tonumber(found[i] or 0)) end
    return epoch .. ' ' .. (found[2] or '0') .. string.format(' %.0f', newest)
end
"""
"""A function for scripts: three numbers as text, which costs a client less to read than an array, and loses no digits.

`fresh` is an epoch for when there is none, the places begin at ARGV[first].
"""

_ASK = NEWS + "return news(KEYS[1], ARGV[1], 2)"
_TELL = """
local clock = redis.call('TIME')
local moment = math.max(tonumber(redis.call('HGET', KEYS[1], 'latest') or 0) + 1, clock[1] * 1000000 + clock[2])
for _, place in ipairs(ARGV) do redis.call('HSET', KEYS[1], place, string.format('%.0f', moment)) end
redis.call('HSET', KEYS[1], 'latest', string.format('%.0f', moment))
"""
_VOID = "redis.call('DEL', KEYS[1]) redis.call('HSET', KEYS[1], 'epoch', ARGV[1])"

log = structlog.get_logger()


class Mark(NamedTuple):
    """A point in the history of changes; epochs have nothing to do with one another."""

    epoch: int
    moment: int


class News(NamedTuple):
    """The history of changes so far: its end, and the last change of certain tags."""

    epoch: int
    latest: int
    newest: int

    @property
    def mark(self) -> Mark:
        """Now."""
        return Mark(self.epoch, self.latest)

    def none_since(self, mark: Mark) -> bool:
        """Whether the tags have not changed after the mark."""
        return self.epoch == mark.epoch and self.newest <= mark.moment


def fresh_epoch() -> int:
    """An epoch that never was."""
    return 1 + chance.number(EPOCH_BITS)


class Changes:
    """The history of changes of one database; `alone` says that no other machine can write to it."""

    def __init__(self, board: Board, reach: Reach | None, *, alone: bool) -> None:
        self._board, self._reach, self._alone = board, reach, alone and board.shared
        if not board[EPOCH]:
            with board.held():
                board[EPOCH] = board[EPOCH] or fresh_epoch()

    @property
    def known(self) -> bool:
        """Whether all who write are heard of: by Redis, or on a board that they share."""
        return self._reach is not None or self._board.shared

    @property
    def everywhere(self) -> bool:
        """Whether that holds for other machines, too: what depends on it may be about who is let in."""
        return self._reach is not None or self._alone

    @staticmethod
    def places(tags: Iterable[str]) -> tuple[int, ...]:
        """Where the moments of tags are."""
        return tuple(sorted({crc32(tag.encode()) % PLACES for tag in tags}))

    def tell(self, tags: Iterable[str]) -> None:
        """These have changed: after the commit, before the answer. Nothing fails by it.

        Other servers may reach a Redis that was away for this one just now: so it is asked whatever came of that.
        """
        found = self.places(tags)
        if not found:
            return
        if self._reach is None:
            with self._board.held():
                moment = max(self._board[LATEST] + 1, time.time_ns() // 1000)
                for place in found:
                    self._board[FIRST + place] = moment
                self._board[LATEST] = moment
            return
        if self._board[OWED]:
            self._paid(insist=True)
            return
        try:
            self._reach.run(_TELL, [KEY], found, insist=True)
        except Away:
            self._owe()

    def news(self, found: Sequence[int] = (), *, told: News | None = None) -> News | None:
        """The news of tags by their places; None when nobody knows. `told` is what Redis said in another trip."""
        if self._reach is None:
            board = self._board
            newest = max((board[FIRST + place] for place in found), default=0)
            return News(board[EPOCH], board[LATEST], newest)
        if self._board[OWED]:
            told = None  # from before that is settled
            if not self._paid():
                return None
        if told is not None:
            return told
        try:
            return News(*map(int, self._reach.run(_ASK, [KEY], [fresh_epoch(), *found]).split()))
        except Away:
            return None

    def void(self) -> None:
        """Whatever is kept holds no more."""
        if self._reach is None:
            with self._board.held():
                self._board[EPOCH] = fresh_epoch()
        else:
            self._owe()
            self._paid(insist=True)

    def _owe(self) -> None:
        with self._board.held():
            self._board[OWED] = fresh_epoch()

    def _paid(self, *, insist: bool = False) -> bool:
        """Whether what was owed is settled: Redis begins a new epoch, and nobody owes anything since."""
        owed, reach = self._board[OWED], self._reach
        if reach is None:
            return True
        try:
            reach.run(_VOID, [KEY], [fresh_epoch()], insist=insist)
        except Away:
            return False
        with self._board.held():
            if self._board[OWED] == owed:
                self._board[OWED] = 0
        return not self._board[OWED]

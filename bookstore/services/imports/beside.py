"""Batches of nothing but new things, which go in while the next ones come and get their names.

They are committed in the order in which they started, so that what is there when an import ends in the middle is what
was read first. Whatever is in the way of one, they are undone, and written alone.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

from sqlalchemy.exc import SQLAlchemyError

from bookstore.errors import Conflict
from bookstore.services.imports import things
from bookstore.services.imports.alone import Alone
from bookstore.services.imports.batches import Batch
from bookstore.services.imports.drafts import Draft, Identity
from bookstore.services.imports.lanes import Lane
from bookstore.services.imports.rows import New
from bookstore.services.imports.summary import Summary
from bookstore.services.transaction import GATHERED

NAMES_PATIENCE = 0.5
"""Seconds to wait until all names can be held: who has some may wait for what has started, and that waits for us."""

IN_THE_WAY = (SQLAlchemyError, Conflict)
"""What goes wrong beside others, and may go well alone; or else goes wrong there once more."""


class Started(NamedTuple):
    """A batch that goes in on a lane: what its things are known by, and what it comes to."""

    batch: Batch
    lane: Lane
    identities: set[Identity]
    done: Summary


class Beside:
    """Batches on lanes; `alone` writes those for which something is in the way."""

    def __init__(self, lanes: Sequence[Lane], alone: Alone) -> None:
        self.free, self.alone = list(lanes), alone
        self.units, self.tally = alone.units, alone.tally
        self.started: deque[Started] = deque()

    def start(self, batch: Batch) -> bool:
        """Have a batch go in; False if that is nothing that can be done beside others."""
        sifted = self._all_new(batch) if self.free or self.started else None
        if sifted is None:
            return False
        if not self.free:
            self._end_first()
        lane, done = self.free.pop(), Summary(created=len(sifted.new), duplicates=sifted.duplicates)
        try:
            lane.begin(self.units.lane())
            lane.start(self._numbered(sifted.new).insert)
        except IN_THE_WAY:
            self._free(lane)
            return False
        self.started.append(Started(batch, lane, sifted.identities, done))
        return True

    def end_done(self) -> None:
        """Commit what is in, and do not wait for the rest."""
        while self.started and self.started[0].lane.done:
            self._end_first()

    def end_all(self) -> None:
        """Commit all that has started."""
        while self.started:
            self._end_first()

    def _all_new(self, batch: Batch) -> things.Sifted | None:
        """The things of a batch, if it holds nothing else, and none of them is there or has started."""
        sifted = things.sift(batch.drafts, {}, self.alone.seen)
        if batch.others or not all(sifted.identities.isdisjoint(started.identities) for started in self.started):
            return None
        with self.units.unit():
            return None if things.matched(batch.drafts, self.units.bulk) else sifted

    def _numbered(self, new: Sequence[Draft]) -> New:
        """Things with their ids and with names, which are found, or made: those stay, whatever becomes of the things.

        That none of them changes before the things are in is up to the transaction of their lane, which has begun.
        """
        with self.units.unit(GATHERED, NAMES_PATIENCE):
            names = self.units.names()
            names.find(new)
            numbered = New.numbered(new, names)
            self.tally.keep(names.made)
        self.tally.summary.add(names.made)
        return numbered

    def _end_first(self) -> None:
        batch, lane, _, done = self.started[0]
        with self._all_or_none():
            try:
                lane.wait()
            except IN_THE_WAY:
                self._start_over()
                return
            self.tally.tell(batch)
            lane.commit(partial(self.tally.keep, done))
            self.started.popleft()
            self.free.append(lane)
            self.tally.count(done)
            self.alone.reading.forget()

    @contextmanager
    def _all_or_none(self) -> Iterator[None]:
        """Where a batch is not written, nothing is written that started behind it."""
        try:
            yield
        except BaseException:
            self.started.clear()
            raise

    def _start_over(self) -> None:
        """Write all that has started alone, in its turn."""
        started, self.started = self.started, deque()
        for _, lane, *_ in started:
            self._free(lane)
        for batch, *_ in started:
            self.alone.write(batch)

    def _free(self, lane: Lane) -> None:
        lane.undo()
        self.free.append(lane)

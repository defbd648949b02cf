"""Batches of nothing but new things, which go in while the next ones come and get their names.

They are committed in the order in which they started, so that what is there when an import ends in the middle is what
was read first. Whatever is in the way of one, they are undone, and written alone.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
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
from bookstore.services.imports.units import LANE_PATIENCE
from bookstore.services.transaction import CHANGED, GATHERED, hold_names

NAMES_PATIENCE = 0.5
"""Seconds to wait until all names can be held: who has some may wait for what has started, and that waits for us."""

IN_THE_WAY = (SQLAlchemyError, Conflict)
"""What goes wrong beside others, and may go well alone; or else goes wrong there once more."""


NOTHING = Summary()


class Started(NamedTuple):
    """A batch that goes in on a lane: what its things are known by, and what they come to."""

    batch: Batch
    lane: Lane
    identities: set[Identity]
    new: New
    done: Summary


class Beside:
    """Batches on lanes, of which one is for names; `alone` writes those for which something is in the way."""

    def __init__(self, lanes: Sequence[Lane], alone: Alone) -> None:
        self.lanes, self.naming, self.free = lanes, lanes[0] if len(lanes) > 1 else None, list(lanes[1:])
        self.alone, self.units, self.tally = alone, alone.units, alone.tally
        self.started: deque[Started] = deque()

    def start(self, batch: Batch) -> bool:
        """Have a batch go in; False if that is nothing that can be done beside others."""
        if self.naming is None or batch.others:
            return False
        sifted = things.sift(batch.drafts, {}, self.alone.seen)
        if not all(sifted.identities.isdisjoint(started.identities) for started in self.started):
            return False
        if not self.free:
            self._end_first()
        with self._or_back():
            return self._start(batch, sifted, self.naming, self.free.pop())

    def end_finished(self) -> None:
        """Commit what is in, and do not wait for the rest."""
        while self.started and self.started[0].lane.finished:
            self._end_first()

    def end_all(self) -> None:
        """Commit all that has started."""
        while self.started:
            self._end_first()

    def _start(self, batch: Batch, sifted: things.Sifted, naming: Lane, lane: Lane) -> bool:
        try:
            naming.begin(self.units.unit(patience=NAMES_PATIENCE))
            naming.do(self._expect_new, batch)
            lane.begin(self.units.lane())  # from now on, names stay
            new = naming.do(self._named, sifted.new)
            naming.do(self._keep, new.names.made)
        except IN_THE_WAY:
            naming.undo()
            lane.undo()
            self.free.append(lane)
            return False
        done = Summary(created=len(sifted.new), duplicates=sifted.duplicates)
        self.started.append(Started(batch, lane, sifted.identities, new, done))
        naming.commit()
        lane.start(new.insert)
        return True

    def _expect_new(self, batch: Batch) -> None:
        if things.matched(batch.drafts, self.units.bulk):
            raise Conflict("Some of it is there already.")

    def _named(self, new: Sequence[Draft]) -> New:
        """Things with their ids, and with names, which are found or made."""
        hold_names(GATHERED)
        names = self.units.names()
        names.find(new)
        return New.numbered(new, names)

    def _keep(self, done: Summary) -> None:
        """Keep how far the import is with a transaction that came to this, and with all names that are there before."""
        self.tally.keep(done + _made(self.started))

    def _end_first(self) -> None:
        first = self.started[0]
        with self._or_back():
            try:
                first.lane.wait()
            except IN_THE_WAY:
                self._start_over()
                return
        with self._or_none():
            self.tally.tell(first.batch)
            first.lane.do(self._keep, first.done)
            first.lane.commit()
            self.started.popleft()
            self.free.append(first.lane)
            self.alone.seen.add(first.new.ids)
            self.tally.count(first.done + first.new.names.made)
            self.alone.reading.forget()

    @contextmanager
    def _or_none(self) -> Iterator[None]:
        """Where a batch is not written, nothing is written that started behind it."""
        try:
            yield
        except BaseException:
            self._undo()
            raise

    @contextmanager
    def _or_back(self) -> Iterator[None]:
        """As `_or_none`; and the names that were made for what is undone go, too, for none of it is being committed."""
        try:
            yield
        except BaseException:
            if undone := self._undo():
                with suppress(Exception):
                    self._take_back(undone)
            raise

    def _start_over(self) -> None:
        """Write all that has started alone, in its turn, with the names that are there; those that nothing shows go."""
        undone = self._undo()
        made = _made(undone)
        self.tally.summary += made
        for started in undone:
            self.alone.write(started.batch)
        with suppress(*IN_THE_WAY):
            self._take_back(undone, counted=made)

    def _take_back(self, undone: Iterable[Started], counted: Summary = NOTHING) -> None:
        """Delete names that were made, and are shown by nothing; what is left is counted, instead of what was."""
        with self.units.unit(CHANGED, LANE_PATIENCE):
            left = sum((started.new.names.take_back() for started in undone), NOTHING)
            self.tally.keep(left - counted)
        self.tally.summary += left - counted

    def _undo(self) -> Sequence[Started]:
        undone, self.started = self.started, deque()
        for lane in self.lanes:
            lane.undo()
        self.free = list(self.lanes[1:])
        return undone


def _made(started: Iterable[Started]) -> Summary:
    """The names that were made for batches."""
    return sum((batch.new.names.made for batch in started), NOTHING)

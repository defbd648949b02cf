"""A batch that is written with nothing beside it: again where somebody was faster, in parts where a part is refused."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import TypeVar

from sqlalchemy.exc import DataError

from bookstore.errors import Conflict
from bookstore.services.imports import authors, shelves, things
from bookstore.services.imports.ahead import Ahead
from bookstore.services.imports.batches import Batch, Item
from bookstore.services.imports.drafts import Draft, Things
from bookstore.services.imports.merging import Thing
from bookstore.services.imports.names import Names, spellings
from bookstore.services.imports.summary import Summary
from bookstore.services.imports.tally import Tally
from bookstore.services.imports.units import Units
from bookstore.services.transaction import CHANGED
from bookstore.values.records import AuthorRecord, CategoryRecord, PublisherRecord, Record, WorkRecord

R = TypeVar("R")
TRIES = 3
"""A batch is tried again when somebody else made one of its things in this moment."""


class Alone:
    """Writes batches, each when it is the first that is not done with."""

    def __init__(self, units: Units, reading: Ahead[Batch, Things], seen: things.Seen, tally: Tally) -> None:
        self.units, self.reading, self.seen, self.tally = units, reading, seen, tally

    def write(self, batch: Batch) -> None:
        """Write a batch; where the database refuses something in it, all but the record that holds it."""
        self.tally.tell(batch)
        self.tally.count(self._written(batch.items))
        self.reading.forget()

    def settle(self) -> None:
        """Sign what can be signed by now, a batch a transaction."""
        after: int | None = 0
        while after is not None:
            after = self._retried(partial(self._settled, after))

    def _written(self, batch: Sequence[Item]) -> Summary:
        try:
            return self._retried(partial(self._once, batch, whole=True))
        except (DataError, Conflict) as refusal:
            done = self._divided(batch, refusal)
        with self.units.unit():  # a second attempt that begins before this counts what it finds as unchanged
            self._keep(done)
        return done

    def _divided(self, batch: Sequence[Item], refusal: Exception) -> Summary:
        if len(batch) == 1:
            reason = refusal.detail if isinstance(refusal, Conflict) else "the database refuses a value"
            self.tally.reject(self._recall(batch[0]) if isinstance(batch[0], Draft) else batch[0], reason)
            return Summary()
        middle = len(batch) // 2
        return self._part(batch[:middle]) + self._part(batch[middle:])

    def _part(self, batch: Sequence[Item]) -> Summary:
        try:
            return self._retried(partial(self._once, batch))
        except (DataError, Conflict) as refusal:
            return self._divided(batch, refusal)

    def _retried(self, work: Callable[[], R]) -> R:
        for _ in range(1 if self.units.dry_run else TRIES - 1):
            with suppress(Conflict):
                return work()
        return work()

    def _once(self, batch: Sequence[Item], *, whole: bool = False) -> Summary:
        with self.units.unit(CHANGED):
            names = self.units.names()
            done, drafts = names.made, [item for item in batch if isinstance(item, Draft)]
            if len(drafts) < len(batch):
                _take_in_others([item for item in batch if not isinstance(item, Draft)], names)
            taken = things.take_in(drafts, self._recall, names, self.seen, done)
            if whole:
                self._keep(done)
        self.seen.add(taken)
        return done

    def _keep(self, done: Summary) -> None:
        if not self.units.dry_run:
            self.tally.keep(done)

    def _recall(self, draft: Draft) -> Thing:
        """The thing that a draft of the batch is of."""
        return self.reading.rest()[draft.place]

    def _settled(self, after: int) -> int | None:
        with self.units.unit(CHANGED):
            return authors.settle(after, self.units.names())


def _take_in_others(records: Sequence[Record], names: Names) -> None:
    """What is no book and no magazine."""
    shelves.take_in([record for record in records if isinstance(record, CategoryRecord)], names)
    names.find_publishers(spellings(record.name for record in records if isinstance(record, PublisherRecord)))
    authors.take_in([record for record in records if isinstance(record, AuthorRecord)], names)
    authors.keep_works([record for record in records if isinstance(record, WorkRecord)], names)

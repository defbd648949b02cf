"""One import from its first record to its summary.

Each batch is one transaction, so what is committed is whole whenever the import ends, and a second run finishes the
rest: what is there already is known by its number or its key.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter
from typing import TypeVar

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from bookstore.errors import Conflict
from bookstore.extensions import db
from bookstore.models import Author, Authorship, Product, Publisher, product_categories
from bookstore.models.base import next_version, now
from bookstore.services.imports import authors, shelves, things
from bookstore.services.imports.ahead import Ahead
from bookstore.services.imports.batches import Batch, Drafting, Item
from bookstore.services.imports.bulk import bulk
from bookstore.services.imports.checkpoint import Checkpoint
from bookstore.services.imports.drafts import Draft, Things
from bookstore.services.imports.merging import Thing
from bookstore.services.imports.names import Names, spellings
from bookstore.services.imports.summary import Summary
from bookstore.services.transaction import CHANGED, hold_names, writing
from bookstore.values.records import (
    AuthorRecord,
    CategoryRecord,
    PublisherRecord,
    Record,
    Rejected,
    WorkRecord,
)

TABLES = (*(model.__table__ for model in (Product, Author, Publisher, Authorship)), product_categories)
R = TypeVar("R")
TRIES = 3
"""A batch is tried again when somebody else made one of its things in this moment."""


@dataclass
class Reports:
    """Who is told of what while an import runs."""

    progress: Callable[[Summary], None] = lambda _summary: None
    rejected: Callable[[Rejected], None] = lambda _rejected: None
    warning: Callable[[int, str], None] = lambda _line, _text: None
    keep: Callable[[Checkpoint], None] = lambda _checkpoint: None
    """Called in the transaction of each batch: what it writes is there exactly when the batch is."""


def run(
    records: Iterable[Record],
    reports: Reports | None = None,
    *,
    strict: bool = False,
    dry_run: bool = False,
    after: Checkpoint | None = None,
) -> Summary:
    """Take in all records; `strict` rejects what has no valid number, `dry_run` writes nothing in the end.

    One that goes on `after` a checkpoint of the same records comes to what one that was not interrupted comes to.
    """
    return _Import(reports or Reports(), after or Checkpoint(), strict=strict, dry_run=dry_run).run(records)


class _Import:
    def __init__(self, reports: Reports, after: Checkpoint, *, strict: bool, dry_run: bool) -> None:
        self.reports, self.after, self.strict, self.dry_run = reports, after, strict, dry_run
        self.summary, self.batches = replace(after.summary), 0
        self.bulk = bulk()
        self.size = after.size or self.bulk.batch

    def run(self, records: Iterable[Record]) -> Summary:
        with self._whole():
            self.seen = things.Seen(self.after.last)
            drafting = Drafting(self.size, strict=self.strict, spell=self.bulk.spell)
            self.ahead = Ahead[Batch, Things](drafting.batches(records), attrgetter("things"))
            self.bulk.meanwhile = self.ahead.fetch
            for batch in self.ahead:
                self.batches += 1
                if self.batches <= self.after.batches:
                    self._meet(batch.drafts)
                else:
                    self._tell(batch)
                    self.summary.add(self._written(batch.items))
                    self.reports.progress(self.summary)
                del batch  # while the next one comes, this one makes room
            self._settle()
            if self.summary.created and not self.dry_run:
                with self._unit():
                    self.bulk.analyze(TABLES)
        return self.summary

    def _meet(self, drafts: Sequence[Draft]) -> None:
        """Go by things that are written already."""
        with self._unit():
            things.meet(drafts, self._names(), self.seen)

    def _tell(self, batch: Batch) -> None:
        """Count what was read, and report what there is to know of it."""
        self.summary.add(batch.counted)
        for told in batch.told:
            if isinstance(told, Rejected):
                self.reports.rejected(told)
            else:
                self.reports.warning(*told)

    def _written(self, batch: Sequence[Item]) -> Summary:
        """Write a batch; where the database refuses something in it, all but the record that holds it."""
        try:
            return self._retried(partial(self._once, batch, whole=True))
        except (DataError, Conflict) as refusal:
            done = self._divided(batch, refusal)
        with self._unit():  # a second attempt that begins before this counts what it finds as unchanged
            self._keep(done)
        return done

    def _recall(self, draft: Draft) -> Thing:
        """The thing that a draft of the batch is of."""
        return self.ahead.rest()[draft.place]

    def _divided(self, batch: Sequence[Item], refusal: Exception) -> Summary:
        if len(batch) == 1:
            reason = refusal.detail if isinstance(refusal, Conflict) else "the database refuses a value"
            record = self._recall(batch[0]) if isinstance(batch[0], Draft) else batch[0]
            self.summary.rejected += 1
            self.reports.rejected(Rejected(record.line, reason, getattr(record, "source", None)))
            return Summary()
        middle = len(batch) // 2
        first = self._part(batch[:middle])
        first.add(self._part(batch[middle:]))
        return first

    def _part(self, batch: Sequence[Item]) -> Summary:
        try:
            return self._retried(partial(self._once, batch))
        except (DataError, Conflict) as refusal:
            return self._divided(batch, refusal)

    def _keep(self, done: Summary) -> None:
        if not self.dry_run:
            reached = replace(self.summary)
            reached.add(done)
            self.reports.keep(Checkpoint(self.batches, self.seen.last, reached, self.size))

    def _retried(self, work: Callable[[], R]) -> R:
        for _ in range(1 if self.dry_run else TRIES - 1):
            with suppress(Conflict):
                return work()
        return work()

    def _once(self, batch: Sequence[Item], *, whole: bool = False) -> Summary:
        with self._unit():
            done, names = Summary(), self._names()
            names.made = done
            drafts = [item for item in batch if isinstance(item, Draft)]
            if len(drafts) < len(batch):
                self._take_in_others([item for item in batch if not isinstance(item, Draft)], names)
            met = things.take_in(drafts, self._recall, names, self.seen, done)
            if whole:
                self._keep(done)
        self.seen.add(met)
        return done

    def _take_in_others(self, records: Sequence[Record], names: Names) -> None:
        """What is no book and no magazine."""
        shelves.take_in([record for record in records if isinstance(record, CategoryRecord)], names)
        names.find_publishers(spellings(record.name for record in records if isinstance(record, PublisherRecord)))
        authors.take_in([record for record in records if isinstance(record, AuthorRecord)], names)
        authors.keep_works([record for record in records if isinstance(record, WorkRecord)], names)

    def _settle(self) -> None:
        """Sign what can be signed by now, a batch a transaction."""
        after: int | None = 0
        while after is not None:
            after = self._retried(partial(self._settled, after))

    def _settled(self, after: int) -> int | None:
        with self._unit():
            return authors.settle(after, self._names())

    def _names(self) -> Names:
        return Names(self.bulk, now(), next_version(), Summary())

    @contextmanager
    def _unit(self) -> Iterator[None]:
        """The transaction of a batch: its own, or that of the whole dry run."""
        with _trying() if self.dry_run else writing():
            self.bulk.begin()
            if not self.dry_run:
                hold_names(CHANGED)
            yield

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """Around everything: a dry run is one transaction that is undone. However it ends, no work is left behind."""
        if self.dry_run:
            db.session.rollback()
            db.session.connection(execution_options={"writing": True})
        try:
            yield
        finally:
            db.session.rollback()
            with suppress(DBAPIError):  # the books are in, whatever becomes of this
                self.bulk.sort_in()


@contextmanager
def _trying() -> Iterator[None]:
    """A part of a transaction that may fail and leave the rest of it as it was."""
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError as error:
        raise Conflict("This contradicts something that the catalogue holds.") from error

"""One import from its first record to its summary.

The things of a batch are written in one transaction, so what is there is whole whenever the import ends, and a second
run finishes the rest: what is there already is known by its number or its key.
"""

from collections.abc import Iterable
from operator import attrgetter

from bookstore.models import Author, Authorship, Product, Publisher, product_categories
from bookstore.services.imports import things
from bookstore.services.imports.ahead import Ahead, ahead
from bookstore.services.imports.alone import Alone
from bookstore.services.imports.batches import Batch, Drafting
from bookstore.services.imports.beside import Beside
from bookstore.services.imports.checkpoint import Checkpoint
from bookstore.services.imports.drafts import Things
from bookstore.services.imports.lanes import lanes
from bookstore.services.imports.summary import Summary
from bookstore.services.imports.tally import Reports, Tally
from bookstore.services.imports.units import Units
from bookstore.values.records import Record

TABLES = (*(model.__table__ for model in (Product, Author, Publisher, Authorship)), product_categories)


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
    return _Import(Units(dry_run=dry_run), reports or Reports(), after or Checkpoint()).run(records, strict=strict)


class _Import:
    def __init__(self, units: Units, reports: Reports, after: Checkpoint) -> None:
        self.units, self.reports, self.after = units, reports, after

    def run(self, records: Iterable[Record], *, strict: bool) -> Summary:
        with self.units.whole():
            size = self.after.size or self.units.bulk.batch
            self.seen, self.tally = things.Seen(), Tally(self.reports, self.after.summary, size)
            batches = Drafting(size, strict=strict, spell=self.units.bulk.spell).batches(records)
            with ahead(batches, attrgetter("things")) as reading:
                self._take_in(reading)
            self._analyze()
        return self.tally.summary

    def _take_in(self, reading: Ahead[Batch, Things]) -> None:
        """Batch by batch; what has started is ended, also where reading fails."""
        alone = Alone(self.units, reading, self.seen, self.tally)
        with lanes(0 if self.units.dry_run else self.units.bulk.lanes) as free:
            beside = Beside(free, alone)
            try:
                for batch in reading.batches(idle=beside.end_finished):
                    if self.tally.batches < self.after.batches:
                        self._meet(batch)
                        reading.forget()
                    elif not beside.start(batch):
                        beside.end_all()
                        alone.write(batch)
                    del batch  # while the next one comes, this one makes room
            finally:
                beside.end_all()
        alone.settle()

    def _meet(self, batch: Batch) -> None:
        """Go by things that are written already."""
        self.tally.batches += 1
        with self.units.unit():
            things.meet(batch.drafts, self.units.bulk, self.seen)

    def _analyze(self) -> None:
        if self.tally.summary.created and not self.units.dry_run:
            with self.units.unit():
                self.units.bulk.analyze(TABLES)

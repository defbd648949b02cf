"""What an import has come to by now, and who is told of it."""

from collections.abc import Callable
from dataclasses import dataclass

from bookstore.services.imports.batches import Batch
from bookstore.services.imports.checkpoint import Checkpoint
from bookstore.services.imports.summary import Summary
from bookstore.values.records import Record, Rejected


@dataclass
class Reports:
    """Who is told of what while an import runs."""

    progress: Callable[[Summary], None] = lambda _summary: None
    rejected: Callable[[Rejected], None] = lambda _rejected: None
    warning: Callable[[int, str], None] = lambda _line, _text: None
    keep: Callable[[Checkpoint], None] = lambda _checkpoint: None
    """Called in each transaction that changes what a checkpoint tells of: what it writes is there exactly when that is.

    There may be several for a batch: names may come before the things, and go where the things do not get in.
    """


class Tally:
    """So many batches, of a size, are written, or are being written in this moment, and came to this."""

    def __init__(self, reports: Reports, summary: Summary, size: int) -> None:
        self.reports, self.summary, self.size = reports, summary, size
        self.batches = 0

    def tell(self, batch: Batch) -> None:
        """A batch is to be written now: count what was read, and report what there is to know of it."""
        self.batches += 1
        self.summary += batch.counted
        for told in batch.told:
            if isinstance(told, Rejected):
                self.reports.rejected(told)
            else:
                self.reports.warning(*told)

    def reject(self, record: Record, reason: str) -> None:
        """The database does not take a record."""
        self.summary += Summary(rejected=1)
        self.reports.rejected(Rejected(record.line, reason, getattr(record, "source", None)))

    def keep(self, done: Summary) -> None:
        """Have it kept how far the import is, as part of a transaction that came to `done`."""
        self.reports.keep(Checkpoint(self.batches, self.summary + done, self.size))

    def count(self, done: Summary) -> None:
        """A batch is written, and came to this."""
        self.summary += done
        self.reports.progress(self.summary)

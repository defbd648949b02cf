"""What the process that reads makes of records: a batch is counted, checked and drafted before anybody is asked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bookstore.services.imports.drafts import Draft, Spell, Things, draft
from bookstore.services.imports.summary import Summary
from bookstore.values.records import BookRecord, MagazineRecord, Record, Rejected, Remark, Skipped

Item = Record | Draft

LETTERS = 5_000_000
"""How long the descriptions of a batch may be, together."""


class Warned(NamedTuple):
    """What there is to know of a line that is taken in."""

    line: int
    text: str


@dataclass(slots=True)
class Batch:
    """Some records: how many, what is to be told of them, and those that are to be written.

    `things` are those that the drafts are of; they stay in the process that made the batch.
    """

    counted: Summary = field(default_factory=Summary)
    told: list[Warned | Rejected] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    others: list[Record] = field(default_factory=list)
    things: Things = field(default_factory=Things)

    def __reduce__(self) -> tuple[Any, ...]:
        """Drafts cross as plain tuples, which takes half the time."""
        return _crossed, (self.counted, self.told, list(map(tuple, self.drafts)), self.others)

    @property
    def items(self) -> list[Item]:
        """All that is to be written."""
        return [*self.others, *self.drafts]


def _crossed(counted: Summary, told: list[Warned | Rejected], drafts: list[Any], others: list[Record]) -> Batch:
    return Batch(counted, told, list(map(Draft._make, drafts)), others)


@dataclass(frozen=True)
class Drafting:
    """How batches are made: `strict` rejects what has no valid number; `spell` is the database's."""

    size: int
    strict: bool
    spell: Spell

    def batches(self, records: Iterable[Record]) -> Iterator[Batch]:
        """The records in batches."""
        left = iter(records)
        while some := self._some(left):
            yield self._batch(some)

    def _some(self, records: Iterator[Record]) -> list[Record]:
        """The next records: so many, but fewer long ones, since all of a batch are held at once."""
        taken, letters = list[Record](), 0
        for record in records:
            taken.append(record)
            letters += len(getattr(record, "description", None) or getattr(record, "biography", None) or "")
            if len(taken) == self.size or letters > LETTERS:
                break
        return taken

    def _batch(self, records: Iterable[Record]) -> Batch:
        batch = Batch()
        for record in records:
            if isinstance(record, Remark):
                batch.told.append(Warned(record.line, record.text))
                batch.counted.warnings += 1
                continue
            batch.counted.read += 1
            if isinstance(record, Skipped):
                batch.counted.skipped += 1
            elif (rejected := self._rejected(record)) is not None:
                batch.told.append(rejected)
                batch.counted.rejected += 1
            else:
                self._add(record, batch)
        return batch

    def _add(self, record: Record, batch: Batch) -> None:
        warnings: Iterable[str] = getattr(record, "warnings", ())
        for warning in warnings:
            batch.told.append(Warned(record.line, warning))
            batch.counted.warnings += 1
        if isinstance(record, BookRecord | MagazineRecord):
            batch.drafts.append(draft(record, self.spell, batch.things.add(record)))
        else:
            batch.others.append(record)

    def _rejected(self, record: Record) -> Rejected | None:
        match record:
            case Rejected():
                return record
            case BookRecord(isbn=None) if self.strict:
                return Rejected(record.line, "has no valid ISBN", record.source)
            case MagazineRecord(issn=None) if self.strict:
                return Rejected(record.line, "has no valid ISSN", record.source)
        return None

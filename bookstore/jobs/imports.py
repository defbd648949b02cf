"""Imports: a file that was uploaded, taken in as `flask catalog import` does."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from flask import current_app

from bookstore.errors import Invalid, NotFound
from bookstore.formats import UnknownFormat, reader_for, streams
from bookstore.formats.reader import Reader
from bookstore.jobs.progress import Progress
from bookstore.services import imports, jobs, uploads
from bookstore.services.imports import Checkpoint, Summary, lines
from bookstore.services.imports.lines import Line
from bookstore.values.jobs import IMPORT, REJECTED, WARNING
from bookstore.values.records import Rejected

KEPT = 50_000
"""Lines that are kept of an import; the summary counts all."""

ROOM = 50_000_000
"""Characters that they may have together."""

OUTGROWN = (
    f"The file unpacks to more than {streams.RATIO} times its size, or to more than "
    f"{streams.MOST // 1_000_000:,} MB: send it in parts, or unpacked."
)
FRUITLESS = "Nothing was taken in: all lines were rejected."


def run(  # noqa: PLR0913  (what an import is asked with)
    progress: Progress, *, upload: str, file: str, format: str, strict: bool, validate_only: bool
) -> dict[str, Any]:
    """Take in an uploaded file; a second attempt goes on behind the last batch that is whole."""
    path = folder() / upload
    if not path.is_file():
        raise NotFound("The file that was sent is not there any more: send it again.")
    if streams.outgrows(path):
        raise Invalid(OUTGROWN)
    try:
        reader = reader_for(path, format, called=file)
    except UnknownFormat as unknown:
        raise Invalid(str(unknown)) from None
    told = _Told(progress, reader)
    after = Checkpoint.of(progress.checkpoint)
    summary = imports.run(reader.read(path), told.reports, strict=strict, dry_run=validate_only, after=after)
    told.end(summary, validated=validate_only)
    return told.result(summary)


def tidy() -> None:
    """Delete the files of imports that are done, and those that were never asked for."""
    asked = jobs.of_kind(IMPORT)
    done = {row.arguments.get("upload") for row in asked if row.finished_at}
    wanted = {row.arguments.get("upload") for row in asked} - done
    uploads.tidy(folder(), kind=IMPORT, wanted=wanted, done=done)


def folder() -> Path:
    """Where uploaded files wait."""
    return Path(current_app.config["UPLOADS_FOLDER"])


class _Told:
    """What an import tells on its way: the lines of a batch are written with it, or not at all."""

    def __init__(self, progress: Progress, reader: Reader) -> None:
        self.progress, self.reader = progress, reader
        before = progress.checkpoint or {}
        self.count, self.room = before.get("lines", 0), before.get("room", ROOM)
        self.damage: str | None = before.get("damage")
        self.unreported = before.get("unreported", 0)
        self.fresh: list[Line] = []
        self.kept = False
        self.reports = imports.Reports(self.advance, self.reject, self.warn, self.keep)

    def reject(self, rejected: Rejected) -> None:
        if rejected.damage:
            self.damage = f"{self.reader.unit.capitalize()} {rejected.line}: {rejected.reason}."
        cells = self.reader.mendable(rejected.source) if rejected.source is not None else {}
        self.note(Line(rejected.line, REJECTED, rejected.reason, dict(cells)))

    def warn(self, line: int, text: str) -> None:
        self.note(Line(line, WARNING, text))

    def note(self, line: Line) -> None:
        self.room -= len(line.detail) + sum(map(len, (line.cells or {}).values()))
        if self.count < KEPT and self.room > 0:
            self.count += 1
            self.fresh.append(line)
        else:
            self.unreported += 1

    def result(self, summary: Summary) -> dict[str, Any]:
        """What an import has come to, and how many lines it could not keep."""
        return asdict(summary) | {"unreported": self.unreported}

    def keep(self, checkpoint: Checkpoint) -> None:
        """In the transaction of a batch; it may have to be done again, so what was told stays at hand."""
        told = {"lines": self.count, "room": self.room, "damage": self.damage, "unreported": self.unreported}
        result = self.result(checkpoint.summary)
        self.progress.keep(checkpoint.as_json() | told, checkpoint.summary.read, result=result)
        lines.add(self.progress.job_id, self.fresh)
        self.kept = True

    def advance(self, summary: Summary) -> None:
        """Behind the transaction of a batch."""
        if self.kept:
            self.fresh.clear()
            self.kept = False
        self.progress.tell(summary.read, result=self.result(summary))

    def end(self, summary: Summary, *, validated: bool) -> None:
        """A validation writes nothing on its way, so what it told is written now."""
        self.progress.tell(summary.read, result=self.result(summary))
        if validated:
            lines.replace(self.progress.job_id, self.fresh)
        if self.damage:
            raise Invalid(self.damage)
        if summary.fruitless:
            raise Invalid(FRUITLESS)

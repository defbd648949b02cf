"""flask catalog: the catalogue in and out of files."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import fields
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import click

from bookstore.cli import enriching
from bookstore.cli.commands import Group
from bookstore.cli.exporting import everything
from bookstore.cli.pipes import at_hand
from bookstore.cli.progress import Progress
from bookstore.cli.rejecting import rejecting
from bookstore.errors import Unanswered
from bookstore.formats import FORMATS, UnknownFormat, reader_for
from bookstore.formats.writers import WRITERS, Writer, writer_of
from bookstore.services import imports, jobs
from bookstore.services.enrichment import GIVEN_UP
from bookstore.values.jobs import ENRICHMENT
from bookstore.values.records import Record, Rejected

SHOWN_WARNINGS = 10
SOLD = {"book", "magazine"}
SUMMED = ("read", "created", "updated", "unchanged", "duplicates", "rejected", "skipped", "warnings")

FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)

group = Group("catalog", help="The catalogue in and out of files.")


@group.command("import")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--format", "format_name", type=click.Choice(FORMATS), default="auto", show_default=True)
@click.option("--strict", is_flag=True, help="Reject what has no valid ISBN or ISSN.")
@click.option("--dry-run", is_flag=True, help="Write nothing, but say what would be written.")
@click.option(
    "--rejects", type=click.Path(dir_okay=False, path_type=Path), help="Write what is rejected as CSV, to mend."
)
def import_files(files: tuple[Path, ...], format_name: str, strict: bool, dry_run: bool, rejects: Path | None) -> None:
    """Take in files of books and magazines; `-` or a pipe will do too."""
    _check_rejects(rejects, files)
    with ExitStack() as stack:
        paths = [stack.enter_context(at_hand(path)) for path in files]
        readers = [_reader(path, format_name) for path in paths]
        records = chain.from_iterable(reader.read(path) for reader, path in zip(readers, paths, strict=True))
        done = _imported(records, rejects, readers[0], strict=strict, dry_run=dry_run)
    _tell(done.summary, dry_run=dry_run)
    if done.damaged or done.summary.fruitless:
        click.get_current_context().exit(1)


def _tell(summary: imports.Summary, *, dry_run: bool) -> None:
    counts = ", ".join(f"{getattr(summary, name):,} {name}" for name in SUMMED)
    made = ", ".join(f"{getattr(summary, f.name):,} {f.name}" for f in fields(summary) if f.name not in SUMMED)
    click.echo(f"{'Dry run: ' if dry_run else ''}{counts}.")
    click.echo(f"New: {made}.")


@group.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--format", "format_name", type=click.Choice(tuple(WRITERS)), help="Else the end of FILE's name says it.")
def export_file(file: Path, format_name: str | None) -> None:
    """Write the whole catalogue to FILE, such as books.csv or books.onix.xml."""
    writer = WRITERS[format_name] if format_name else writer_of(file.name)
    if writer is None:
        ends = ", ".join(suffix for known in WRITERS.values() for suffix in known.suffixes)
        raise click.UsageError(f"The name of the file must end in {ends}; or say --format.")
    left_out: Counter[str] = Counter()
    unfinished = file.with_name(file.name + ".part")
    try:
        with unfinished.open("wb") as stream:
            stream.writelines(writer.write(_held(writer, left_out)))
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    if left_out:
        click.echo(f"Left out, as {writer.name} holds no {' and no '.join(left_out)}: {left_out.total():,}.", err=True)


def _held(writer: Writer, left_out: Counter[str]) -> Iterator[dict[str, Any]]:
    """The things that a format holds; those for sale that it does not are counted."""
    for thing in everything(writer.kinds | SOLD):
        if thing["kind"] in writer.kinds:
            yield thing
        elif thing["kind"] in SOLD:
            left_out[thing["kind"]] += 1


@group.command("enrich")
@click.option("--limit", type=click.IntRange(min=1), help="Look up so many books at the most.")
@click.option("--dry-run", is_flag=True, help="Change no book, but say what would be filled in.")
@click.option("--background", is_flag=True, help="Leave it to a worker (`flask worker`), and say which job it is.")
def enrich_books(limit: int | None, dry_run: bool, background: bool) -> None:
    """Fill gaps of books with an ISBN by asking others; what is there stays as it is."""
    if background:
        if dry_run:
            raise click.UsageError("--dry-run says what it finds, so it does not go with --background.")
        click.echo(f"Job {jobs.start(ENRICHMENT, {'limit': limit})} is queued.")
        return
    done = enriching.run(limit=limit, dry_run=dry_run)
    click.echo(f"{'Dry run: ' if dry_run else ''}{enriching.counts(done)}.")
    if done.values:
        click.echo(f"Filled in: {', '.join(f'{count:,} {name}' for name, count in sorted(done.values.items()))}.")
    if done.ended:
        raise Unanswered(GIVEN_UP)


def _imported(records: Iterator[Record], rejects: Path | None, reader: Any, *, strict: bool, dry_run: bool) -> "_Done":
    """The import, with what it says on the way."""
    progress, warnings, damage = Progress(), _Warnings(reader.unit), []
    with rejecting(rejects, reader) as reject:

        def reject_or_end(rejected: Rejected) -> None:
            reject(rejected)
            damage.extend([rejected] if rejected.damage else [])

        reports = imports.Reports(progress.show, reject_or_end, warnings.show)
        try:
            return _Done(imports.run(records, reports, strict=strict, dry_run=dry_run), bool(damage))
        except KeyboardInterrupt:
            said = (
                "nothing was written" if dry_run else f"{progress.read:,} records are done; run it again for the rest"
            )
            raise KeyboardInterrupt(f"Interrupted: {said}.") from None
        finally:
            progress.end()
            warnings.end()


def _check_rejects(rejects: Path | None, files: tuple[Path, ...]) -> None:
    if rejects and len(files) > 1:
        raise click.UsageError("--rejects goes with one file at a time.")
    if rejects and rejects.exists() and rejects.samefile(files[0]):
        raise click.UsageError("--rejects must be another file than the one that is read.")


def _reader(path: Path, name: str) -> Any:
    try:
        return reader_for(path, name)
    except UnknownFormat as unknown:
        raise click.UsageError(str(unknown)) from None


class _Done(NamedTuple):
    """What an import came to, and whether a file was damaged."""

    summary: imports.Summary
    damaged: bool


class _Warnings:
    """The first few warnings, and how many more there are."""

    def __init__(self, unit: str) -> None:
        self.unit = unit.capitalize()
        self.count = 0

    def show(self, line: int, text: str) -> None:
        self.count += 1
        if self.count <= SHOWN_WARNINGS:
            click.echo(f"{self.unit} {line}: warning: {text}", err=True)

    def end(self) -> None:
        if self.count > SHOWN_WARNINGS:
            click.echo(f"... and {self.count - SHOWN_WARNINGS:,} more warnings.", err=True)

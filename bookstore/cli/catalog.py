"""flask catalog: the catalogue in and out of files."""

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from itertools import chain
from pathlib import Path
from typing import Any

import click
import orjson

from bookstore.cli.commands import Group
from bookstore.cli.progress import Progress
from bookstore.formats import READERS, UnknownFormat, catalogue_csv, catalogue_ndjson, reader_for
from bookstore.schemas.base import Schema
from bookstore.schemas.category import Category
from bookstore.schemas.exports import ExportedAuthor, ExportedBook, ExportedMagazine
from bookstore.schemas.projection import projection
from bookstore.schemas.publisher import Publisher
from bookstore.services import authors, books, categories, imports, magazines, publishers, queries
from bookstore.services.listing import Listing
from bookstore.values.records import Rejected

FORMATS = ("auto", *(reader.name for reader in READERS))
SHOWN_WARNINGS = 10
WRITERS = {".csv": catalogue_csv.write, ".ndjson": catalogue_ndjson.write, ".jsonl": catalogue_ndjson.write}

EXPORTED: dict[str, tuple[type[Schema], Callable[[], Listing]]] = {
    "category": (Category, categories.find),
    "publisher": (Publisher, publishers.find),
    "author": (ExportedAuthor, authors.find),
    "book": (ExportedBook, books.find),
    "magazine": (ExportedMagazine, magazines.find),
}

group = Group("catalog", help="The catalogue in and out of files.")


@group.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "format_name", type=click.Choice(FORMATS), default="auto", show_default=True)
@click.option("--strict", is_flag=True, help="Reject what has no valid ISBN or ISSN.")
@click.option("--dry-run", is_flag=True, help="Write nothing, but say what would be written.")
@click.option(
    "--rejects", type=click.Path(dir_okay=False, path_type=Path), help="Write what is rejected as CSV, to mend."
)
def import_files(files: tuple[Path, ...], format_name: str, strict: bool, dry_run: bool, rejects: Path | None) -> None:
    """Take in files of books and magazines."""
    if rejects and len(files) > 1:
        raise click.UsageError("--rejects goes with one file at a time.")
    readers = [_reader(path, format_name) for path in files]
    records = chain.from_iterable(reader.read(path) for reader, path in zip(readers, files, strict=True))
    progress, warnings = Progress(), _Warnings()
    with _rejecting(rejects, readers[0]) as reject:
        reports = imports.Reports(progress.show, reject, warnings.show)
        try:
            summary = imports.run(records, reports, strict=strict, dry_run=dry_run)
        finally:
            progress.end()
    warnings.end()
    counts = ", ".join(f"{getattr(summary, field.name):,} {field.name}" for field in fields(summary)[:8])
    click.echo(f"{'Dry run: ' if dry_run else ''}{counts}.")
    click.echo(
        f"New: {summary.authors:,} authors, {summary.publishers:,} publishers, {summary.categories:,} categories."
    )


@group.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export_file(file: Path) -> None:
    """Write the whole catalogue to FILE.csv or FILE.ndjson."""
    write = WRITERS.get(file.suffix)
    if write is None:
        raise click.UsageError(f"The name of the file must end in {', '.join(WRITERS)}.")
    with file.open("w", encoding="utf-8", newline="") as stream:
        write(_everything(), stream)


def _everything() -> Iterator[dict[str, Any]]:
    """The whole catalogue, streaming: first the things that others name."""
    for kind, (schema, listing) in EXPORTED.items():
        body = projection(schema, listing().entity, queries.dialect())
        statement = listing().rows.with_only_columns(body, listing().entity.id).order_by(listing().entity.id)
        for row in queries.stream(statement):
            yield {"kind": kind, **orjson.loads(row.body)}


def _reader(path: Path, name: str) -> Any:
    try:
        return reader_for(path, name)
    except UnknownFormat as unknown:
        raise click.UsageError(str(unknown)) from None


class _Warnings:
    """The first few warnings, and how many more there are."""

    def __init__(self) -> None:
        self.count = 0

    def show(self, line: int, text: str) -> None:
        self.count += 1
        if self.count <= SHOWN_WARNINGS:
            click.echo(f"Line {line}: warning: {text}", err=True)

    def end(self) -> None:
        if self.count > SHOWN_WARNINGS:
            click.echo(f"... and {self.count - SHOWN_WARNINGS:,} more warnings.", err=True)


@contextmanager
def _rejecting(path: Path | None, reader: Any) -> Iterator[Any]:
    """Says on the terminal what is rejected, and writes it to a file if there is to be one."""
    with path.open("w", encoding="utf-8", newline="") if path else _nothing() as stream:
        writer: csv.DictWriter[str] | None = None

        def reject(rejected: Rejected) -> None:
            nonlocal writer
            click.echo(f"Line {rejected.line}: rejected: {rejected.reason}", err=True)
            if stream:
                row = {"_line": rejected.line, "_reason": rejected.reason, **reader.mendable(rejected.source)}
                if writer is None:
                    writer = csv.DictWriter(stream, list(row), extrasaction="ignore")
                    writer.writeheader()
                writer.writerow(row)

        yield reject


@contextmanager
def _nothing() -> Iterator[None]:
    yield None

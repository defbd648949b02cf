"""flask seed: something to look at."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

import click
from flask.cli import with_appcontext

from bookstore.cli.commands import Command
from bookstore.cli.progress import Progress
from bookstore.demo import FILES, generated
from bookstore.formats.catalogue_csv import CatalogueCsv
from bookstore.services import imports, products
from bookstore.values.records import BookRecord, MagazineRecord, Record


@click.command("seed", cls=Command)
@click.option("--books", type=click.IntRange(1, 10_000_000), help="So many generated books instead of the demo.")
@click.option("--if-empty", is_flag=True, help="Only where there is nothing yet.")
@with_appcontext
def seed(books: int | None, if_empty: bool) -> None:
    """Fill the catalogue with the demo, or with generated books; what is there already stays as it is."""
    if if_empty and not products.none_yet():
        return
    progress = Progress()
    records = generated.books(books) if books else _demo()
    summary = imports.run(map(_modest, records), imports.Reports(progress.show))
    progress.end()
    click.echo(f"Seeded: {summary.created:,} created, {summary.updated:,} updated, {summary.unchanged:,} unchanged.")


def _modest(record: Record) -> Record:
    """A record that overwrites nothing: the shop may have changed its price since."""
    return replace(record, given=None) if isinstance(record, BookRecord | MagazineRecord) else record


def _demo() -> Iterator[Record]:
    return chain.from_iterable(CatalogueCsv().read(path) for path in FILES)

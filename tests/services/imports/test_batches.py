"""What is written in one transaction, and held in memory at once."""

import gc
from dataclasses import replace

from sqlalchemy import BindParameter

from bookstore.services import imports
from bookstore.services.imports import Reports
from bookstore.services.imports.batches import LETTERS, Drafting
from bookstore.services.imports.bulk import PostgreSQL, SQLite
from bookstore.values.limits import DESCRIPTION
from bookstore.values.records import BookRecord


def books(number, **fields):
    """So many different books."""
    return [BookRecord(line=line, key=f"own:{line}", title=f"Book {line}", **fields) for line in range(number)]


def sizes(records, size):
    """How many books there are in each batch."""
    return [len(batch.drafts) for batch in Drafting(size, strict=False, spell=SQLite.spell).batches(records)]


def test_a_batch_has_so_many_records():
    assert sizes(books(25), 10) == [10, 10, 5]


def test_a_batch_of_long_descriptions_has_fewer():
    fitting = LETTERS // DESCRIPTION + 1
    assert sizes(books(fitting + 3, description="x" * DESCRIPTION), 10_000) == [fitting, 3]


def test_what_a_batch_was_asked_with_is_forgotten_with_the_batch(app, monkeypatch):
    for database in (PostgreSQL, SQLite):
        monkeypatch.setattr(database, "batch", 10)
    held = {}

    def count(summary):
        if summary.read in (60, 80, 230, 250):
            found = [type(thing) is BindParameter and thing.value is not None for thing in gc.get_objects()]
            held[summary.read] = sum(found)

    with app.app_context():
        imports.run([replace(book, authors=(book.title,)) for book in books(250)], Reports(progress=count))
    assert max(held[230], held[250]) <= max(held[60], held[80]) + 5

"""Imports in four small batches on PostgreSQL, and what may happen while they run."""

import signal
import time
from itertools import count
from multiprocessing import active_children
from threading import Thread, current_thread
from threading import enumerate as enumerate_threads

import pytest
from sqlalchemy import text

from bookstore.extensions import db
from bookstore.services import imports
from bookstore.services.imports import Reports, Summary
from bookstore.services.imports.bulk import PostgreSQL
from bookstore.services.imports.rows import New
from bookstore.values.records import BookRecord
from tests.factories import an_isbn

BATCH, BATCHES = 5, 4
CALLS = range(1, 2 * BATCHES + 1)
"""Each batch has two transactions: one for its names, and one for its things."""

ALL = Summary(read=20, created=20, authors=21)

BUSY = text(
    "SELECT query FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
)
WAITING = text("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = :kind")


@pytest.fixture(params=["postgresql"])
def backend(request):
    """On SQLite there is one writer."""
    return request.param


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch):
    monkeypatch.setattr(PostgreSQL, "batch", BATCH)


@pytest.fixture
def books():
    """Each has an author of its own, and one that all books share."""
    numbers = [an_isbn() for _ in range(BATCHES * BATCH)]
    return [
        BookRecord(line=n, key=f"isbn:{isbn}", isbn=isbn, title=f"Momo {n}", authors=(f"Nino {n}", "Michael Ende"))
        for n, isbn in enumerate(numbers, 1)
    ]


@pytest.fixture
def told():
    """What imports tell: the lines they reject, how many they have read, and their checkpoints."""
    return {"rejected": [], "read": [], "kept": []}


@pytest.fixture
def run(app, told):
    """Takes in records, and gives the summary."""

    def run(records, keep=lambda _checkpoint: None, **more):
        def kept(checkpoint):
            keep(checkpoint)
            told["kept"].append(checkpoint)

        reports = Reports(
            progress=lambda summary: told["read"].append(summary.read),
            rejected=lambda rejected: told["rejected"].append(rejected.line),
            keep=kept,
        )
        with app.app_context():
            return imports.run(records, reports, **more)

    return run


@pytest.fixture
def on_lanes(monkeypatch):
    """Has something done before or behind the rows of a batch where they go in beside others; it is told which."""
    insert, numbers = New.insert, count()

    def on_lanes(*, before=lambda _batch: None, behind=lambda _batch: None):
        def wrapped(new):
            if not current_thread().name.startswith("lane"):
                return insert(new)
            batch = next(numbers)
            before(batch)
            insert(new)
            return behind(batch)

        monkeypatch.setattr(New, "insert", wrapped)

    return on_lanes


@pytest.fixture
def left_over(app):
    """The threads, processes and transactions of an import."""

    def left_over():
        threads = [thread for thread in enumerate_threads() if thread.name.startswith("lane")]
        with app.app_context(), db.engine.connect() as connection:
            return [*threads, *active_children(), *connection.scalars(BUSY)]

    return left_over


@pytest.fixture
def _interruptible():
    """In the background of a shell, all children ignore it."""
    usual = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, usual)


@pytest.fixture
def by_hand(on_lanes, books, staff):
    """Somebody makes the third book, while the first batch goes in."""

    def make(batch):
        if batch == 0:
            told = {"title": "By hand", "isbn": books[2].isbn, "stock": 3}
            assert staff.post("/api/v2/books", json=told).status_code == 201

    on_lanes(before=make)


@pytest.fixture
def somebody():
    """Starts somebody's work on a thread, and goes on once that waits for a lock; all are done in the end."""
    threads = []

    def somebody(kind, work):
        threads.append(Thread(target=work, daemon=True))
        threads[-1].start()
        until = time.monotonic() + 5
        while not _somebody_waits(kind):
            assert time.monotonic() < until, "nobody waits"
            time.sleep(0.01)

    yield somebody
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()


def _somebody_waits(kind):
    """Whether a statement waits for a lock of this kind; what a transaction sees of that does not change."""
    with db.engine.connect() as connection:
        return connection.execute(WAITING, {"kind": kind}).first() is not None


def in_the_catalogue(client, query=""):
    """The books there, by ISBN."""
    return {book["isbn"]: book for book in client.get(f"/api/v2/books?limit=100{query}").get_json()["results"]}

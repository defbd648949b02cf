"""Batches of new things go in beside each other on PostgreSQL, and nobody can tell from what comes of it."""

import signal
import time
from contextlib import suppress
from dataclasses import replace
from itertools import count
from multiprocessing import active_children
from threading import Barrier, Thread, current_thread, main_thread
from threading import enumerate as enumerate_threads

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bookstore.extensions import db
from bookstore.services import imports
from bookstore.services.imports import Reports, Summary
from bookstore.services.imports.bulk import PostgreSQL
from bookstore.services.imports.lanes import Lane
from bookstore.services.imports.names import Names
from bookstore.services.imports.rows import New
from bookstore.services.imports.units import LANE_PATIENCE
from bookstore.services.transaction import SHOWN, writing
from bookstore.values.records import BookRecord
from tests.conftest import problem
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


def test_two_batches_go_in_at_the_same_time(run, books, on_lanes, anonymous):
    assert not in_the_catalogue(anonymous)
    both = Barrier(2, timeout=10)
    on_lanes(before=lambda _batch: both.wait())
    assert run(books) == ALL
    assert set(in_the_catalogue(anonymous)) == {book.isbn for book in books}


def test_batches_are_written_in_their_order(run, books, told, on_lanes):
    on_lanes(before=lambda batch: time.sleep(0.3 if batch % 2 == 0 else 0))
    run(books)
    assert told["read"] == [5, 10, 15, 20]
    assert [checkpoint.batches for checkpoint in told["kept"]] == sorted(
        checkpoint.batches for checkpoint in told["kept"]
    )
    assert told["kept"][-1].summary == ALL


@pytest.mark.usefixtures("by_hand")
def test_a_book_that_somebody_makes_meanwhile_is_one_that_was_there(run, books, staff):
    assert run(books) == replace(ALL, created=19, updated=1)
    there = in_the_catalogue(staff)
    made = there[books[2].isbn]
    assert (made["title"], made["stock"], len(made["authors"]), len(there)) == ("By hand", 3, 2, 20)


def test_somebody_who_holds_names_for_a_while_ends_no_import(run, books, on_lanes, staff, app):
    """Nor do names that nothing shows, and that cannot be taken back at once."""
    books[7] = replace(books[7], year=5000)
    ended = []

    def hold():
        with app.app_context(), writing(names=SHOWN):
            time.sleep(LANE_PATIENCE + 1)
            ended.append(True)

    holder = Thread(target=hold, daemon=True)
    on_lanes(before=lambda batch: batch == 1 and holder.start())
    assert run(books) == replace(ALL, created=19, rejected=1, authors=20)
    holder.join()
    assert ended
    assert len(in_the_catalogue(staff)) == 19


def test_what_the_database_refuses_is_rejected_and_leaves_nothing_behind(run, books, told, staff):
    books[7] = replace(books[7], year=5000)
    assert run(books) == replace(ALL, created=19, rejected=1, authors=20)
    assert (told["rejected"], told["read"]) == ([8], [5, 10, 15, 20])
    assert len(in_the_catalogue(staff)) == 19
    authors = staff.get("/api/v2/authors?limit=100").get_json()["results"]
    assert sorted(author["name"] for author in authors) == sorted(
        {"Michael Ende", *(book.authors[0] for book in books)} - {"Nino 8"}
    )


def test_a_connection_that_breaks_breaks_no_import(run, books, on_lanes, anonymous):
    def break_off(batch):
        if batch == 1:
            mine = db.session.scalar(text("SELECT pg_backend_pid()"))
            with db.engine.connect() as other:
                other.execute(text("SELECT pg_terminate_backend(:mine)"), {"mine": mine})

    on_lanes(before=break_off)
    assert run(books) == ALL
    assert len(in_the_catalogue(anonymous)) == 20


def test_who_changes_a_name_meanwhile_does_not_wait_for_the_end_and_changes_it_everywhere(
    run, books, on_lanes, somebody, staff
):
    answers = []

    def rename():
        (author,) = staff.get("/api/v2/authors?q=ende").get_json()["results"]
        answers.append(staff.patch(f"/api/v2/authors/{author['id']}", json={"name": "Edda Neu"}).status_code)

    on_lanes(behind=lambda batch: batch == 1 and somebody("advisory", rename))
    assert run(books) == replace(ALL, authors=22)
    assert answers == [200]
    there, renamed = in_the_catalogue(staff), in_the_catalogue(staff, "&q=edda+neu")
    shown = {isbn for isbn, book in there.items() if "Edda Neu" in [author["name"] for author in book["authors"]]}
    assert len(there) == 20
    assert set(renamed) == shown
    assert {book.isbn for book in books[:BATCH]} <= shown
    assert set(in_the_catalogue(staff, "&q=michael+ende")) == set(there) - shown


def test_no_author_is_made_twice_by_who_makes_a_book_meanwhile(run, books, monkeypatch, somebody, staff):
    find, calls, answers = Names.find, count(), []

    def make():
        told = {"title": "By hand", "authors": [{"name": "Nino 12"}, {"name": "Michael Ende"}]}
        answers.append(staff.post("/api/v2/books", json=told).status_code)

    def wrapped(names, drafts):
        find(names, drafts)
        if next(calls) == 2:
            somebody("advisory", make)

    monkeypatch.setattr(Names, "find", wrapped)
    assert run(books) == ALL
    assert answers == [201]
    assert [author["book_count"] for author in staff.get("/api/v2/authors?q=nino+12").get_json()["results"]] == [2]


def test_who_makes_the_same_book_meanwhile_is_told_so_before_long(run, books, on_lanes, somebody, staff):
    answers = []

    def make():
        began = time.monotonic()
        answers.append(staff.post("/api/v2/books", json={"title": "By hand", "isbn": books[0].isbn}))
        answers.append(time.monotonic() - began)

    on_lanes(behind=lambda batch: batch == 0 and somebody("transactionid", make))
    assert run(books) == ALL
    problem(answers[0], 409)
    assert answers[1] < 4


@pytest.mark.parametrize("broken", CALLS)
def test_where_one_batch_is_not_written_none_is_behind_it(run, books, told, anonymous, broken):
    calls = count(1)

    def keep(_checkpoint):
        if next(calls) == broken:
            raise RuntimeError("interrupted")

    with pytest.raises(RuntimeError, match="interrupted"):
        run(books, keep)
    reached = told["kept"][-1] if told["kept"] else None
    written = set(in_the_catalogue(anonymous))
    assert written == {book.isbn for book in books[: BATCH * (reached.batches if reached else 0)]}
    assert run(books, after=reached) == ALL


@pytest.mark.usefixtures("by_hand")
@pytest.mark.parametrize("broken", CALLS)
def test_nor_where_what_has_started_is_written_alone(run, books, told, anonymous, broken):
    calls = count(1)

    def keep(_checkpoint):
        if next(calls) == broken:
            raise RuntimeError("interrupted")

    with suppress(RuntimeError):  # the last of all is kept where that goes well
        run(books, keep)
    reached = told["kept"][-1] if told["kept"] else None
    written = {book.isbn for book in books[: BATCH * (reached.batches if reached else 0)]}
    assert set(in_the_catalogue(anonymous)) - {books[2].isbn} == written - {books[2].isbn}
    assert run(books, after=reached).authors == ALL.authors
    assert all(book["authors"] for book in in_the_catalogue(anonymous).values())


@pytest.mark.usefixtures("_interruptible")
@pytest.mark.parametrize("interrupted", CALLS)
def test_who_interrupts_a_commit_does_not_make_figures_wrong(run, books, told, monkeypatch, interrupted):
    do, calls = Lane.do, count(1)

    def slowly(lane, step, *values):
        def interrupt():
            signal.pthread_kill(main_thread().ident, signal.SIGINT)
            time.sleep(0.1)
            step()

        is_commit = getattr(step, "__name__", "") == "close"
        return do(lane, interrupt) if is_commit and next(calls) == interrupted else do(lane, step, *values)

    monkeypatch.setattr(Lane, "do", slowly)
    with pytest.raises(KeyboardInterrupt):
        run(books)
    assert run(books, after=told["kept"][-1]) == ALL


@pytest.mark.parametrize("lost", CALLS)
def test_a_commit_that_nobody_hears_of_is_no_reason_for_wrong_figures(run, books, told, monkeypatch, lost):
    commit, calls = Lane.commit, count(1)

    def lose(lane):
        commit(lane)
        if next(calls) == lost:
            raise OperationalError("COMMIT", None, Exception("the connection is lost"))

    monkeypatch.setattr(Lane, "commit", lose)
    with pytest.raises(OperationalError):
        run(books)
    monkeypatch.setattr(Lane, "commit", commit)
    assert run(books, after=told["kept"][-1]) == ALL


@pytest.mark.usefixtures("by_hand")
def test_an_error_amid_names_is_told_at_once_and_holds_up_nobody(run, books, left_over):
    """Also where something else is in the way of what started before."""
    calls = count(1)

    def keep(_checkpoint):
        if next(calls) == 2:
            raise RuntimeError("interrupted")

    began = time.monotonic()
    with pytest.raises(RuntimeError, match="interrupted"):
        run(books, keep)
    assert time.monotonic() - began < 5
    assert left_over() == []


@pytest.mark.usefixtures("_interruptible")
def test_who_interrupts_an_import_gets_whole_batches_and_no_names_without_things(
    run, books, monkeypatch, anonymous, left_over
):
    find, calls = Names.find, count(1)

    def interrupt(names, drafts):
        find(names, drafts)
        if next(calls) == 3:
            signal.pthread_kill(main_thread().ident, signal.SIGINT)
            time.sleep(0.2)

    monkeypatch.setattr(Names, "find", interrupt)
    with pytest.raises(KeyboardInterrupt):
        run(books)
    assert left_over() == []
    there = in_the_catalogue(anonymous)
    assert set(there) == {book.isbn for book in books[: len(there) // BATCH * BATCH]}
    assert run(books).authors == ALL.authors - len(
        {author["id"] for book in there.values() for author in book["authors"]}
    )


def test_where_there_are_few_connections_batches_go_in_alone(make_app, books, on_lanes):
    seen = []
    on_lanes(before=seen.append)
    with make_app(DB_POOL_SIZE=1).app_context():
        assert imports.run(books) == ALL
    assert not seen

"""However an import ends: whole batches are there, in their order, and figures are right when it goes on."""

import signal
import time
from contextlib import suppress
from itertools import count
from threading import main_thread

import pytest
from sqlalchemy.exc import OperationalError

from bookstore.services.imports.lanes import Lane
from bookstore.services.imports.names import Names
from tests.services.imports.beside.conftest import ALL, BATCH, CALLS, in_the_catalogue


def broken_at(number):
    """Who keeps checkpoints, and fails at one of them."""
    calls = count(1)

    def keep(_checkpoint):
        if next(calls) == number:
            raise RuntimeError("interrupted")

    return keep


@pytest.mark.parametrize("broken", CALLS)
def test_where_one_batch_is_not_written_none_is_behind_it(run, books, told, anonymous, broken):
    with pytest.raises(RuntimeError, match="interrupted"):
        run(books, broken_at(broken))
    reached = told["kept"][-1] if told["kept"] else None
    written = set(in_the_catalogue(anonymous))
    assert written == {book.isbn for book in books[: BATCH * (reached.batches if reached else 0)]}
    assert run(books, after=reached) == ALL


@pytest.mark.usefixtures("by_hand")
@pytest.mark.parametrize("broken", CALLS)
def test_nor_where_what_has_started_is_written_alone(run, books, told, anonymous, broken):
    with suppress(RuntimeError):  # the last of all is kept where that goes well
        run(books, broken_at(broken))
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
    began = time.monotonic()
    with pytest.raises(RuntimeError, match="interrupted"):
        run(books, broken_at(2))
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

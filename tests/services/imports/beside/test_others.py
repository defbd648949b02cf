"""Batches of new things go in beside each other, and nobody can tell from what comes of it, whoever else writes."""

import time
from dataclasses import replace
from itertools import count
from threading import Barrier

import pytest
from sqlalchemy import text

from bookstore.extensions import db
from bookstore.services import imports
from bookstore.services.imports import beside
from bookstore.services.imports.names import Names
from tests.conftest import problem
from tests.services.imports.beside.conftest import ALL, BATCH, in_the_catalogue


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


def test_a_name_that_somebody_holds_stays_and_is_counted(run, books, on_lanes, app, monkeypatch):
    """Nothing shows it, and it cannot be taken back: that ends no import."""
    monkeypatch.setattr(beside, "LANE_PATIENCE", 0.1)
    books[7] = replace(books[7], year=5000)
    with app.app_context(), db.engine.connect() as other:
        held = text("SELECT id FROM authors WHERE name = 'Nino 8' FOR KEY SHARE")
        on_lanes(before=lambda batch: batch == 1 and other.execute(held).one())
        assert run(books) == replace(ALL, created=19, rejected=1)


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


def test_where_there_are_few_connections_batches_go_in_alone(make_app, books, on_lanes):
    seen = []
    on_lanes(before=seen.append)
    with make_app(DB_POOL_SIZE=1).app_context():
        assert imports.run(books) == ALL
    assert not seen

"""Real files of others, counted: the figures are those of EXPECTED.json beside them."""

import csv

import pytest
from sqlalchemy import func, select

from bookstore.extensions import db
from bookstore.formats import reader_for
from bookstore.models import Author, Authorship, AwaitedAuthor, Book, Magazine

GOODBOOKS = "goodbooks/books.csv"
GUTENBERG = "gutenberg/pg_catalog.csv"
SEVERAL = select(Authorship.product_id).group_by(Authorship.product_id).having(func.count() > 1)


@pytest.fixture
def count(app):
    """How many rows of a model meet conditions."""

    def count(model, *conditions):
        with app.app_context():
            return db.session.scalar(select(func.count()).select_from(model).where(*conditions))

    return count


def test_goodbooks_alone(take_in, data, expected, count):
    figures = expected[GOODBOOKS]
    done = take_in(data / GOODBOOKS)
    assert done["created"] == figures["books_created"] == 8000
    assert done["warnings"] == figures["rows_invalid_isbn_only"] == 20
    assert count(Book, Book.isbn.is_not(None)) == figures["books_with_isbn"] == 7423
    assert count(Author) == figures["authors_distinct"] == 4996
    assert count(Book, Book.year < 0) == figures["books_year_bc"] == 26
    assert count(Book, Book.year.is_(None)) == figures["books_no_year"]
    assert count(SEVERAL.subquery()) == figures["books_multi_author"] - 2 == 1660


def test_goodbooks_again_changes_nothing_and_goodreads_adds_what_is_new(take_in, data, count):
    take_in(data / GOODBOOKS)
    again = take_in(data / GOODBOOKS)
    assert again["unchanged"] == 8000
    assert not {"created", "updated", "authors"} & again.keys()
    assert take_in(data / "goodreads/goodreads_library_export.csv")["created"] == 245
    assert count(Book) == 8245


def test_no_isbn_is_rebuilt_from_scientific_notation(data):
    with (data / GOODBOOKS).open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if not row["isbn"].strip() and "e+" in row["isbn13"].lower()]
    rebuilt = {f"{int(float(row['isbn13'])):013d}" for row in rows}
    read = {record.isbn for record in reader_for(data / GOODBOOKS).read(data / GOODBOOKS)}
    assert len(rows) > 10
    assert not read & rebuilt


def test_goodreads_alone(take_in, data, expected, count):
    figures = expected["goodreads/goodreads_library_export.csv"]
    done = take_in(data / "goodreads/goodreads_library_export.csv")
    assert (done["read"], done["created"]) == (figures["rows"], figures["books_created"])
    assert count(Book, Book.isbn.is_not(None)) == figures["books_with_isbn"]
    assert count(Author) == figures["authors_distinct"]
    assert count(SEVERAL.subquery()) == figures["books_multi_author"]
    assert count(Book, Book.year.is_(None)) == figures["books_no_year"]


def test_gutenberg_gives_its_texts_and_skips_the_rest(take_in, data, expected, count):
    figures = expected[f"{GUTENBERG} [Type=Text only]"]
    done = take_in(data / GUTENBERG)
    assert (done["created"], done["skipped"]) == (figures["books_created"], 6442 - 6331)
    assert count(Author) == figures["authors_distinct"] == 1886
    assert count(Book, Book.id.not_in(select(Authorship.product_id))) == figures["books_without_author"] == 143
    assert count(SEVERAL.subquery()) == figures["books_multi_author"]
    assert count(Book, func.length(Book.title) == figures["title_max"]) == 1
    again = take_in(data / GUTENBERG)
    assert again["unchanged"] == 6331
    assert not {"created", "updated"} & again.keys()


def test_journals_are_magazines_one_for_each_issn(take_in, data, expected, count):
    figures = expected["periodicals/journals.csv"]
    done = take_in(data / "periodicals/journals.csv")
    assert (done["created"], done["duplicates"]) == (figures["periodicals_created"], figures["duplicates"])
    assert count(Magazine, Magazine.issn.is_(None)) == figures["no_valid_issn"]
    again = take_in(data / "periodicals/journals.csv")
    assert (again["unchanged"], again["duplicates"]) == (3162, 38)
    assert not {"created", "updated"} & again.keys()


def test_open_library_alone(take_in, data, expected, count):
    figures = expected["openlibrary/ editions+works+authors .txt together"]["editions"]
    folder = data / "openlibrary"
    done = take_in(*(folder / f"ol_dump_{part}.txt" for part in ("editions", "works", "authors")))
    assert done["created"] == figures["books_created"] == 400
    assert count(Book, Book.isbn.is_not(None)) == figures["books_with_isbn"]
    assert count(Author) == 400
    waiting = select(func.count(func.distinct(AwaitedAuthor.key))).where(AwaitedAuthor.key.like("%/authors/%"))
    assert count(waiting.subquery()) == 1
    again = take_in(*(folder / f"ol_dump_{part}.txt" for part in ("authors", "editions", "works")))
    assert again["unchanged"] == 400
    assert not {"created", "updated", "authors"} & again.keys()


@pytest.mark.parametrize("name", ["ol_dump_linked.txt", "ol_dump_linked.txt.gz"])
def test_open_library_signs_the_editions_of_one_file(take_in, data, expected, count, name):
    figures = expected["openlibrary/ol_dump_linked.txt"]["editions"]
    done = take_in(data / "openlibrary" / name)
    assert (done["created"], done["duplicates"]) == (figures["books_created"], figures["duplicates"])
    assert count(Author) == figures["author_keys_distinct"] == 23
    assert count(SEVERAL.subquery()) == figures["books_multi_author"]
    assert count(AwaitedAuthor) == 0

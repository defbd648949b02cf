import pytest

from bookstore.formats.gutenberg import GUTENBERG
from bookstore.values.records import BookRecord, Skipped

HEADER = "Text#,Type,Issued,Title,Language,Authors,Subjects,LoCC,Bookshelves\n"


@pytest.fixture(scope="module")
def records(data):
    return list(GUTENBERG.read(data / "gutenberg" / "pg_catalog.csv"))


def one(file, row):
    (record,) = GUTENBERG.read(file(HEADER + row + "\n"))
    return record


def test_the_figures_of_the_reference_file_are_met(records, expected):
    figures = expected["gutenberg/pg_catalog.csv [Type=Text only]"]
    books = [record for record in records if isinstance(record, BookRecord)]
    assert len({book.key for book in books}) == len(books) == figures["books_created"]
    assert sum(book.year is None for book in books) == figures["books_no_year"]
    assert sum(not book.authors for book in books) == figures["books_without_author"]
    assert sum(len(book.authors) > 1 for book in books) == figures["books_multi_author"]
    assert len({name.casefold() for book in books for name in book.authors}) == figures["authors_distinct"]
    assert max(len(book.title) for book in books) == figures["title_max"]


def test_what_is_no_text_is_skipped_by_its_type(records, expected):
    skipped = [record for record in records if isinstance(record, Skipped)]
    assert len(records) == expected["gutenberg/pg_catalog.csv"]["rows"]
    assert {record.what for record in skipped} == {
        "dataset", "sound", "image", "movingimage", "stillimage", "collection",
    }  # fmt: skip


def test_a_row_becomes_a_book(file):
    authors = '"Goethe, J. W. von, 1749-1832; Taylor, Bayard [Translator]; Schiller"'
    book = one(
        file, f'12,Text,1971-12-01,"Faust\nPart 1",de; en,{authors},s,l,Drama; Browsing: Drama; Browsing: Poetry'
    )
    assert (book.key, book.title, book.language) == ("gutenberg:12", "Faust Part 1", "de")
    assert book.authors == ("Goethe, J. W. von, 1749-1832", "Schiller")
    assert book.categories == ("Drama", "Poetry")
    assert (book.format, book.publisher, book.year) == ("ebook", "Project Gutenberg", None)


def test_a_text_without_title_is_rejected_but_a_sound_is_skipped(file):
    assert one(file, "1,Text,,,en,,,,").reason == "title is empty"
    assert one(file, "1,Sound,,,en,,,,") == Skipped(2, "sound")

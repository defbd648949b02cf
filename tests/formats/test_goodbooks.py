import pytest

from bookstore.formats.goodbooks import GOODBOOKS
from bookstore.values.records import Rejected

HEADER = "goodreads_book_id,isbn,isbn13,authors,original_publication_year,title,language_code\n"


@pytest.fixture(scope="module")
def books(data):
    return list(GOODBOOKS.read(data / "goodbooks" / "books.csv"))


def one(file, row):
    (record,) = GOODBOOKS.read(file(HEADER + row + "\n"))
    return record


def test_the_figures_of_the_reference_file_are_met(books, expected):
    figures = expected["goodbooks/books.csv"]
    assert len({book.key for book in books}) == len(books) == figures["books_created"]
    assert sum(book.isbn is not None for book in books) == figures["rows_valid_isbn"]
    assert sum("ISBN" in "".join(book.warnings) for book in books) == figures["rows_invalid_isbn_only"]
    assert max(len(book.title) for book in books) == figures["title_max"]
    assert sum(len(book.authors) > 1 for book in books) == figures["books_multi_author"]
    assert len({name.casefold() for book in books for name in book.authors}) == figures["authors_distinct"]


def test_the_years_of_the_reference_file_are_met(books, expected):
    figures = expected["goodbooks/books.csv"]
    assert sum(book.year is None for book in books) == figures["books_no_year"]
    assert sum((book.year or 0) < 0 for book in books) == figures["books_year_bc"]


def test_a_row_becomes_a_book(file):
    book = one(file, '3,439554934,9.78043955493e+12,"J.K. Rowling, Mary GrandPré",1997.0,"Stone (Potter, #1)",eng')
    assert (book.line, book.key, book.title) == (2, "goodbooks:3", "Stone (Potter, #1)")
    assert (book.isbn, book.year, book.language) == ("9780439554930", 1997, "en")
    assert book.authors == ("J.K. Rowling", "Mary GrandPré")
    assert book.given is None
    assert book.warnings == []


def test_a_wrong_isbn_is_a_warning_and_the_book_is_kept(file):
    book = one(file, "3,812971060,9.78081297106e+12,A,2000.0,T,eng")
    assert book.isbn is None
    assert book.warnings == ["ISBN 0812971060 is not valid"]


def test_a_spoilt_isbn_13_alone_is_no_isbn_and_no_warning(file):
    book = one(file, "3,,9.78081297106e+12,A,2000.0,T,eng")
    assert (book.isbn, book.warnings) == (None, [])


def test_a_whole_isbn_13_is_taken_where_the_isbn_is_missing(file):
    assert one(file, "3,,9780439554930,A,2000.0,T,eng").isbn == "9780439554930"


@pytest.mark.parametrize(("title", "reason"), [("  ", "title is empty"), ("x" * 1001, "longer than 1000 characters")])
def test_a_title_must_be_there_and_not_too_long(file, title, reason):
    record = one(file, f"3,,,A,2000.0,{title},eng")
    assert isinstance(record, Rejected)
    assert reason in record.reason


def test_a_row_without_a_number_has_a_key_of_its_own(file):
    key = one(file, ",,,A,2000.0,T,eng").key
    assert key == one(file, ",,,a,2000.0,t,eng").key != one(file, ",,,B,2000.0,T,eng").key


def test_a_rejected_row_is_mendable_in_its_columns(file):
    record = one(file, '3,1,,A,2000.0,"  ",eng')
    assert GOODBOOKS.mendable(record.source)["title"] == "  "
    assert list(GOODBOOKS.mendable(record.source)) == HEADER.strip().split(",")

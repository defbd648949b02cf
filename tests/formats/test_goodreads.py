import pytest

from bookstore.formats.goodreads import GOODREADS

HEADER = (
    "Book Id,Title,Author,Additional Authors,ISBN,ISBN13,Publisher,Binding,Number of Pages,"
    "Year Published,Original Publication Year,Bookshelves,Exclusive Shelf\n"
)


@pytest.fixture(scope="module")
def books(data):
    return list(GOODREADS.read(data / "goodreads" / "goodreads_library_export.csv"))


def one(file, row):
    (record,) = GOODREADS.read(file(HEADER + row + "\n"))
    return record


def test_the_figures_of_the_reference_file_are_met(books, expected):
    figures = expected["goodreads/goodreads_library_export.csv"]
    assert len({book.key for book in books}) == len(books) == figures["books_created"]
    assert sum(book.isbn is not None for book in books) == figures["rows_valid_isbn"]
    assert sum("ISBN" in "".join(book.warnings) for book in books) == figures["rows_invalid_isbn_only"]
    assert sum(book.year is None for book in books) == figures["books_no_year"]
    assert max(len(book.title) for book in books) == figures["title_max"]
    assert sum(len(book.authors) > 1 for book in books) == figures["books_multi_author"]
    assert len({name.casefold() for book in books for name in book.authors}) == figures["authors_distinct"]


def test_a_row_becomes_a_book(file):
    isbns = '"=""0440238145""","=""9780440238140"""'
    book = one(file, f'18119,T,Philip Pullman,"A, B",{isbns},Laurel,Paperback,288,2003,1997,"read, sf, Classics",read')
    assert (book.key, book.title, book.isbn) == ("goodreads:18119", "T", "9780440238140")
    assert book.authors == ("Philip Pullman", "A", "B")
    assert (book.publisher, book.format, book.pages, book.year) == ("Laurel", "paperback", 288, 1997)
    assert (book.categories, book.warnings) == (("sf", "Classics"), [])


def test_an_empty_isbn_is_none_and_no_warning(file):
    book = one(file, '1,T,A,,"=""""","=""""",,,,,,,')
    assert (book.isbn, book.warnings, book.publisher, book.format, book.pages) == (None, [], None, None, None)


def test_a_wrong_isbn_is_shown_without_its_wrapping(file):
    assert one(file, '1,T,A,,"=""123""",,,,,,,,').warnings == ["ISBN 123 is not valid"]


def test_the_year_of_the_edition_stands_in_for_the_original_one(file):
    assert one(file, "1,T,A,,,,,,,2003,,,").year == 2003
    assert one(file, "1,T,A,,,,,,,2003,-380,,").year == -380


def test_the_exclusive_shelf_is_no_category(file):
    assert one(file, '1,T,A,,,,,,,,,"dropped, sf",dropped').categories == ("sf",)
    assert one(file, "1,T,A,,,,,,,,,dropped,read").categories == ("dropped",)


def test_a_row_without_title_is_rejected(file):
    assert one(file, "1, ,A,,,,,,,,,,").reason == "title is empty"

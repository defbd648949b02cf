import json
from collections import Counter

import pytest

from bookstore.formats.openlibrary import OpenLibrary
from bookstore.values.records import AuthorRecord, BookRecord, Rejected, Skipped, WorkRecord

EDITION = {"key": "/books/OL1M", "title": "T"}


@pytest.fixture(scope="module")
def dump(data):
    return lambda name: list(OpenLibrary().read(data / "openlibrary" / name))


def read(kind, thing):
    raw = thing if isinstance(thing, bytes) else json.dumps(thing).encode()
    try:
        return OpenLibrary().record(7, b"/type/%s\t/k\t1\t2020\t%s" % (kind.encode(), raw))
    except ValueError as refused:
        return str(refused)


def test_the_figures_of_the_editions_are_met(dump, expected):
    figures = expected["openlibrary/ol_dump_editions.txt"]["editions"]
    books = dump("ol_dump_editions.txt")
    assert len({book.key for book in books}) == len(books) == figures["books_created"]
    assert sum(book.isbn is not None for book in books) == figures["rows_valid_isbn"]
    assert sum(book.year is None for book in books) == figures["books_no_year"]
    assert max(len(book.title) for book in books) == figures["title_max"]
    assert sum(not book.author_keys for book in books) == figures["books_without_author"]
    assert sum(len(book.author_keys) > 1 for book in books) == figures["books_multi_author"]
    assert len({key for book in books for key in book.author_keys}) == figures["author_keys_distinct"]


@pytest.mark.parametrize("name", ["ol_dump_linked.txt", "ol_dump_linked.txt.gz"])
def test_the_figures_of_the_linked_dump_are_met_zipped_or_not(dump, expected, name):
    figures, records = expected["openlibrary/ol_dump_linked.txt"], dump(name)
    works = {record.key: record.author_keys for record in records if isinstance(record, WorkRecord)}
    books = {book.isbn or book.key: book for book in records if isinstance(book, BookRecord)}
    keys = [book.author_keys or [key for work in book.work_keys for key in works[work]] for book in books.values()]
    assert len(books) == figures["editions"]["books_created"]
    assert sum(book.isbn is not None for book in books.values()) == figures["editions"]["books_with_isbn"]
    assert sum(len(some) > 1 for some in keys) == figures["editions"]["books_multi_author"]
    assert len({key for some in keys for key in some}) == figures["editions"]["author_keys_distinct"]
    assert {key for some in keys for key in some} == {r.key for r in records if isinstance(r, AuthorRecord)}


def test_types_that_are_none_of_ours_are_skipped(dump):
    skipped = Counter(record.what for record in dump("ol_dump_linked.txt") if isinstance(record, Skipped))
    assert skipped == {"language": 12, "page": 3}


@pytest.mark.parametrize("name", ["ol_dump_authors.txt", "ol_dump_works.txt"])
def test_authors_and_works_are_all_read(dump, name):
    records = dump(name)
    assert len({record.key for record in records}) == 400
    assert {type(record) for record in records} <= {AuthorRecord, WorkRecord}


def test_an_edition_becomes_a_book():
    book = read("edition", EDITION | {
        "title_prefix": "The", "subtitle": "S", "isbn_13": ["9780107805401"], "isbn_10": ["x"],
        "authors": [{"key": "/authors/OL1A"}, {"key": "/authors/OL1A"}], "works": [{"key": "/works/OL1W"}],
        "publishers": ["P", "Q"], "number_of_pages": 64, "physical_format": "Hardcover",
        "languages": [{"key": "/languages/fre"}], "publish_date": "December 1993", "description": {"value": "D"},
    })  # fmt: skip
    assert (book.line, book.key, book.title, book.subtitle) == (7, "openlibrary:/books/OL1M", "The T", "S")
    assert (book.isbn, book.publisher, book.pages, book.format) == ("9780107805401", "P", 64, "hardback")
    assert (book.language, book.year, book.description) == ("fr", 1993, "D")
    assert (book.authors, book.author_keys, book.work_keys) == ((), ("openlibrary:/authors/OL1A",), ())
    assert (book.categories, book.warnings) == ((), [])


def test_an_edition_without_authors_borrows_those_of_its_works():
    book = read("edition", EDITION | {"works": [{"key": "/works/OL1W"}]})
    assert (book.author_keys, book.work_keys) == ((), ("openlibrary:/works/OL1W",))


@pytest.mark.parametrize(("prefix", "title"), [("The ", "The T"), ("The", "The T"), ("L'", "L'T"), (None, "T")])
def test_the_prefix_stands_before_the_title(prefix, title):
    assert read("edition", EDITION | {"title_prefix": prefix}).title == title


def test_a_year_that_cannot_be_is_left_out_with_a_warning():
    book = read("edition", EDITION | {"publish_date": "9999"})
    assert (book.year, book.warnings) == (None, ["year 9999 is not between -5000 and 2100"])


def test_the_same_authors_a_thousand_times_are_the_same_authors():
    authors = [{"key": "/authors/OL1A"}, {"key": "/authors/OL2A"}] * 500
    assert len(read("edition", EDITION | {"authors": authors}).author_keys) == 2
    many = [{"key": f"/authors/OL{n}A"} for n in range(101)]
    assert read("edition", EDITION | {"authors": many}) == "authors are more than 100"


@pytest.mark.parametrize(
    "author", [{"key": "/authors/OL1A"}, {"author": {"key": "/authors/OL1A"}}, {"author": "/authors/OL1A"}]
)
def test_a_work_names_its_authors_in_several_ways(author):
    work = read("work", {"key": "/works/OL1W", "authors": [None, author, {"type": "/type/author_role"}]})
    assert work == WorkRecord(7, "openlibrary:/works/OL1W", ("openlibrary:/authors/OL1A",))


@pytest.mark.parametrize("bio", ["B", {"type": "/type/text", "value": "B"}])
def test_an_author_is_read(bio):
    author = read("author", {"key": "/authors/OL1A", "name": "N", "birth_date": "1661?", "death_date": "x", "bio": bio})
    assert (author.key, author.name) == ("openlibrary:/authors/OL1A", "N")
    assert (author.born, author.died, author.biography) == (1661, None, "B")


@pytest.mark.parametrize(
    ("kind", "thing", "reason"),
    [
        ("edition", b'{"key": ', "not JSON"),
        ("edition", [1], "not a JSON object"),
        ("edition", {"title": "T"}, 'key "" is not one of /books/'),
        ("edition", EDITION | {"key": "/works/OL1W"}, "is not one of /books/"),
        ("edition", {"key": "/books/OL1M"}, "title is empty"),
        ("edition", EDITION | {"title": 5}, "title is not text"),
        ("edition", EDITION | {"title": "x" * 1001}, "title is longer than 1000 characters"),
        ("edition", EDITION | {"authors": "x"}, "authors is not a list"),
        ("edition", EDITION | {"authors": [5]}, "authors refers to something without a key"),
        ("edition", EDITION | {"isbn_13": [9780107805401]}, "isbn_13 is not a list of texts"),
        ("edition", EDITION | {"number_of_pages": True}, "number_of_pages is not a whole number"),
        ("edition", EDITION | {"languages": [5]}, "languages refers to something without a key"),
        ("author", {"key": "/authors/OL1A"}, "name is empty"),
        ("author", {"key": "/authors/OL1A", "name": "N", "bio": [1]}, "bio is not text"),
        ("work", {"key": "/works/OL1W", "authors": {"a": 1}}, "authors is not a list"),
    ],
)  # fmt: skip
def test_what_is_not_as_it_should_be_is_refused(kind, thing, reason):
    assert reason in read(kind, thing)


@pytest.mark.parametrize("kind", ["delete", "redirect", "user"])
def test_deleted_things_and_redirects_are_skipped_unread(kind):
    assert read(kind, b"no JSON") == Skipped(7, kind)


def test_a_line_without_its_columns_is_rejected_and_mendable(file):
    (record,) = OpenLibrary().read(file("/type/edition\t/books/OL1M\t{}\n"))
    assert isinstance(record, Rejected)
    assert OpenLibrary().mendable(record.source)["_record"] == "/type/edition\t/books/OL1M\t{}"

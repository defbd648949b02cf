import json

import pytest

from bookstore.formats import catalogue_ndjson
from bookstore.formats.catalogue_csv import CatalogueCsv
from bookstore.formats.catalogue_ndjson import CatalogueNdjson
from bookstore.values.money import Money
from bookstore.values.records import (
    AuthorRecord,
    BookRecord,
    CategoryRecord,
    MagazineRecord,
    PublisherRecord,
    Rejected,
)


def one(file, thing, **options):
    text = thing if isinstance(thing, str) else json.dumps(thing)
    (record,) = CatalogueNdjson().read(file(text + "\n", **options))
    return record


@pytest.mark.parametrize("zipped", [False, True])
def test_a_line_becomes_a_book(file, zipped):
    thing = {
        "id": 9, "kind": "book", "key": "k", "isbn": "9780439554930", "title": "T", "created_at": "x", "cover": None,
        "authors": [{"id": 1, "name": "A", "key": None}, {"name": "B", "key": "kb"}], "publisher": {"name": "P"},
        "categories": [{"slug": "x", "name": "X"}, "Y", {"slug": "z"}], "price": {"amount": "12.50", "currency": "EUR"},
        "stock": 3, "year": -5, "language": "eng", "description": "a\r\nb",
    }  # fmt: skip
    book = one(file, thing, zipped=zipped)
    assert (book.line, book.key, book.isbn, book.title) == (1, "k", "9780439554930", "T")
    assert (book.authors, book.author_keys, book.publisher) == (("A", "B"), ("", "kb"), "P")
    assert (book.categories, book.price, book.stock) == (("X", "Y", "z"), Money(12_500, "EUR"), 3)
    assert (book.year, book.language, book.description) == (-5, "en", "a\r\nb")
    assert book.given == set(thing) - {"id", "kind", "key", "created_at", "cover"}


def test_names_may_stand_for_things(file):
    book = one(file, {"title": "T", "authors": ["A"], "publisher": "P", "categories": ["X"]})
    assert (book.authors, book.publisher, book.categories) == (("A",), "P", ("X",))


def test_the_kind_follows_from_the_numbers_where_it_is_missing(file):
    assert isinstance(one(file, {"title": "T", "issn": "2663-2144"}), MagazineRecord)
    assert isinstance(one(file, {"title": "T", "issn": "2663-2144", "isbn": "9780439554930"}), BookRecord)


def test_other_kinds_are_read(file):
    author = one(file, {"kind": "author", "key": "a", "name": "N", "born": 1, "biography": "x\ny"})
    assert isinstance(author, AuthorRecord)
    assert (author.key, author.name, author.born, author.biography) == ("a", "N", 1, "x\ny")
    assert one(file, {"kind": "category", "slug": "x", "name": "X"}) == CategoryRecord(1, "x", "X")
    assert one(file, {"kind": "publisher", "name": "P"}) == PublisherRecord(1, "P")


def test_a_null_decides_but_not_on_the_stock(file):
    book = one(file, {"title": "T", "price": None, "stock": None, "publisher": None})
    assert book.given == {"title", "price", "publisher"}


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("year", "1999", "year is not a whole number"),
        ("year", 1999.0, "year is not a whole number"),
        ("stock", True, "stock is not a whole number"),
        ("stock", -1, "stock -1 is not between"),
        ("pages", 10**30, "pages is not a whole number"),
        ("title", 5, "title is not text"),
        ("subtitle", ["x"], "subtitle is not text"),
        ("subtitle", "a\0", "forbidden character U+0000"),
        ("authors", "A", "authors is not a list"),
        ("authors", [5], "authors is not text"),
        ("authors", [{"name": 5}], "authors.name is not text"),
        ("publisher", 5, "publisher is not text"),
        ("price", "12.50", "price is not an object"),
        ("price", {"amount": 12.5, "currency": "EUR"}, "price.amount is not text"),
        ("price", {"amount": "1.005", "currency": "EUR"}, "more decimal places than EUR"),
        ("price", {"currency": "EUR"}, "is not an amount"),
        ("language", "klingonish", "is not known"),
        ("format", "vinyl", "is none of"),
        ("kind", "film", 'kind "film" is none of'),
    ],
)
def test_a_wrong_value_rejects_its_line(file, field, value, reason):
    record = one(file, {"title": "T", field: value})
    assert isinstance(record, Rejected)
    assert reason in record.reason


@pytest.mark.parametrize(
    ("line", "reason"),
    [("{", "not JSON"), ("[]", "not a JSON object"), ('{"title": "\\ud800"}', "not JSON"), ("{}", "title is empty")],
)
def test_what_is_no_thing_is_rejected_and_mendable(file, line, reason):
    record = one(file, line)
    assert reason in record.reason
    assert CatalogueNdjson().mendable(record.source) == {"_format": "ndjson", "_record": line}


def test_a_wrong_isbn_is_a_warning(file):
    book = one(file, {"title": "T", "isbn": "9780439554931"})
    assert (book.isbn, book.warnings) == (None, ["ISBN 9780439554931 is not valid"])


def test_a_thing_without_a_key_has_the_same_one_in_both_formats(file):
    ndjson = one(file, {"title": "T", "authors": ["A", "B"], "year": 1999, "publisher": "P"})
    (row,) = CatalogueCsv().read(file("title,authors,year,publisher\nT,A; B,1999,P\n"))
    assert row.key == ndjson.key


def test_things_are_written_a_line_each():
    lines = list(catalogue_ndjson.write(iter([{"kind": "book", "title": "é\n"}, {"kind": "publisher", "name": "P"}])))
    assert b"".join(lines).decode() == '{"kind":"book","title":"é\\n"}\n{"kind":"publisher","name":"P"}\n'
    assert len(lines) == 2

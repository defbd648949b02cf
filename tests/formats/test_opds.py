"""OPDS 2.0: feeds of publications."""

import json

import pytest

from bookstore.formats import opds, reader_for
from bookstore.values.records import Rejected, Skipped


def read(path):
    reader = reader_for(path)
    assert reader.name == "opds"
    return list(reader.read(path))


def one(file, metadata, **more):
    (record,) = read(file(json.dumps({"metadata": {}, "publications": [{"metadata": metadata, **more}]})))
    return record


def test_a_real_feed_is_read(data):
    books = read(data / "opds" / "opds_2_0.json")
    assert [book.title for book in books][:3] == ["Smoke Test FXL", "Children's Literature", "Moby-Dick"]
    assert len({book.isbn or book.key for book in books}) == 5
    assert (books[0].year, books[2].year, len(books[0].authors)) == (2014, None, 7)
    assert (books[3].isbn, books[3].publisher) == ("9780316000000", "Harper & Brothers, Publishers")
    assert {book.format for book in books} == {"ebook"}


def test_names_come_in_several_shapes(file):
    authors = ["A", {"name": "B"}, {"name": {"en": "C", "fr": "D"}}]
    book = one(file, {"title": {"en": "T"}, "author": authors, "publisher": "P", "language": ["fr", "en"]})
    assert (book.title, book.authors, book.publisher, book.language) == ("T", ("A", "B", "C"), "P", "fr")


def test_a_publication_is_read_field_by_field(file):
    told = {"title": "T", "subtitle": "S", "numberOfPages": 9, "description": "<p>A</p><p>B</p>"}
    told |= {"@type": "http://schema.org/Audiobook", "altIdentifier": [{"value": "urn:isbn:9780316000000"}]}
    links = [{"href": "x"}, {"properties": {"price": {"value": 7.99, "currency": "EUR"}}}]
    book = one(file, told, links=links)
    assert (book.subtitle, book.pages, book.description, book.format) == ("S", 9, "A\n\nB", "audiobook")
    assert (book.isbn, book.price.amount) == ("9780316000000", "7.99")


def test_publications_of_groups_are_read_too(file):
    publication = {"metadata": {"title": "T"}}
    feed = {"metadata": {}, "publications": [publication], "groups": [{"publications": [publication]}]}
    assert [book.line for book in read(file(json.dumps(feed)))] == [1, 2]


def test_what_is_no_book_is_skipped(file):
    assert one(file, {"title": "T", "@type": "http://schema.org/Periodical"}) == Skipped(1, "periodical")


@pytest.mark.parametrize(
    ("publication", "reason"),
    [
        (5, "not a JSON object"),
        ({}, "the publication has no metadata"),
        ({"metadata": {}}, "title is empty"),
        ({"metadata": {"title": 5}}, "a name is not text"),
        ({"metadata": {"title": "T", "published": 5}}, "published is not text"),
        ({"metadata": {"title": "T"}, "links": {}}, "links is not a list"),
    ],
)
def test_a_wrong_publication_is_rejected_and_the_next_one_read(file, publication, reason):
    good = {"metadata": {"title": "T"}}
    rejected, book = read(file(json.dumps({"metadata": {}, "publications": [publication, good]})))
    assert (rejected.line, rejected.reason, book.line) == (1, reason, 2)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"metadata": {}, "publications": [', "not JSON: "),
        ('{"metadata": {}, "publications": {}}', "publications is not a list"),
        ('{"metadata": {}}' + " " * 1000, "the feed is larger than 1000 bytes"),
    ],
)
def test_a_feed_that_is_none_is_refused_as_a_whole(file, monkeypatch, content, reason):
    monkeypatch.setattr(opds, "FEED_SIZE", 1000)
    (rejected,) = read(file(content))
    assert isinstance(rejected, Rejected)
    assert rejected.damage
    assert rejected.reason.startswith(reason)


def test_a_line_of_ours_is_no_feed(file):
    assert reader_for(file('{"title": "publications", "description": "metadata"}\n')).name == "ndjson"

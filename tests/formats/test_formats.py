import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from bookstore.formats import READERS, UnknownFormat, reader_for
from bookstore.values.records import Rejected

ROOT = Path(__file__).parents[2]
REFERENCE = {
    "goodbooks/books.csv": "goodbooks",
    "goodreads/goodreads_library_export.csv": "goodreads",
    "gutenberg/pg_catalog.csv": "gutenberg",
    "periodicals/journals.csv": "periodicals",
    "openlibrary/ol_dump_authors.txt": "openlibrary",
    "openlibrary/ol_dump_editions.txt": "openlibrary",
    "openlibrary/ol_dump_linked.txt": "openlibrary",
    "openlibrary/ol_dump_linked.txt.gz": "openlibrary",
    "openlibrary/ol_dump_works.txt": "openlibrary",
    "onix/onix3_multiple_iso8859-1.xml": "onix",
    "onix/onix3_reference_single.xml": "onix",
    "marc/books_utf8_30.mrc": "marc",
    "marc/books_marc8_20.mrc": "marc",
    "marc/serial_nature.mrc": "marc",
    "marc/books_30.marcxml.xml": "marcxml",
    "opds/opds_2_0.json": "opds",
}


@pytest.mark.parametrize("name", REFERENCE)
def test_a_reference_file_is_recognised_by_its_content(data, tmp_path, name):
    path = tmp_path / "upload"
    path.write_bytes((data / name).read_bytes())
    assert reader_for(path).name == REFERENCE[name]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("title\nT\n", "csv"),
        ("\ufeffISBN;TITLE\n", "csv"),
        ("kind\tname\n", "csv"),
        ("_line,_format,_record\n", "rejects"),
        ('{"title": "T"}\n', "ndjson"),
        ('\ufeff\n{ "broken', "ndjson"),
    ],
)
@pytest.mark.parametrize("zipped", [False, True])
def test_our_own_files_are_recognised_by_their_content(file, content, name, zipped):
    assert reader_for(file(content, zipped=zipped)).name == name


def test_a_table_in_utf16_is_recognised(file):
    assert reader_for(file("title;year\nÉ;1\n".encode("utf-16"))).name == "csv"


@pytest.mark.parametrize("content", ["a,b\n1,2\n", "{}", "[1]", b"\x89PNG\r\n\x1a\n", "<xml/>"])
def test_a_file_in_no_format_is_refused_with_a_sentence(file, content):
    with pytest.raises(UnknownFormat, match=r"The file file is in no format that is known; known are .*csv\."):
        reader_for(file(content))


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_an_archive_is_no_table(file, compression):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        archive.writestr("books.csv", "\ntitle,isbn\nT,\n")
        archive.writestr(",title,", "T,\n")
    with pytest.raises(UnknownFormat, match="is in no format that is known"):
        reader_for(file(buffer.getvalue()))
    (rejected,) = reader_for(file(buffer.getvalue()), "csv").read(file(buffer.getvalue()))
    assert (rejected.damage, rejected.reason) == (True, "this is a ZIP archive: send the table that is in it")


@pytest.mark.parametrize("header", ["title,\0,isbn\n", "PK\x03\x04,title\n"])
def test_what_is_no_text_names_no_columns(file, header):
    with pytest.raises(UnknownFormat, match="is in no format that is known"):
        reader_for(file(header))


def test_opds_1_is_refused_by_its_name(data):
    path = data / "opds/opds_1_1.xml"
    with pytest.raises(UnknownFormat, match=r"is not read: this is a feed of Atom, .* OPDS 1\.x .* 2\.0 \(JSON\) is"):
        reader_for(path)
    (rejected,) = reader_for(path, "opds").read(path)
    assert (rejected.damage, "OPDS 1.x" in rejected.reason) == (True, True)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("gutenberg", "no catalogue of Project Gutenberg: the columns Text#, Type are missing"),
        ("periodicals", "no list of periodicals: the column issns is missing"),
        ("goodbooks", "no table of goodbooks-10k: the column goodreads_book_id is missing"),
        ("goodreads", "no library of Goodreads: the columns Book Id, Author are missing"),
        ("rejects", "the header has no column _format, _record"),
        ("onix", "the file does not begin as an ONIX message does"),
        ("marcxml", "the file does not begin as MARCXML does"),
        ("opds", "not JSON"),
        ("openlibrary", "a line has 5 columns"),
        ("ndjson", "not JSON"),
        ("marc", "the file ends in the middle of the record"),
    ],
)
def test_a_file_that_is_not_what_it_is_said_to_be_is_refused(file, name, reason):
    path = file("isbn,issn,title,authors,year\n,,T,A,1999\n")
    found = list(reader_for(path, name).read(path))
    assert reason in found[0].reason
    assert all(isinstance(record, Rejected) for record in found)


@pytest.mark.parametrize(("name", "content"), [("opds", '{"title": "T"}'), ("marcxml", "<ONIXMessage/>")])
def test_a_file_of_another_kind_is_not_one_of_nothing(file, name, content):
    (rejected,) = reader_for(file(content), name).read(file(content))
    assert rejected.damage


@pytest.mark.parametrize("content", ["", "\n \n", b"\x1f\x8bxx"])
def test_an_empty_or_damaged_file_is_refused_as_such(file, content):
    with pytest.raises(UnknownFormat, match="The file file is empty or damaged"):
        reader_for(file(content))


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_a_reader_is_found_by_its_name(file, reader):
    assert reader_for(file("whatever"), reader.name) is reader


def test_an_unknown_name_is_refused_with_the_known_ones(file):
    with pytest.raises(UnknownFormat, match='There is no format "xls"; there are rejects, goodbooks'):
        reader_for(file("title\n"), "xls")


def test_what_reads_and_writes_xml_and_marc_is_loaded_only_when_it_is_needed():
    code = "import sys, bookstore.formats.writers, wsgi; print({'lxml', 'pymarc'} & set(sys.modules))"
    environment = os.environ | {"APP_ENV": "development", "SECRET_KEY": "x" * 32}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.stdout == "set()\n", done.stderr

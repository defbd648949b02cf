import os
import subprocess
import sys
from pathlib import Path

import pytest

from bookstore.formats import READERS, UnknownFormat, reader_for

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

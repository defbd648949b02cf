import csv
import json

import pytest

from bookstore.formats import reader_for, tables
from bookstore.formats.catalogue_csv import CatalogueCsv
from bookstore.formats.catalogue_ndjson import CatalogueNdjson
from bookstore.formats.openlibrary import OpenLibrary
from bookstore.formats.rejected import RejectedWriter
from bookstore.values.records import BookRecord, Rejected

EDITION = "/type/edition\t/books/OL1M\t1\t2020\t"


@pytest.fixture
def rejects(tmp_path):
    """Writes a rejects file of the columns that a reader gives, mended by a function."""

    def write(columns, mend=lambda columns: columns):
        path = tmp_path / "rejects.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, ["_line", "_reason", *columns])
            writer.writeheader()
            writer.writerow({"_line": 7, "_reason": "why", **mend(columns)})
        return path

    return write


@pytest.mark.parametrize(
    ("reader", "line", "mending"),
    [
        (OpenLibrary(), EDITION + json.dumps({"key": "/books/OL1M", "title": 'é, "x"; 5'}), ("OL1M", "OL2M")),
        (CatalogueNdjson(), '{"title": "T \\n x", "year": "1999"}', ('"1999"', "1999")),
    ],
)
def test_a_mended_line_is_read_by_the_reader_of_its_format(file, rejects, reader, line, mending):
    (record,) = reader.read(file(line))
    path = rejects(reader.mendable(record.source), lambda c: c | {"_record": c["_record"].replace(*mending)})
    found = reader_for(path)
    (mended,) = found.read(path)
    assert found.name == "rejects"
    assert isinstance(mended, BookRecord)
    assert mended.line == 2


def test_a_line_that_is_not_mended_is_rejected_and_mendable_again(file, rejects):
    (record,) = CatalogueNdjson().read(file('{"title": 5}'))
    path = rejects(CatalogueNdjson().mendable(record.source))
    reader = reader_for(path)
    (again,) = reader.read(path)
    assert again.reason == record.reason
    assert reader.mendable(again.source) == {"_format": "ndjson", "_record": '{"title": 5}'}


DANGEROUS = ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "'=1", "''@", "'tis", "'", "a=1", ""]


@pytest.mark.parametrize("cell", DANGEROUS)
def test_no_cell_of_a_rejects_file_is_a_formula_and_each_is_read_as_it_was(tmp_path, cell):
    path = tmp_path / "rejects.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        RejectedWriter(stream).add(2, f"{cell} is wrong", {"title": "T", "=isbn": "x", "subtitle": cell})
    with path.open(encoding="utf-8", newline="") as stream:
        written = [text for row in csv.reader(stream) for text in row]
    assert not [text for text in written if text.startswith(("=", "+", "-", "@", "\t", "\r"))]
    with tables.opened(path) as table:
        assert table.header == ("_line", "_reason", "title", "=isbn", "subtitle", "_surplus")
        assert next(table.rows())[1][1:5] == [f"{cell} is wrong", "T", "x", cell]


def test_an_apostrophe_of_any_other_table_stays(file):
    with tables.opened(file("title,_reason\n'=1,x\n")) as table:
        assert next(table.rows()) == (2, ["'=1", "x"])


def test_a_line_of_no_format_is_rejected_as_a_row(rejects):
    path = rejects({"_format": "nonsense", "_record": "x"})
    reader = reader_for(path)
    (record,) = reader.read(path)
    assert isinstance(record, Rejected)
    assert record.reason.startswith('the format "nonsense" is none of')
    assert reader.mendable(record.source) == {"_format": "nonsense", "_record": "x"}


def test_a_mended_row_of_a_table_is_read_by_its_own_reader(file, rejects):
    (record,) = CatalogueCsv().read(file("Title,Year\nT,abc\n"))
    path = rejects(CatalogueCsv().mendable(record.source), lambda columns: columns | {"Year": "1999"})
    (mended,) = reader_for(path).read(path)
    assert (mended.title, mended.year) == ("T", 1999)

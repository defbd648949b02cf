"""No cell is a formula, and each is read back as it was."""

import csv
import io

import pytest

from bookstore.formats import catalogue_csv, csv_cells, reader_for

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1", "=cmd|' /C calc'!A0", "\uff1d1", "'=1", "''-x"]
TEXTS = ["", "Momo", "'Tis Pity", "''", "'", "a=b", "1-2", "O'Neill", "'quoted'"]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_could_be_run_is_marked(text):
    assert csv_cells.inert(text) == f"'{text}"
    assert csv_cells.meant(csv_cells.inert(text)) == text


@pytest.mark.parametrize("text", TEXTS)
def test_what_could_not_stays_as_it_is(text):
    assert csv_cells.inert(text) == csv_cells.meant(text) == text


def test_numbers_are_what_they_are():
    assert csv_cells.inert(-750) == -750


def test_a_table_with_formulas_comes_in_again_as_it_was(file):
    book = {"kind": "book", "title": "=1+1", "authors": [{"name": "@x; y"}], "description": "'-", "year": -750}
    raw = b"".join(catalogue_csv.write([book]))
    (row,) = csv.DictReader(io.StringIO(raw.decode()))
    assert (row["title"], row["authors"][:2], row["year"]) == ("'=1+1", "'@", "-750")
    (found,) = reader_for(file(raw)).read(file(raw))
    assert (found.title, found.authors, found.description, found.year) == ("=1+1", ("@x; y",), "'-", -750)

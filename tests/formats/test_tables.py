import gzip
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookstore.formats import tables
from bookstore.values.records import Rejected


def rows(path):
    with tables.opened(path) as table:
        return list(table.rows())


def good(path):
    return [item for item in rows(path) if not isinstance(item, Rejected)]


def faults(path):
    return [(item.line, item.reason) for item in rows(path) if isinstance(item, Rejected)]


def _cells(line, cells, source):
    return cells


def picked(path, *columns, needs=()):
    with tables.opened(path) as table:
        return list(table.records(columns, _cells, needs))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends_are_found(file, delimiter, end):
    assert good(file(f"a{delimiter}b{end}1{delimiter}2{end}")) == [(2, ["1", "2"])]


def test_a_comma_in_a_semicolon_table_is_text(file):
    assert good(file("a;b\n1,5;2\n")) == [(2, ["1,5", "2"])]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_encoding_reads_the_same(file, codec):
    assert picked(file("tïtle\nÉtude à façon\n".encode(codec)), "TÏTLE") == [("É" + "tude à façon")]


def test_names_of_columns_are_matched_without_case_blanks_and_order(file):
    path = file(" B ook\tID ;A\n1;2\n".replace("\t", " "))
    assert picked(path, "a", "bookid", "missing") == [("2", "1", "")]


def test_of_two_columns_of_a_name_the_first_counts(file):
    assert picked(file("a,b,a\n1,2,3\n"), "a", "b") == [("1", "2")]


def test_a_row_starts_where_its_first_line_is(file):
    path = file('a,b\n1,"x\ny\r\nz"\n2,w\n')
    assert good(path) == [(2, ["1", "x\ny\r\nz"]), (5, ["2", "w"])]


def test_blank_lines_count_as_lines_but_not_as_rows(file):
    assert good(file("\n\na,b\n\n1,2\n\n")) == [(5, ["1", "2"])]


def test_millions_of_blank_lines_are_gone_by_without_making_rows(file, monkeypatch):
    made = []
    monkeypatch.setattr(
        tables._Lines, "start_row", lambda self, real=tables._Lines.start_row: made.append(1) or real(self)
    )
    assert good(file("a,b\r\n" + "\r\n" * 100_000 + "1,2\r\n")) == [(100_002, ["1", "2"])]
    assert len(made) < 10


@pytest.mark.parametrize(("row", "cells"), [("1", 1), ("1,2,3", 3)])
def test_a_row_of_the_wrong_width_is_rejected_with_its_line(file, row, cells):
    path = file(f"a,b\n1,2\n{row}\n3,4\n")
    assert faults(path) == [(3, f"the row has {cells} cells, the header 2")]
    assert [line for line, _ in good(path)] == [2, 4]


def test_a_quotation_never_closed_costs_its_line_and_no_other(file):
    path = file('a,b\n1,2\n3,"four\n5,6\n7,8\n')
    assert faults(path) == [(3, "a quotation is opened and never closed")]
    assert [line for line, _ in good(path)] == [2, 4, 5]


def test_a_quotation_closed_by_the_next_one_swallows_no_rows(file):
    path = file('a,b,c\n1,"2,3\n4,5,6\n7,"8",9\n')
    assert [line for line, _ in faults(path)] == [2]
    assert [line for line, _ in good(path)] == [3, 4]


def test_a_quotation_closed_by_the_end_of_the_file_is_none(file):
    assert good(file('a,b\n1,"2"')) == [(2, ["1", "2"])]


def test_a_file_that_is_broken_all_over_is_read_in_bounded_time(file, monkeypatch):
    monkeypatch.setattr(tables, "RETRIES", 5)
    found = faults(file("a,b\n" + 'x",",\n' * 1000))
    assert [line for line, _ in found] == [2, 3, 4, 5, 6, 7]
    assert found[-1][1].endswith("(lines 7 to 1001)")


def test_a_nul_byte_is_a_character(file):
    assert good(file("a,b\n1\0,2\n")) == [(2, ["1\0", "2"])]


def test_a_bad_byte_rejects_its_row_only(file):
    path = file("a,b\nÉ,ü\n".encode() + b"x\xe9,2\n3,4\n")
    assert faults(path) == [(3, "the byte 0xE9 is no text in the file's encoding")]
    assert [line for line, _ in good(path)] == [2, 4]


def test_a_byte_that_cp1252_does_not_know_rejects_its_row_only(file):
    path = file("a,b\ncafé,à\n".encode("cp1252") + b"\x81,2\n")
    assert faults(path) == [(3, "the byte 0x81 is no text in the file's encoding")]
    assert good(path) == [(2, ["café", "à"])]


def test_a_cell_that_is_too_long_rejects_its_row_only(file):
    path = file(f"a,b\n{'x' * (tables.FIELD_SIZE + 1)},2\n3,4\n")
    assert [line for line, _ in faults(path)] == [2]
    assert good(path) == [(3, ["3", "4"])]


def test_a_cell_as_long_as_allowed_is_read(file):
    assert faults(file(f"a,b\n{'x' * tables.FIELD_SIZE},2\n")) == []


def test_a_line_without_end_is_not_read_into_memory(file, monkeypatch):
    monkeypatch.setattr(tables, "LINE_SIZE", 100)
    path = file("a,b\n" + "x" * 1000 + ",1\n3,4\n")
    assert [line for line, _ in faults(path)] == [2]
    assert good(path) == [(3, ["3", "4"])]


def test_a_damaged_file_is_reported_behind_what_could_be_read(file):
    whole = gzip.compress(b"a,b\n" + b"".join(b"%d,%d\n" % (n, n * n) for n in range(50_000)))
    found = rows(file(whole[: len(whole) // 2]))
    assert found[0] == (2, ["0", "0"])
    assert (found[-1].reason, found[-1].damage) == ("the file is damaged from here on: it breaks off", True)


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff"])
def test_an_empty_file_says_so(file, content):
    assert [(r.line, r.reason) for r in picked(file(content), "a", "b", needs=("a",))] == [(1, "the file is empty")]


def test_a_missing_column_is_named_once(file):
    found = picked(file("a\n1\n2\n"), "a", "b", needs=("a", "title"))
    assert [(r.line, r.reason) for r in found] == [(1, "the header has no column title")]


def test_a_row_is_mendable_in_its_original_columns():
    source = (("_line", "A b", "c", "_reason"), ["9", " x ", "y\udcff", "old"])
    assert tables.mendable(source) == {"A b": " x ", "c": "y\ufffd"}


def test_missing_and_surplus_cells_are_mendable():
    assert tables.mendable((("a", "b"), ["1"])) == {"a": "1", "b": ""}
    assert tables.mendable((("a", "b"), ["1", "2", "3", "4"])) == {"a": "1", "b": "2", "_surplus": "3, 4"}


def test_a_large_table_takes_no_more_memory_than_a_small_one(file):
    path = file("a,b\n" + "some text,more text\n" * 100_000)
    tracemalloc.start()
    with tables.opened(path) as table:
        assert sum(1 for _ in table.rows()) == 100_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3_000_000


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(alphabet='ab,;\t"\n\r\0é\\', max_size=60))
def test_no_text_makes_reading_fail_or_lose_lines(file, text):
    items = rows(file("a,b\n" + text))
    assert all(isinstance(item, Rejected) or len(item[1]) == 2 for item in items)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=60))
def test_no_bytes_make_reading_fail(file, content):
    list(rows(file(content)))

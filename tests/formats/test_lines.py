import gzip

import pytest

from bookstore.formats import lines
from bookstore.formats.refusal import Refused
from bookstore.values.records import Rejected, Skipped


def taken(number, line):
    if line == b"bad":
        raise Refused("bad line")
    return Skipped(number, line.decode())


def read(path):
    return [
        (record.line, record.reason if isinstance(record, Rejected) else record.what)
        for record in lines.records(path, "x", taken)
    ]


@pytest.mark.parametrize("zipped", [False, True])
def test_each_line_is_a_record_but_blank_ones(file, zipped):
    assert read(file("\ufeffone\r\n\n  \nfour", zipped=zipped)) == [(1, "one"), (4, "four")]


def test_a_refused_line_is_rejected_and_the_others_are_read(file):
    assert read(file("a\nbad\nb\n")) == [(1, "a"), (2, "bad line"), (3, "b")]


def test_a_line_that_is_too_long_is_rejected_without_reading_it(file, monkeypatch):
    monkeypatch.setattr(lines, "LINE_SIZE", 10)
    assert read(file("y" * 35 + "\nb\n" + "z" * 9)) == [
        (1, "the line is longer than 10 bytes"),
        (2, "b"),
        (3, "zzzzzzzzz"),
    ]


def test_a_damaged_file_is_reported_behind_what_could_be_read(file):
    whole = gzip.compress(b"".join(b"line %d\n" % (n * n) for n in range(50_000)))
    found = read(file(whole[: len(whole) // 2]))
    assert found[0] == (1, "line 0")
    assert found[-1][1].startswith("the file is damaged from here on")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"a": tru}', "not JSON: "),
        (b'{"a": NaN}', "not JSON: "),
        (b'{"a": "\xff"}', "not JSON: the byte 0xFF at place 8 is no UTF-8"),
        (b'{"a": "\\ud800"}', "not JSON: what stands at character 8 does not belong there"),
        (b'{"a": 5', "not JSON: it breaks off"),
        (b'{"a"', "not JSON: it breaks off"),
        (b"[" * 5000, "not JSON: it is nested too deeply"),
        (b"[1]", "not a JSON object"),
    ],
)
def test_what_is_no_json_object_is_refused(line, reason):
    with pytest.raises(Refused, match=reason):
        lines.json_object(line)


def test_a_json_object_is_taken():
    assert lines.json_object(b'{"a": 1}') == {"a": 1}


def test_a_line_is_mendable_as_it_stands():
    assert lines.mendable(lines.Raw("x", b"caf\xe9")) == {"_format": "x", "_record": "caf\ufffd"}

import gzip

import pytest

from bookstore.formats import streams

WHOLE = gzip.compress(bytes(range(256)) * 99, mtime=0)


def codec(path):
    return streams.encoding(path).codec


def test_utf8_is_read_as_utf8(file):
    assert streams.encoding(file("title\nÉtude\n")) == ("utf-8-sig", "surrogateescape", False)


def test_accents_that_are_no_utf8_are_cp1252(file):
    assert codec(file("title\nÉtude à la façon\n".encode("cp1252"))) == "cp1252"


def test_a_single_bad_byte_does_not_make_a_utf8_file_cp1252(file):
    assert streams.encoding(file("Étude, Čapek\n".encode() + b"\xff\n")) == ("utf-8-sig", "surrogateescape", True)


@pytest.mark.parametrize(
    "content",
    [
        b"title\n\xff\xfe\xff bad\n" + "Étude\nplain\n".encode(),
        b"title\n\xe9\n\xe9\n" + "Étude\n".encode() + b"plain\n" * 300,
        "É ".encode() + b"\xff\n",
    ],
)
def test_few_bad_lines_do_not_make_a_utf8_file_cp1252(file, content):
    assert streams.encoding(file(content)) == ("utf-8-sig", "surrogateescape", True)


def test_what_cp1252_makes_of_utf8_by_accident_does_not_count(file):
    assert codec(file("CAFÉ’S\nà la carte\nfaçade\nnaïve\n".encode("cp1252"))) == "cp1252"


def test_a_byte_order_mark_settles_it_as_utf8(file):
    assert codec(file(b"\xef\xbb\xbf" + "é".encode("cp1252"))) == "utf-8-sig"


@pytest.mark.parametrize("name", ["utf-16", "utf-16-be"])
def test_a_byte_order_mark_settles_it_as_utf16(file, name):
    bom = b"\xfe\xff" if name == "utf-16-be" else b""
    assert codec(file(bom + "title".encode(name))) == "utf-16"


def test_a_character_cut_by_the_end_of_the_file_is_a_fault(file):
    assert streams.encoding(file("ab é".encode()[:-1])).codec == "cp1252"


def test_a_character_cut_by_the_end_of_a_chunk_is_none(file, monkeypatch):
    monkeypatch.setattr(streams._chunks, "__defaults__", (3,))
    assert codec(file("aaé€")) == "utf-8-sig"


@pytest.mark.parametrize("zipped", [False, True])
def test_the_head_is_text_whether_zipped_or_not(file, zipped):
    assert streams.head(file("\ufeffÄ,b", zipped=zipped)) == "Ä,b"


def test_a_file_may_unpack_to_so_many_times_its_size_and_no_more(file, monkeypatch):
    assert not streams.outgrows(file(b"\n" * 10_000_000, zipped=True))
    assert streams.outgrows(file(b"\n" * 10_000_001, zipped=True))
    monkeypatch.setattr(streams, "RATIO", 5000)
    assert not streams.outgrows(file(b"\n" * 10_000_001, zipped=True))
    assert not streams.outgrows(file(b"\n" * 10_000_001))


def test_no_file_may_unpack_to_more_than_the_most(file, monkeypatch):
    monkeypatch.setattr(streams, "MOST", 1000)
    assert streams.outgrows(file(b"\n" * 1001, zipped=True))
    assert not streams.outgrows(file(b"\n" * 1000, zipped=True))


def test_the_head_of_a_damaged_file_is_empty(file):
    assert streams.head(file(b"\x1f\x8bnothing")) == ""


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (WHOLE[:-20], "it breaks off"),
        (WHOLE[:-8] + b"\0" * 8, "its checksum is not that of what it holds"),
        (WHOLE[:-4] + b"\0" * 4, "its checksum is not that of what it holds"),
        (WHOLE + b"more", "what follows is not gzipped"),
        (WHOLE[:10] + b"\xff" * 40, "it can not be unpacked"),
    ],
)
def test_damage_is_told_in_words_of_our_own(file, broken, words):
    with pytest.raises(streams.DAMAGED) as raised, streams.opened(file(broken)) as opened:
        opened.read()
    assert streams.damage(raised.value) == f"the file is damaged from here on: {words}"


def test_a_bad_byte_is_named_and_can_be_shown():
    assert streams.bad_byte("a\udcffb") == "0xFF"
    assert streams.presentable("a\udcffb") == "a\ufffdb"
    assert streams.bad_byte("aÿb") is None

"""MARC 21: both of its spellings, what is read of a record, and what becomes of broken ones."""

import pytest

from bookstore.formats import reader_for
from bookstore.values.records import BookRecord, MagazineRecord, Rejected, Skipped
from tests.formats.trade import iso_2709, marcxml, titled

GOOD = titled(b"Good")


def read(path):
    return list(reader_for(path).read(path))


def one(file, *fields, **options):
    (record,) = read(file(marcxml(("245", [("a", "T /")]), *fields, **options)))
    return record


@pytest.mark.parametrize("name", ["books_utf8_30.mrc", "books_marc8_20.mrc", "books_30.marcxml.xml"])
def test_the_figures_of_the_reference_are_met(data, expected, name):
    figures, books = expected[f"marc/{name}"], read(data / "marc" / name)
    assert {type(book) for book in books} == {BookRecord}
    assert len({book.isbn or book.key for book in books}) == figures["rows"] == figures["books_created"]
    assert sum(book.isbn is not None for book in books) == figures["rows_valid_isbn"]
    assert max(len(book.title) for book in books) == figures["title_max"]
    assert sum(len(book.authors) > 1 for book in books) == figures["books_multi_author"]
    assert sum(not book.authors for book in books) == figures["books_without_author"]
    assert len({author.casefold() for book in books for author in book.authors}) == figures["authors_distinct"]
    assert sum(book.year is None for book in books) == figures.get("books_no_year", 0)


def test_both_spellings_of_the_same_records_are_the_same_books(data):
    as_marc, as_xml = (read(data / "marc" / name) for name in ("books_utf8_30.mrc", "books_30.marcxml.xml"))
    for book in (*as_marc, *as_xml):
        book.source = None
    assert as_marc == as_xml


def test_titles_of_every_script_are_whole(data):
    titles = {book.title for book in read(data / "marc" / "books_utf8_30.mrc")}
    assert {"Fikr-i Ayāz", "al-Ḥarb fī al-alfīyah al-thālithah", "Ocherki po istorii Kazakhskoĭ SSR."} <= titles
    assert any("ʼgrems" in (book.publisher or "") for book in read(data / "marc" / "books_30.marcxml.xml"))


def test_a_serial_is_a_magazine(data):
    (nature,) = read(data / "marc" / "serial_nature.mrc")
    assert isinstance(nature, MagazineRecord)
    assert (nature.title, nature.issn, nature.key) == ("Nature.", "0028-0836", "issn:0028-0836")
    assert (nature.publisher, nature.language, nature.frequency) == ("Macmillan Journals ltd.", "en", "weekly")
    assert (nature.issue, nature.year) == (None, 1869)


def test_a_real_book_is_read_field_by_field(data):
    book = read(data / "marc" / "books_marc8_20.mrc")[0]
    assert (book.isbn, book.key) == ("9780201616224", "marc:11778504")
    assert book.title == "The pragmatic programmer : from journeyman to master"
    assert (book.authors, book.publisher) == (("Hunt, Andrew", "Thomas, David"), "Addison-Wesley")
    assert (book.year, book.pages, book.language, book.categories) == (2000, 321, "en", ())


def test_a_number_is_that_of_a_catalogue(file):
    assert one(file, ("001", " 12 ")).key == "marc:12"
    assert one(file, ("001", "12"), ("003", "DLC")).key == "marc:(DLC)12"
    assert one(file).key == one(file).key != one(file, ("100", [("a", "A")]), ("260", [("b", "P")])).key


@pytest.mark.parametrize(
    ("fields", "title", "subtitle"),
    [
        ([("245", [("a", "A :"), ("b", "b /"), ("c", "x")])], "A : b", None),
        ([("245", [("a", "A."), ("n", "Part 1,"), ("p", "Name /")])], "A. Part 1, Name", None),
        ([("245", [("a", "A :"), ("b", "b /")]), ("246", [("a", "b")], "30")], "A", "b"),
        ([("245", [("a", "A :"), ("b", "b")]), ("246", [("a", "b")], "31")], "A : b", None),
    ],
)  # fmt: skip
def test_a_remainder_is_a_subtitle_where_it_is_a_title_by_itself(file, fields, title, subtitle):
    (book,) = read(file(marcxml(*fields)))
    assert (book.title, book.subtitle) == (title, subtitle)


@pytest.mark.parametrize(
    ("fields", "publisher", "year"),
    [
        ([("260", [("b", "[Old House],"), ("c", "c1990.")])], "Old House", 1990),
        ([("264", [("b", "Printer"), ("c", "1999")], " 3"), ("264", [("b", "House :")], " 1")], "House", 1999),
        ([("260", [("b", "[s.n.],"), ("c", "[n.d.]")]), ("008", "000417s1998    ")], None, 1998),
        ([("008", "000417s19uu    ")], None, None),
    ],
)
def test_the_publication_is_that_of_264_then_260_then_008(file, fields, publisher, year):
    book = one(file, *fields)
    assert (book.publisher, book.year) == (publisher, year)


@pytest.mark.parametrize(
    ("fields", "language"),
    [
        ([("008", f"{'':35}fre d")], "fr"),
        ([("008", f"{'':35}||| d"), ("041", [("a", "gereng")])], "de"),
        ([("008", f"{'':35}chi d"), ("041", [("a", "zh-TW"), ("2", "rfc5646")])], "zh-TW"),
        ([("008", f"{'':35}mul d")], None),
    ],
)
def test_the_language_is_a_tag_a_code_or_not_one(file, fields, language):
    book = one(file, *fields)
    assert (book.language, book.warnings) == (language, [])


@pytest.mark.parametrize(
    ("extent", "pages"),
    [
        ("xxiv, 321 p. ;", 321),
        ("1 online resource (375 pages)", 375),
        ("3 v. (1200 p.)", 1200),
        ("12, [3] pages", 12),
        ("240 S.", 240),
        ("2 volumes", None),
        ("v.", None),
    ],
)
def test_pages_are_the_highest_number_before_their_word(file, extent, pages):
    assert one(file, ("300", [("a", extent)])).pages == pages


@pytest.mark.parametrize(
    ("told", "options", "ours"),
    [
        ([("a", "0596000855 (pbk. : alk. paper)")], {}, "paperback"),
        ([("a", "0596000855"), ("q", "(hardcover)")], {}, "hardback"),
        ([("a", "0596000855 (paperback with CD-ROM)")], {}, "paperback"),
        ([("a", "0596000855 (electronic bk.)")], {}, "ebook"),
        ([("a", "0596000855 (alk. paper)")], {}, None),
        ([("a", "0596000855")], {"leader": "00000nim a2200000 a 4500"}, "audiobook"),
    ],
)
def test_the_format_stands_behind_the_isbn(file, told, options, ours):
    book = one(file, ("020", told), **options)
    assert (book.isbn, book.format) == ("9780596000851", ours)


def test_pages_beyond_measure_are_a_warning(file):
    book = one(file, ("300", [("a", "99999999999999 p.")]))
    assert (book.pages, book.warnings) == (None, ["pages 99999999999999 is not between 1 and 100000"])


def test_an_invalid_isbn_is_a_warning_and_a_cancelled_one_none(file):
    assert one(file, ("020", [("a", "0596000856 (pbk.)")])).warnings == ["ISBN 0596000856 is not valid"]
    assert one(file, ("020", [("z", "0596000856")])).warnings == []


def test_summaries_and_prices_are_read(file):
    told = (("520", [("a", "One.")]), ("520", [("a", "Two "), ("b", "three.")]))
    price = ("365", [("a", "02"), ("b", "12.50"), ("c", "EUR")])
    book = one(file, *told, ("365", [("b", "x"), ("c", "EUR")]), price)
    assert (book.description, book.price.amount) == ("One.\nTwo three.", "12.50")
    assert len(book.warnings) == 1


@pytest.mark.parametrize(("kind", "skipped"), [("em", True), ("gm", True), ("aa", True), ("tm", False), ("ai", False)])
def test_what_is_no_book_is_skipped(file, kind, skipped):
    record = one(file, leader=f"00000n{kind} a2200000 a 4500")
    assert isinstance(record, Skipped if skipped else BookRecord)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (b"99999" + GOOD[5:], "the leader says 99999 bytes, the record has 47"),
        (b"abcde" + GOOD[5:], 'the leader begins with "abcde" instead of the record\'s length'),
        (titled(b"A\xff", coding=b"a"), "the byte 0xFF at place 2 of a field is no UTF-8"),
        (GOOD[:12] + b"00000" + GOOD[17:], "the record's directory does not lead to its fields"),
        (GOOD.replace(b"2450009", b"245x009"), "the record's directory does not lead to its fields"),
        (GOOD.replace(b"\x1e\x1d", b"\x1e" + b"x" * 200_000 + b"\x1d"), "no end of the record within 99,999 bytes"),
        (iso_2709(("245", b"10\x1f\xffA")), "the code of a subfield is no ASCII"),
        (titled(b" / "), "title is empty"),
        (iso_2709(("100", b"1 \x1faA")), "title is empty"),
        (iso_2709(), "the record's directory does not lead to its fields"),
    ],
)
def test_a_broken_record_is_rejected_by_its_number_and_the_next_one_read(file, record, reason):
    first, rejected, last = read(file(GOOD + record + GOOD))
    assert (first.title, last.title, last.line) == ("Good", "Good", 3)
    assert (rejected.line, rejected.reason, rejected.damage) == (2, reason, False)


def test_a_file_that_ends_in_the_middle_says_so(file):
    first, rejected = read(file(GOOD + GOOD[:-10]))
    assert (first.title, rejected.reason) == ("Good", "the file ends in the middle of the record")
    assert rejected.damage


def test_records_may_be_parted_by_lines_and_gzipped(file):
    assert [book.title for book in read(file(b"\r\n".join([GOOD, GOOD, b""]), zipped=True))] == ["Good", "Good"]
    damaged = file(b"".join(titled(str(number).encode() * 9) for number in range(2000)), zipped=True)
    damaged.write_bytes(damaged.read_bytes()[:-9])
    assert read(damaged)[-1].damage


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (b"\x1b(N\x61\x62\x63\x1b(B abc", "АБЦ abc"),
        (b"\x1b$1!0!\x1bs ok", "一 ok"),
        (b"caf\xe2e \xa1\xf0c", "café Łç"),
        (b"e\x1bb2\x1bs", "e₂"),
    ],
)
def test_marc_8_is_read_with_its_escapes(file, text, title):
    (book,) = read(file(titled(text)))
    assert (book.title, book.warnings) == (title, [])


def test_what_marc_8_does_not_know_is_a_warning(file):
    (book,) = read(file(titled(b"a\x1b(Zb")))
    assert book.warnings == ["blanks stand for 1 characters that MARC-8 does not know"]


def test_what_says_marc_8_and_is_utf_8_is_read_as_such_with_a_warning(file):
    (book,) = read(file(titled("Ängste, 漢字".encode())))
    assert (book.title, len(book.warnings)) == ("Ängste, 漢字", 1)


@pytest.mark.parametrize(
    "root",
    [
        "<collection>",
        '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><record><collection xmlns="http://www.loc.gov/MARC21/slim">',
    ],
)
def test_marcxml_is_found_without_its_namespace_and_in_envelopes(file, root):
    text = marcxml(("245", [("a", "T")]), root=root) + ("</record></OAI-PMH>" if "OAI" in root else "")
    assert [book.title for book in read(file(text))] == ["T"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("00000nam a2200000 a 4500", ""), "the leader has 0 characters instead of 24"),
        (('tag="245"', 'tag="2450"'), 'the tag "2450" has not three characters'),
        (("<leader>", "<leader xmlns='urn:x'>"), "the leader has 0 characters instead of 24"),
    ],
)
def test_a_broken_record_of_marcxml_is_rejected(file, change, reason):
    (record,) = read(file(marcxml(("245", [("a", "T")])).replace(*change)))
    assert (record.line, record.reason) == (1, reason)


def test_a_rejected_record_is_mended_as_marcxml(file):
    path = file(titled(b" / "))
    reader = reader_for(path)
    (rejected,) = reader.read(path)
    assert isinstance(rejected, Rejected)
    columns = reader.mendable(rejected.source)
    assert columns["_format"] == "marcxml"
    mended = columns["_record"].replace("> / <", ">T<").replace('"', '""')
    assert read(file(f'_format,_record\nmarcxml,"{mended}"\n'))[0].title == "T"
    assert reader.mendable(reader.record(1, b"x").source) == {"_format": "marc", "_record": "x"}

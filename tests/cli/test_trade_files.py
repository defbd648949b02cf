"""flask catalog import and export with the files of the book trade and of libraries."""

import pytest
from lxml import etree

from bookstore.formats.xml_head import root_of
from tests.cli.conftest import catalogue, commands_of, without_postgresql
from tests.cli.test_export import export, fill
from tests.conftest import logged_in, sqlite_first
from tests.factories import a_book, a_magazine, an_isbn
from tests.formats.conftest import expected, file  # noqa: F401  (fixtures)
from tests.formats.trade import BOMB, marcxml, message, product, titled

ONIX, MARC_8, UTF_8 = "onix/onix3_multiple_iso8859-1.xml", "marc/books_marc8_20.mrc", "marc/books_utf8_30.mrc"
HELD = {
    ".onix.xml": "title subtitle authors isbn publisher language year pages format description price stock categories",
    ".mrc": "title subtitle authors isbn publisher language year pages format price categories",
    ".marcxml": "title subtitle authors isbn publisher language year pages format price categories",
}
"""What each format can hold of a book."""


def shown(app, resource, *fields):
    """The given fields of all things, by title."""
    things = catalogue(app)[resource]
    return sorted(([thing[field] for field in fields] for thing in things), key=str)


@pytest.mark.parametrize(
    "name", ["onix/onix3_multiple_iso8859-1.xml", "onix/onix3_reference_single.xml", MARC_8, UTF_8]
)
def test_the_figures_of_the_reference_are_met(app, take_in, data, expected, name):  # noqa: F811
    figures = expected[name]
    assert take_in(data / name)["created"] == figures["books_created"]
    found = catalogue(app)
    assert len(found["authors"]) == figures["authors_distinct"]
    assert sum(book["isbn"] is not None for book in found["books"]) == figures["books_with_isbn"]
    assert sum(len(book["authors"]) > 1 for book in found["books"]) == figures["books_multi_author"]
    assert "created" not in take_in(data / name)


def test_both_spellings_of_marc_are_the_same_books(take_in, data):
    assert take_in(data / UTF_8)["created"] == 30
    assert take_in(data / "marc/books_30.marcxml.xml") == {"read": 30, "unchanged": 30}


def test_a_serial_becomes_a_magazine(app, take_in, data):
    take_in(data / "marc/serial_nature.mrc")
    assert shown(app, "magazines", "title", "issn", "frequency") == [["Nature.", "0028-0836", "weekly"]]
    assert catalogue(app)["books"] == []


def test_all_files_of_the_reference_go_in_together(take_in, data):
    files = [data / name for name in (ONIX, MARC_8, UTF_8, "marc/serial_nature.mrc", "opds/opds_2_0.json")]
    assert take_in(*files)["created"] == 10 + 20 + 30 + 1 + 5


@sqlite_first
@pytest.mark.parametrize("end", HELD)
def test_an_export_brings_back_every_field_that_the_format_holds(app, other, data, tmp_path, end):
    for name in ("goodreads/goodreads_library_export.csv", ONIX, "onix/onix3_reference_single.xml"):
        commands_of(other)("catalog", "import", data / name)
    result = commands_of(app)("catalog", "import", export(other, tmp_path / f"books{end}"))
    assert result.exit_code == 0, result.output
    before, after = (shown(one, "books", *HELD[end].split()) for one in (other, app))
    assert len(before) == 337
    assert after == before


@sqlite_first
def test_whatever_a_shop_holds_makes_valid_files(app, tmp_path):
    fill(app)
    for end in HELD:
        path = tmp_path / f"shop{end}"
        assert commands_of(app)("catalog", "export", path).exit_code == 0
        dry = commands_of(app)("catalog", "import", path, "--dry-run")
        assert dry.exit_code == 0, dry.output
        assert "0 rejected" in dry.output
    assert root_of((tmp_path / "shop.onix.xml").read_text()[:1000]).name == "ONIXMessage"
    assert len(etree.parse(tmp_path / "shop.marcxml").getroot()) > 60


def test_an_export_says_what_its_format_does_not_hold(app, tmp_path):
    staff = logged_in(app, "stella", "staff")
    a_book(staff, isbn=an_isbn())
    a_magazine(staff)
    result = commands_of(app)("catalog", "export", tmp_path / "x", "--format", "onix")
    assert (result.exit_code, result.output) == (0, "Left out, as onix holds no magazine: 1.\n")
    result = commands_of(app)("catalog", "export", tmp_path / "x.mrc")
    assert (result.exit_code, result.output) == (0, "")


@without_postgresql
def test_an_export_of_no_known_end_is_wrong_use(flask, tmp_path):
    result = flask("catalog", "export", tmp_path / "books.xls")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "must end in .csv, .ndjson, .jsonl, .onix.xml" in result.stderr


@without_postgresql
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            titled(b"A") + titled(b" ") + titled(b"B\xff", coding=b"a"),
            ["Record 2: rejected: title is empty", "Record 3: "],
        ),
        (message(product("A"), product("", reference="q")), ["Record 2: rejected: title is empty"]),
        (titled("é".encode()), ["Record 1: warning: the leader says MARC-8, and the text is UTF-8"]),
    ],
)
def test_what_is_wrong_is_told_by_the_number_of_the_record(flask, write, content, said):
    result = flask("catalog", "import", write(content))
    assert result.exit_code == 0
    assert len(result.stderr.splitlines()) == len(said)
    assert all(line in result.stderr for line in said)
    assert "1 created" in result.stdout


@without_postgresql
@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"", 2, "is empty or damaged"),
        ("<html/>", 2, "is in no format that is known"),
        (message(product("&e11;"), head=f"<!DOCTYPE x [{BOMB}]>"), 1, "the file declares entities"),
        (marcxml(("245", [("a", "&e11;")]), head=f"<!DOCTYPE x [{BOMB}]>"), 1, "the file declares entities"),
        (message(product(), root='<ONIXMessage release="2.1">'), 1, "of ONIX 2.1; only 3.0 and 3.1 are read"),
        (titled(b"T")[:-5], 1, "the file ends in the middle of the record"),
        ('{"metadata": {}, "publications": [', 1, "not JSON"),
    ],
)
def test_a_file_that_cannot_be_read_ends_with_one_line_and_a_code(flask, write, content, code, said):
    result = flask("catalog", "import", write(content))
    assert result.exit_code == code, result.output
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1


@without_postgresql
def test_rejected_records_are_mended_and_taken_in(flask, take_in, write, tmp_path):
    rejects = tmp_path / "rejects.csv"
    flask("catalog", "import", write(message(product("A"), product("", reference="q"))), "--rejects", rejects)
    text = rejects.read_text()
    assert "title is empty" in text
    rejects.write_text(
        text.replace("<TitleText/>", "<TitleText>B</TitleText>").replace("<TitleText></", "<TitleText>B</")
    )
    assert take_in(rejects)["created"] == 1

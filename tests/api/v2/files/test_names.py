"""Names of files: taken as they are sent, or refused with the reason; nothing about them is altered silently."""

import unicodedata

import pytest

from tests.conftest import problem
from tests.factories import a_book
from tests.uploads import PDF

REFUSED = {
    "../x.pdf": "folder",
    "/etc/passwd.pdf": "folder",
    "a/b.pdf": "folder",
    "C:/x.pdf": "folder",
    r"..\..\x.pdf": "folder",
    r"C:\fakepath\x.pdf": "folder",
    r"\\server\x.pdf": "folder",
    "a\tb.pdf": "U+0009",
    "a\0b.pdf": "U+0000",
    "a\u202egnp.pdf": "U+202E",
    "a\u2028b.pdf": "U+2028",
    " ": "blank",
    "\u200b": "blank",
    "x" * 300 + ".pdf": "longer than",
}


@pytest.fixture
def attach(staff):
    """Attaches a file, with a part's head as it is given, to a new book."""
    url = f"/api/v2/books/{a_book(staff)['id']}/attachments"

    def attach(head, body=PDF):
        form = b'--x\r\nContent-Disposition: form-data; name="file"' + head + b"\r\n\r\n" + body + b"\r\n--x--\r\n"
        return staff.post(url, data=form, content_type="multipart/form-data; boundary=x")

    return attach


def test_what_is_wrong_with_a_name_is_said(attach):
    for name, reason in REFUSED.items():
        found = problem(attach(f'; filename="{name}"'.encode()), 422)["errors"]
        assert found[0]["pointer"] == "/file"
        assert reason in found[0]["detail"], (name, found)
    problem(attach(b'; filename="\xff.pdf"'), 400)


def test_a_name_is_kept_in_the_normal_form_of_all_texts(attach):
    name = "Größe é.pdf"
    for sent in (name, unicodedata.normalize("NFD", name)):
        assert attach(f'; filename="{sent}"'.encode()).get_json()["name"] == name


def test_quotes_in_a_name_are_kept(attach):
    for sent in (rb"a\"b.pdf", b"a%22b.pdf"):
        assert attach(b'; filename="' + sent + b'"').get_json()["name"] == 'a"b.pdf'


def test_a_file_without_a_name_is_told_what_it_lacks(attach):
    for body in (PDF, b"%PDF-\xff"):
        found = problem(attach(b"", body), 422)["errors"]
        assert found == [{"pointer": "/file", "detail": "Must be a file: its part needs a filename."}]


def test_an_empty_body_is_told_where(staff):
    url = f"/api/v2/books/{a_book(staff)['id']}/cover"
    found = problem(staff.put(url, data=b"", content_type="image/png"), 422)["errors"]
    assert found == [{"pointer": "/file", "detail": "The body is empty."}]

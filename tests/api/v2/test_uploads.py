"""Files in requests: whole, within limits, each part once; what is not is refused and leaves nothing behind."""

import io
from pathlib import Path

import pytest

from tests.conftest import logged_in, problem
from tests.wire import Wire, checked

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
URL = "/api/v2/imports"
HEAD = {"Content-Type": "multipart/form-data; boundary=x"}
FILE = b'--x\r\nContent-Disposition: form-data; name="file"; filename="b.csv"\r\n\r\ntitle\nT\n\r\n'
END = b"--x--\r\n"


def part(name: str, value: bytes) -> bytes:
    """A part that is no file."""
    return b'--x\r\nContent-Disposition: form-data; name="' + name.encode() + b'"\r\n\r\n' + value + b"\r\n"


@pytest.fixture
def small(make_app):
    """An application that takes small files only."""
    return make_app(MAX_IMPORT_LENGTH=10_000, MAX_CONTENT_LENGTH=1_000)


@pytest.fixture
def wire(small):
    """The small application, called by one of the staff."""
    return Wire(small, logged_in(small, "stan", "staff").environ_base["HTTP_AUTHORIZATION"])


@pytest.fixture(autouse=True)
def nothing_left(small):
    """Whatever is refused leaves nothing behind."""
    yield
    assert list(Path(small.config["UPLOADS_FOLDER"]).glob("*")) == []


BODIES = (
    (END, 422, "/file"),
    (part("file", b"title\nT\n") + END, 422, "/file"),
    (FILE + FILE + END, 422, "/file"),
    (FILE.replace(b"title\nT\n", b"") + END, 422, "/file"),
    (FILE.replace(b"b.csv", b"") + END, 422, "/file"),
    (FILE.replace(b"b.csv", b"a/b/") + END, 422, "/file"),
    (FILE.replace(b"b.csv", b"b" * 256) + END, 422, "/file"),
    (FILE.replace(b"b.csv", b"\xe2\x80\xae.csv") + END, 422, "/file"),
    (FILE + part("format", b"xlsx") + END, 422, "/format"),
    (FILE + part("format", b"\xff") + END, 422, "/format"),
    (FILE + part("strict", b"1") + END, 422, "/strict"),
    (FILE + part("nonsense", b"1") + END, 422, "/nonsense"),
    (FILE.replace(b'name="file"', b'name="strict"') + FILE + END, 422, "/strict"),
    (FILE, 400, None),
    (b"", 400, None),
    (b"nonsense", 400, None),
    (FILE + part("a", b"1") * 10_000 + END, 413, None),
    (FILE + part("format", b"x" * 9_000) + END, 422, "/format"),
    (FILE.replace(b"T\n", b"T\n" * 6_000) + END, 413, None),
)
HEADERS = (
    ({"Content-Type": "application/json"}, 415),
    ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
    ({"Content-Type": None}, 415),
    ({"Content-Type": "multipart/form-data"}, 400),
    (HEAD | {"Content-Encoding": "gzip"}, 415),
    (HEAD | {"Content-Length": str(len(FILE + END) + 9)}, 400),
    (HEAD | {"Content-Length": "99999999"}, 413),
)


def test_what_is_not_as_it_should_be_is_refused_with_the_place(wire):
    for body, status, place in BODIES:
        answer = wire.ask("POST", URL, body, HEAD)
        checked(answer, status, body[:80])
        if place:
            assert [error["pointer"] for error in answer.get_json()["errors"]] == [place], body[:80]


def test_what_is_no_form_is_refused(wire):
    for given, status in HEADERS:
        headers = {name: value for name, value in given.items() if value}
        checked(wire.ask("POST", URL, FILE + END, headers), status, headers)


def test_a_form_in_chunks_is_limited_too(wire):
    chunks = {"CONTENT_LENGTH": None, "wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    checked(wire.ask("POST", URL, FILE.replace(b"T\n", b"T\n" * 6_000) + END, HEAD, **chunks), 413, "chunks")


def test_files_may_be_larger_than_other_bodies(small):
    staff = logged_in(small, "sue", "staff")
    content = io.BytesIO(b"title\n" + b"T\n" * 1_000)
    answer = staff.post(URL, data={"file": (content, "b.csv")})
    assert (answer.status_code, answer.get_json()["file"]) == (202, "b.csv")
    problem(staff.post("/api/v2/books", json={"title": "T", "description": "x" * 2_000}), 413)
    for path in Path(small.config["UPLOADS_FOLDER"]).glob("*"):
        path.unlink()

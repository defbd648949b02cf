"""Attachments: files that come with books."""

import pytest

from bookstore.values.files import ATTACHMENTS
from tests.conftest import problem
from tests.factories import a_book, a_magazine
from tests.uploads import PDF, SVG, WORD, a_broken_zip, a_doc, a_picture, a_zip, send

FILES = {
    "sample.pdf": (PDF, "application/pdf"),
    "letter.doc": (a_doc(), "application/msword"),
    "letter.DOCX": (a_zip(WORD), ATTACHMENTS[-1]),
    "photo.jpeg": (a_picture("JPEG"), "image/jpeg"),
    "scan.png": (a_picture("PNG"), "image/png"),
}
NAMES = {
    "plain.pdf": 'attachment; filename="plain.pdf"',
    "Größe.pdf": "attachment; filename=\"Groe.pdf\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.pdf",
    "日本.pdf": "attachment; filename=\".pdf\"; filename*=UTF-8''%E6%97%A5%E6%9C%AC.pdf",
    "a;b='c'%41.pdf": "attachment; filename=\"a_b__c__41.pdf\"; filename*=UTF-8''a%3Bb%3D%27c%27%2541.pdf",
}
REFUSED = {
    "page.html": b"<script>alert(1)</script>",
    "picture.svg": SVG,
    "archive.docx": a_zip(),
    "macros.docx": a_zip("word/vbaProject.bin"),
    "program.doc": b"MZ" + bytes(600),
    "sheet.doc": bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600),
    "empty.docx": b"PK\x05\x06" + bytes(18),
    **{f"{how}.docx": a_broken_zip(how) for how in ("later", "misspelt", "cut", "parted")},
    "archive.pdf": PDF + a_zip(),
    "parted.pdf": PDF + a_broken_zip("parted"),
    "picture.png": a_picture("WEBP"),
    "picture.pdf": a_picture("PNG"),
    "sample.jpg": PDF,
    "sample": PDF,
}


@pytest.fixture
def attach(staff):
    """Attaches a file to a book, and gives the answer."""
    book = a_book(staff)
    return lambda *file, to=book: send(staff, "POST", f"/api/v2/books/{to['id']}/attachments", *file)


@pytest.mark.usefixtures("storage_url")
def test_an_attachment_comes_shows_itself_and_goes(staff, anonymous, attach, kept):
    book = a_book(staff)
    answer = attach(PDF, "Reading sample.pdf", to=book)
    made = answer.get_json()
    assert (answer.status_code, answer.headers["Location"]) == (201, f"/api/v2/attachments/{made['id']}")
    assert (made["name"], made["size"], made["type"]) == ("Reading sample.pdf", len(PDF), "application/pdf")
    assert anonymous.get(f"/api/v2/books/{book['id']}/attachments").get_json()["results"] == [made]
    assert anonymous.get(answer.headers["Location"]).get_json() == made
    assert (anonymous.get(made["url"]).data, kept()) == (PDF, 1)
    assert staff.delete(answer.headers["Location"]).status_code == 204
    for url in (answer.headers["Location"], made["url"]):
        problem(anonymous.get(url), 404)
    assert kept() == 0


def test_each_kind_is_found_out(anonymous, attach):
    for name, (body, media_type) in FILES.items():
        for stated in (None, "application/octet-stream", media_type):
            made = attach(body, name, stated)
            assert made.status_code == 201, made.text
        assert made.get_json()["type"] == media_type
        answer = anonymous.get(made.get_json()["url"])
        assert (answer.data, answer.mimetype) == (body, media_type)


def test_what_is_not_what_it_says_is_refused(staff, anonymous, kept):
    url = f"/api/v2/books/{a_book(staff)['id']}/attachments"
    for name, body in REFUSED.items():
        answer = send(staff, "POST", url, body, name)
        assert answer.status_code == 415, (name, answer.text)
    assert anonymous.get(url).get_json()["results"] == []
    assert kept() == 0


def test_what_is_sent_as_something_else_is_refused(attach):
    problem(attach(PDF, "sample.pdf", "image/png"), 415)
    problem(attach(b"", "sample.pdf"), 422)
    problem(attach(a_picture() + a_zip(), "scan.png"), 422)
    problem(attach(PDF + bytes(10 * 1024 * 1024), "sample.pdf"), 413)
    problem(attach(PDF, "../../etc/passwd.pdf"), 422)


def test_a_browser_saves_it_by_its_name_and_runs_nothing(anonymous, attach):
    for name, disposition in NAMES.items():
        answer = anonymous.get(attach(PDF, name).get_json()["url"])
        assert answer.headers["Content-Disposition"] == disposition
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.usefixtures("storage_url")
def test_parts_are_sent_where_parts_are_asked_for(anonymous, attach):
    url, end = attach(PDF, "sample.pdf").get_json()["url"], len(PDF)
    for wanted, (start, stop) in {"0-4": (0, 5), "5-": (5, end), "-6": (end - 6, end), "9-9999": (9, end)}.items():
        answer = anonymous.get(url, headers={"Range": f"bytes={wanted}"})
        assert (answer.status_code, answer.data) == (206, PDF[start:stop])
        assert answer.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{end}"
        assert answer.headers["Content-Length"] == str(stop - start)
    beyond = anonymous.get(url, headers={"Range": f"bytes={end}-"})
    assert problem(beyond, 416)
    assert beyond.headers["Content-Range"] == f"bytes */{end}"


def test_what_is_no_single_range_gets_the_whole(anonymous, attach):
    url = attach(PDF, "sample.pdf").get_json()["url"]
    for wanted in ("bytes=0-1,4-5", "lines=0-1", "x"):
        answer = anonymous.get(url, headers={"Range": wanted})
        assert (answer.status_code, answer.data) == (200, PDF), wanted
    head = anonymous.head(url, headers={"Range": "bytes=0-1"})
    assert (head.status_code, head.headers["Content-Length"], head.data) == (200, str(len(PDF)), b"")
    assert head.headers["Accept-Ranges"] == "bytes"


def test_a_range_of_another_state_gets_the_whole(anonymous, attach):
    url = attach(PDF, "sample.pdf").get_json()["url"]
    tag = anonymous.get(url).headers["ETag"]
    for known, status in ((tag, 206), ('"other"', 200), (f"W/{tag}", 200)):
        answer = anonymous.get(url, headers={"Range": "bytes=0-4", "If-Range": known})
        assert answer.status_code == status, known
    assert anonymous.get(url, headers={"If-None-Match": tag}).status_code == 304
    problem(anonymous.get(url, headers={"If-Match": '"other"'}), 412)


def test_attachments_go_with_their_book_whoever_has_just_seen_them(staff, anonymous, attach):
    book = a_book(staff)
    made = attach(PDF, "sample.pdf", to=book)
    urls = (f"/api/v2/books/{book['id']}/attachments", made.headers["Location"], made.get_json()["url"])
    assert [anonymous.get(url).status_code for url in urls] == [200, 200, 200]
    staff.delete(f"/api/v2/books/{book['id']}")
    assert [anonymous.get(url).status_code for url in urls] == [404, 404, 404]


def test_only_books_have_attachments(staff, anonymous):
    url = f"/api/v2/books/{a_magazine(staff)['id']}/attachments"
    problem(anonymous.get(url), 404)
    problem(send(staff, "POST", url, PDF, "sample.pdf"), 404)


def test_a_list_of_attachments_is_one_statement(anonymous, staff, attach, count_queries):
    book = a_book(staff)
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        attach(PDF, name, to=book)
    with count_queries() as statements:
        found = anonymous.get(f"/api/v2/books/{book['id']}/attachments?sort=-id").get_json()
    assert [each["name"] for each in found["results"]] == ["c.pdf", "b.pdf", "a.pdf"]
    assert len(statements) == 1

"""Files that come while their book goes: there, or not there, and never a fault."""

from threading import Thread

import pytest

from bookstore.extensions import db
from bookstore.services import attachments, files
from tests.api.v2.test_concurrency import at_once, statuses
from tests.conftest import problem
from tests.factories import a_book
from tests.uploads import PDF, send


def urls_of(staff):
    """The URLs of a new book and of its attachments."""
    url = f"/api/v2/books/{a_book(staff)['id']}"
    return url, f"{url}/attachments"


def test_a_book_waits_for_the_attachment_that_is_about_to_be_its(app, staff, kept, monkeypatch):
    book, url = urls_of(staff)
    keep, deleted = files.keep, []
    other = Thread(target=lambda: deleted.extend(at_once(app, staff, [("DELETE", book, {})])))

    def keep_slowly(*args):
        keep(*args)
        other.start()
        other.join(0.3)

    monkeypatch.setattr(files, "keep", keep_slowly)
    answer = send(staff, "POST", url, PDF, "sample.pdf")
    other.join()
    assert (answer.status_code, statuses(deleted)) == (201, {204: 1})
    assert kept() == 0


def test_an_attachment_that_is_gone_before_it_is_shown_was_made(staff, anonymous, kept, monkeypatch):
    book, url = urls_of(staff)
    tidy = files.tidy

    def too_late(mine=()):
        monkeypatch.setattr(files, "tidy", tidy)
        tidy(mine)
        assert staff.delete(book).status_code == 204

    monkeypatch.setattr(files, "tidy", too_late)
    answer = send(staff, "POST", url, PDF, "sample.pdf")
    assert (answer.status_code, answer.data, answer.headers.get("Content-Type")) == (201, b"", None)
    assert answer.headers["Cache-Control"] == "no-store"
    problem(anonymous.get(answer.headers["Location"]), 404)
    assert kept() == 0


def test_attachments_and_the_end_of_their_book_at_once_harm_nobody(app, staff, kept):
    for _ in range(4):
        book, url = urls_of(staff)
        calls = [("POST", url, {"data": PDF_FORM, "content_type": "multipart/form-data; boundary=x"})] * 4
        *posted, deleted = at_once(app, staff, [*calls, ("DELETE", book, {})])
        assert {answer.status_code for answer in posted} <= {201, 404}
        assert deleted.status_code == 204
    assert kept() == 0


PDF_FORM = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n' + PDF + b"\r\n--x--\r\n"


@pytest.mark.parametrize("backend", ["postgresql"])
@pytest.mark.parametrize("state", ["40P01", "40001"])
def test_whom_the_database_gives_up_for_another_hears_of_a_conflict(staff, monkeypatch, state):
    book, _ = urls_of(staff)

    def given_up(_book_id):
        db.session.execute(db.text(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{state}'; END $$"))

    monkeypatch.setattr(attachments, "forget", given_up)
    problem(staff.delete(book), 409, "conflict")
    assert staff.get(book).status_code == 200

"""No file without a row and no row without a file, whatever goes wrong in between."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from bookstore.errors import Unavailable
from bookstore.services import files, jobs
from tests.api.v2.test_concurrency import at_once, statuses
from tests.conftest import problem
from tests.factories import a_book
from tests.storages import kept_in
from tests.uploads import PDF, a_picture, put_cover, send

LARGE = a_picture(size=(800, 1200))
LATER = timedelta(hours=2)


@pytest.fixture
def failing(app, monkeypatch):
    """Makes the storage, or what is given, fail from the nth call on."""

    def failing(name, *, of=None, calls=0, error=Unavailable):
        place, left = of or app.extensions["storage"], [calls]
        real = getattr(place, name)

        def fail(*args, **kwargs):
            left[0] -= 1
            if left[0] < 0:
                raise error("The files can't be reached.")
            return real(*args, **kwargs)

        monkeypatch.setattr(place, name, fail)

    return failing


@pytest.mark.usefixtures("storage_url")
def test_a_book_takes_all_its_files_with_it(staff, worker, kept):
    book = a_book(staff)
    put_cover(staff, "books", book, LARGE)
    worker()
    send(staff, "POST", f"/api/v2/books/{book['id']}/attachments", PDF, "sample.pdf")
    assert kept() == 5
    assert staff.delete(f"/api/v2/books/{book['id']}").status_code == 204
    assert kept() == 0


@pytest.mark.usefixtures("storage_url")
def test_of_many_covers_at_once_one_stays(app, staff, anonymous, worker, kept):
    book = a_book(staff)
    url = f"/api/v2/books/{book['id']}/cover"
    sent = [{"data": a_picture(size=(200 + n, 300)), "content_type": "image/png"} for n in range(4)]
    answers = at_once(app, staff, [("PUT", url, each) for each in sent])
    assert statuses(answers) == {200: 4}
    shown = anonymous.get(f"/api/v2/books/{book['id']}").get_json()["cover"]
    assert anonymous.get(shown["url"]).status_code == 200
    assert kept() == 1
    assert worker() == 4
    assert kept() == 2


def test_of_many_covers_for_one_state_exactly_one_is_taken(app, staff, kept):
    book = a_book(staff)
    url = f"/api/v2/books/{book['id']}"
    seen = {"If-Match": staff.get(url).headers["ETag"]}
    calls = [("PUT", f"{url}/cover", {"data": a_picture(), "content_type": "image/png", "headers": seen})] * 4
    assert statuses(at_once(app, staff, calls)) == {200: 1, 412: 3}
    assert kept() == 1


def test_without_storage_nothing_is_taken_and_nothing_breaks(staff, kept, failing):
    book = a_book(staff)
    failing("put")
    problem(put_cover(staff, "books", book), 503)
    problem(send(staff, "POST", f"/api/v2/books/{book['id']}/attachments", PDF, "sample.pdf"), 503)
    assert staff.get(f"/api/v2/books/{book['id']}").get_json() == book
    assert kept() == 0


def test_what_the_database_refuses_is_deleted_again(staff, kept, failing):
    book = a_book(staff)
    failing("keep", of=files)
    problem(put_cover(staff, "books", book), 503)
    problem(send(staff, "POST", f"/api/v2/books/{book['id']}/attachments", PDF, "sample.pdf"), 503)
    assert kept() == 0


def test_a_book_that_goes_while_its_cover_comes_leaves_nothing(app, staff, kept, monkeypatch):
    book, storage = a_book(staff), app.extensions["storage"]
    put = storage.put

    def too_late(key, body):
        assert staff.delete(f"/api/v2/books/{book['id']}").status_code == 204
        put(key, body)

    monkeypatch.setattr(storage, "put", too_late)
    problem(put_cover(staff, "books", book), 404)
    assert kept() == 0


def test_what_was_left_by_a_death_is_tidied_up_later(app, staff, kept, failing, monkeypatch):
    book = a_book(staff)
    with monkeypatch.context() as dying:
        dying.setattr(files, "tidy", lambda _mine=(): None)
        failing("keep", of=files)
        problem(put_cover(staff, "books", book), 503)
    assert len(kept_in(app)) == 1
    with app.app_context():
        files.tidy()
        assert len(kept_in(app)) == 1, "it may be an upload that is under way"
        with time_machine.travel(datetime.now(UTC) + LATER, tick=False):
            files.tidy()
    assert kept() == 0


def test_what_cannot_be_deleted_now_is_deleted_later(app, staff, kept, failing, monkeypatch):
    book = a_book(staff)
    put_cover(staff, "books", book)
    with monkeypatch.context():
        failing("delete")
        assert staff.delete(f"/api/v2/books/{book['id']}/cover").status_code == 204
        assert kept() == 1
    monkeypatch.undo()
    with app.app_context():
        files.tidy()
    assert kept() == 0


def test_thumbnails_of_a_cover_that_was_replaced_are_not_made(staff, anonymous, worker, kept):
    book = a_book(staff)
    put_cover(staff, "books", book, LARGE)
    second = put_cover(staff, "books", book, a_picture(size=(400, 600))).get_json()["cover"]
    assert worker() == 2
    shown = anonymous.get(f"/api/v2/books/{book['id']}").get_json()["cover"]
    assert (shown["url"], len(shown["thumbnails"]), kept()) == (second["url"], 3, 3)


def test_making_thumbnails_again_does_no_harm(app, staff, anonymous, worker, kept):
    book = a_book(staff)
    digest = put_cover(staff, "books", book, LARGE).get_json()["cover"]["url"].rpartition("/")[2]
    worker()
    tag = anonymous.get(f"/api/v2/books/{book['id']}").headers["ETag"]
    with app.app_context():
        for id_ in (book["id"], 987_654):
            jobs.start("covers.thumbnails", {"kind": "book", "product_id": id_, "digest": digest})
    assert worker() == 2
    assert (anonymous.get(f"/api/v2/books/{book['id']}").headers["ETag"], kept()) == (tag, 4)


def test_a_download_goes_on_when_the_file_is_deleted(staff, anonymous, kept):
    book = a_book(staff)
    url = put_cover(staff, "books", book).get_json()["cover"]["url"]
    whole = anonymous.get(url).data
    answer = anonymous.get(url, buffered=False)
    assert staff.delete(f"/api/v2/books/{book['id']}/cover").status_code == 204
    assert (answer.data, kept()) == (whole, 0)


def test_who_asks_while_a_cover_is_replaced_gets_one_of_the_two(app, staff, anonymous, monkeypatch):
    book, storage = a_book(staff), app.extensions["storage"]
    put_cover(staff, "books", book)
    read = storage.read

    def replaced(*args):
        monkeypatch.setattr(storage, "read", read)
        put_cover(staff, "books", book, a_picture(size=(9, 9)))
        return read(*args)

    monkeypatch.setattr(storage, "read", replaced)
    assert anonymous.get(f"/api/v2/books/{book['id']}/cover").status_code == 200

"""Conditions on files: they come before parts, and a cover is made only where there is none, if that is asked for."""

import pytest

from tests.api.v2.test_concurrency import at_once, statuses
from tests.conftest import problem
from tests.factories import a_book, a_magazine
from tests.uploads import PDF, a_picture, put_cover, send

FIRST = {"If-None-Match": "*"}


@pytest.fixture
def urls(staff):
    """The URLs of a cover, of its picture and of an attachment's file."""
    book = a_book(staff)
    cover = put_cover(staff, "books", book).get_json()["cover"]["url"]
    attached = send(staff, "POST", f"/api/v2/books/{book['id']}/attachments", PDF, "sample.pdf").get_json()["url"]
    return f"/api/v2/books/{book['id']}/cover", cover, attached


def test_conditions_come_before_parts(anonymous, urls):
    for url in urls:
        tag = anonymous.get(url).headers["ETag"]
        for known in ("*", tag, f"W/{tag}"):
            answer = anonymous.get(url, headers={"Range": "bytes=0-4", "If-None-Match": known})
            assert (answer.status_code, answer.data) == (304, b""), (url, known)
            assert "Content-Range" not in answer.headers
        for other in ('"x"', f"W/{tag}"):
            problem(anonymous.get(url, headers={"Range": "bytes=0-4", "If-Match": other}), 412)
        beyond = {"Range": "bytes=99999999-", "If-None-Match": tag}
        assert anonymous.get(url, headers=beyond).status_code == 304


def test_parts_are_sent_where_conditions_hold(anonymous, urls):
    for url in urls:
        tag = anonymous.get(url).headers["ETag"]
        for held in (
            {"If-Match": tag},
            {"If-Match": "*"},
            {"If-None-Match": '"x"'},
            {"If-Match": tag, "If-Range": tag},
        ):
            answer = anonymous.get(url, headers={"Range": "bytes=0-4", **held})
            assert (answer.status_code, len(answer.data)) == (206, 5), held
            assert answer.headers["ETag"] == tag


def test_the_end_of_a_file_may_be_all_of_it(anonymous, urls):
    for url in urls:
        whole = anonymous.get(url).data
        for length in (len(whole), len(whole) + 1, 10**17):
            answer = anonymous.get(url, headers={"Range": f"bytes=-{length}"})
            assert (answer.status_code, answer.data) == (206, whole), length
            assert answer.headers["Content-Range"] == f"bytes 0-{len(whole) - 1}/{len(whole)}"
        problem(anonymous.get(url, headers={"Range": "bytes=-0"}), 416)


@pytest.mark.parametrize(("make", "kind"), [(a_book, "books"), (a_magazine, "magazines")])
def test_a_cover_is_made_only_where_there_is_none_if_that_is_asked_for(staff, anonymous, make, kind):
    thing = make(staff)
    url = f"/api/v2/{kind}/{thing['id']}/cover"
    problem(staff.delete(url, headers=FIRST), 404)
    made = put_cover(staff, kind, thing, headers=FIRST)
    assert made.status_code == 200
    problem(put_cover(staff, kind, thing, a_picture(size=(9, 9)), headers=FIRST), 412)
    problem(put_cover(staff, kind, thing, headers={"If-None-Match": made.headers["ETag"]}), 412)
    assert anonymous.get(url).headers["ETag"] == made.headers["ETag"]
    assert put_cover(staff, kind, thing, headers={"If-None-Match": '"x"'}).status_code == 200
    problem(put_cover(staff, kind, {"id": 987_654}, headers=FIRST), 404)


def test_a_first_cover_also_minds_the_state_of_its_book(staff, anonymous):
    book = a_book(staff)
    tag = anonymous.get(f"/api/v2/books/{book['id']}").headers["ETag"]
    problem(put_cover(staff, "books", book, headers=FIRST | {"If-Match": '"x"'}), 412)
    assert put_cover(staff, "books", book, headers=FIRST | {"If-Match": tag}).status_code == 200


def test_of_many_first_covers_one_is_taken(app, staff, kept):
    url = f"/api/v2/books/{a_book(staff)['id']}/cover"
    sent = {"data": a_picture(), "content_type": "image/png", "headers": FIRST}
    assert statuses(at_once(app, staff, [("PUT", url, sent)] * 4)) == {200: 1, 412: 3}
    assert kept() == 1

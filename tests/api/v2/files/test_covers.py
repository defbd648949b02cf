"""Covers: pictures of books and magazines, on each kind of storage."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.conftest import problem
from tests.factories import a_book, a_magazine
from tests.uploads import RED, a_picture, put_cover, send, taken_by_a_camera

everywhere = pytest.mark.usefixtures("storage_url")
"""On each kind of storage."""

REAL = Path(__file__).parents[5] / "shared" / "data" / "covers"
KINDS = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}


def opened(response):
    """The picture that an answer is."""
    assert response.status_code == 200, response.text
    return Image.open(BytesIO(response.data))


@everywhere
@pytest.mark.parametrize(("make", "kind"), [(a_book, "books"), (a_magazine, "magazines")])
def test_a_thing_shows_its_cover_and_then_three_thumbnails(staff, anonymous, worker, make, kind):
    url = f"/api/v2/{kind}/{make(staff)['id']}"
    answer = send(staff, "PUT", f"{url}/cover", a_picture(size=(800, 1200)), "cover.png")
    cover = answer.get_json()["cover"]
    assert (answer.status_code, cover["width"], cover["height"], cover["thumbnails"]) == (200, 800, 1200, [])
    assert worker() == 1
    shown = anonymous.get(url).get_json()["cover"]
    sizes = [(each["width"], each["height"]) for each in shown["thumbnails"]]
    assert sizes == [(160, 240), (320, 480), (640, 960)]
    for each in (shown, *shown["thumbnails"]):
        assert opened(anonymous.get(each["url"])).size == (each["width"], each["height"])
    assert anonymous.get(f"/api/v2/{kind}?limit=5").get_json()["results"][0]["cover"] == shown


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_is_taken_as_a_form_or_by_itself(staff, anonymous, kind):
    book, media_type = a_book(staff), KINDS[kind]
    alone = put_cover(staff, "books", book, a_picture(kind), content_type=media_type)
    form = send(staff, "PUT", f"/api/v2/books/{book['id']}/cover", a_picture(kind), f"c.{kind}", media_type)
    assert alone.get_json()["cover"] == form.get_json()["cover"]
    answer = anonymous.get(f"/api/v2/books/{book['id']}/cover")
    assert (answer.mimetype, opened(answer).format) == (media_type, kind)


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
def test_what_a_camera_says_is_gone_and_the_picture_upright(staff, anonymous, kind):
    taken = taken_by_a_camera(kind)
    assert b"Secret" in taken
    cover = put_cover(staff, "books", a_book(staff), taken, content_type=KINDS[kind]).get_json()["cover"]
    answer = anonymous.get(cover["url"])
    picture = opened(answer)
    assert b"Secret" not in answer.data
    assert not picture.getexif()
    assert (picture.size, cover["width"], cover["height"]) == ((80, 120), 80, 120)
    found = picture.convert("RGB").getpixel((75, 60))
    assert max(abs(one - other) for one, other in zip(found, RED, strict=True)) < 30


@everywhere
def test_setting_and_removing_a_cover_changes_the_things_etag(staff, anonymous, worker, kept):
    book = a_book(staff)
    url = f"/api/v2/books/{book['id']}"
    tags = [anonymous.get(url).headers["ETag"], put_cover(staff, "books", book).headers["ETag"]]
    worker()
    tags += [anonymous.get(url).headers["ETag"]]
    assert anonymous.head(f"{url}/cover").headers["ETag"] == tags[-1]
    assert staff.delete(f"{url}/cover").status_code == 204
    tags += [anonymous.get(url).headers["ETag"]]
    assert len(set(tags)) == 4
    assert anonymous.get(url).get_json()["cover"] is None
    problem(anonymous.get(f"{url}/cover"), 404)
    problem(staff.delete(f"{url}/cover"), 404)
    assert kept() == 0


@everywhere
def test_a_cover_is_replaced_only_as_it_was_seen(staff, anonymous, kept):
    book = a_book(staff)
    seen = {"If-Match": put_cover(staff, "books", book).headers["ETag"]}
    assert put_cover(staff, "books", book, a_picture(size=(9, 9)), headers=seen).status_code == 200
    problem(put_cover(staff, "books", book, headers=seen), 412)
    problem(staff.delete(f"/api/v2/books/{book['id']}/cover", headers=seen), 412)
    assert opened(anonymous.get(f"/api/v2/books/{book['id']}/cover")).size == (9, 9)
    assert kept() == 1


def test_urls_of_pictures_hold_for_ever_and_that_of_the_cover_is_asked_again(staff, anonymous):
    book = a_book(staff)
    url = f"/api/v2/books/{book['id']}/cover"
    first = put_cover(staff, "books", book).get_json()["cover"]["url"]
    lasting, present = anonymous.get(first), anonymous.get(url)
    assert lasting.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert present.headers["Cache-Control"] == "no-cache"
    for answer in (lasting, present):
        again = anonymous.get(answer.request.path, headers={"If-None-Match": f"W/{answer.headers['ETag']}"})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", answer.headers["ETag"])
    assert put_cover(staff, "books", book, a_picture(size=(9, 9))).get_json()["cover"]["url"] != first
    problem(anonymous.get(first), 404)
    assert anonymous.get(url, headers={"If-None-Match": present.headers["ETag"]}).status_code == 200


def test_a_picture_is_of_its_own_kind_of_thing(staff, anonymous):
    cover = put_cover(staff, "books", a_book(staff)).get_json()["cover"]
    digest = cover["url"].rpartition("/")[2]
    other = a_magazine(staff)["id"]
    for path in (f"magazines/{cover['url'].split('/')[4]}", f"magazines/{other}", f"books/{other}"):
        problem(anonymous.get(f"/api/v2/{path}/cover"), 404)
        problem(anonymous.get(f"/api/v2/{path}/cover/{digest}"), 404)
        problem(staff.delete(f"/api/v2/{path}/cover"), 404)
    problem(put_cover(staff, "books", {"id": other}), 404)


def test_a_small_cover_is_its_own_thumbnail(staff, anonymous, worker, kept):
    book = a_book(staff)
    cover = put_cover(staff, "books", book, a_picture(size=(200, 300))).get_json()["cover"]
    worker()
    shown = anonymous.get(f"/api/v2/books/{book['id']}").get_json()["cover"]["thumbnails"]
    assert [(each["width"], each["url"] == cover["url"]) for each in shown] == [(160, False), (200, True)]
    assert kept() == 2


def test_a_cover_that_no_thumbnail_is_smaller_than_is_its_only_one(staff, anonymous, worker, kept):
    book = a_book(staff)
    cover = put_cover(staff, "books", book, a_picture(size=(160, 240))).get_json()["cover"]
    del cover["thumbnails"]
    assert worker() == 1
    assert anonymous.get(f"/api/v2/books/{book['id']}").get_json()["cover"]["thumbnails"] == [cover]
    assert kept() == 1


SLIM = {
    (1, 20_000): [(1, 240), (1, 480), (1, 960)],
    (20_000, 1): [(160, 1), (320, 1), (640, 1)],
    (1, 300): [(1, 240), (1, 300)],
}


@pytest.mark.parametrize("size", SLIM, ids=str)
def test_a_slim_cover_has_thumbnails_that_can_be_seen(staff, anonymous, worker, size):
    book = a_book(staff)
    put_cover(staff, "books", book, a_picture(size=size))
    assert worker() == 1
    shown = anonymous.get(f"/api/v2/books/{book['id']}").get_json()["cover"]["thumbnails"]
    assert [(each["width"], each["height"]) for each in shown] == SLIM[size]
    for each in shown:
        assert opened(anonymous.get(each["url"])).size == (each["width"], each["height"])


@pytest.mark.skipif(not REAL.is_dir(), reason="the real covers are not on this machine")
def test_real_covers_are_taken(staff, worker):
    for path in REAL.glob("*.jpg"):
        found = put_cover(staff, "books", a_book(staff), path.read_bytes(), content_type="image/jpeg")
        assert found.status_code == 200, found.text
        with Image.open(path) as image:
            assert (found.get_json()["cover"]["width"], found.get_json()["cover"]["height"]) == image.size
        assert worker() == 1

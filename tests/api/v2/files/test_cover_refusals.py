"""What is no picture, or more than one, is refused before it costs anything; nothing of it is left."""

from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from struct import pack

import pytest
from PIL import Image

from tests.conftest import problem
from tests.factories import a_book
from tests.uploads import PDF, SVG, a_bomb, a_picture, a_zip, put_cover, send, taken_by_a_camera

PEAK = Path("/proc/self/clear_refs")
MEGABYTES = 100
JPEG, PNG, WEBP = map(a_picture, ("JPEG", "PNG", "WEBP"))
REFUSED = {
    "an SVG with a script": (SVG, "image/svg+xml", 415),
    "an SVG that says it is a PNG": (SVG, "image/png", 415),
    "a GIF": (a_picture("GIF"), "image/gif", 415),
    "a GIF that says it is a PNG": (a_picture("GIF"), "image/png", 415),
    "a GIF with a ZIP behind it": (a_picture("GIF") + a_zip(), "image/png", 415),
    "a PNG with a ZIP behind it": (PNG + a_zip(), "image/png", 422),
    "a JPEG with a ZIP behind it": (JPEG + a_zip(), "image/jpeg", 422),
    "two JPEGs with a ZIP behind them": (2 * JPEG + a_zip(), "image/jpeg", 422),
    "a WebP with a ZIP behind it": (WEBP + a_zip(), "image/webp", 422),
    "a JPEG that says it is a PNG": (JPEG, "image/png", 415),
    "a PDF": (PDF, "image/png", 415),
    "nothing": (b"", "image/png", 422),
    "half a PNG": (PNG[: len(PNG) // 2], "image/png", 422),
    "half a JPEG": (JPEG[: len(JPEG) // 2], "image/jpeg", 422),
    "a PNG with a byte changed": (PNG.replace(b"IDAT", b"IDAT\xff", 1), "image/png", 422),
    "the head of a PNG": (PNG[:8], "image/png", 415),
    "a JPEG of marks alone": (b"\xff\xd8" + b"\xff" * 100_000, "image/jpeg", 415),
    "JSON": (b"{}", "application/json", 415),
}


@pytest.fixture
def backend():
    """What is refused never comes as far as a database."""
    return "sqlite"


@contextmanager
def at_most(megabytes):
    """Fails when the process had more memory at any time than so much more than at the start."""
    if not PEAK.exists():
        yield
        return
    PEAK.write_text("5")
    before = memory("VmRSS")
    yield
    assert memory("VmHWM") - before < megabytes


def memory(name):
    """Megabytes, as the system counts them."""
    lines = dict(line.split(":") for line in Path("/proc/self/status").read_text().splitlines())
    return int(lines[name].split()[0]) / 1024


def test_what_is_no_picture_is_refused(staff, kept):
    book = a_book(staff)
    with at_most(MEGABYTES):
        for case, (body, media_type, status) in REFUSED.items():
            answer = put_cover(staff, "books", book, body, content_type=media_type)
            assert answer.status_code == status, (case, answer.text)
            problem(answer, status)
    assert staff.get(f"/api/v2/books/{book['id']}").get_json() == book
    assert kept() == 0


@pytest.mark.parametrize("side", [5_000, 50_000])
def test_a_picture_of_too_many_pixels_is_refused_by_its_head(staff, kept, side):
    bomb = a_bomb(side)
    with at_most(MEGABYTES):
        found = problem(put_cover(staff, "books", a_book(staff), bomb), 422)
    assert "20 million" in found["detail"]
    assert kept() == 0


def test_the_largest_picture_takes_no_more_memory_than_is_bounded(staff):
    picture = a_picture("JPEG", (4000, 5000))
    with at_most(MEGABYTES):
        answer = put_cover(staff, "books", a_book(staff), picture, content_type="image/jpeg")
    assert answer.get_json()["cover"]["height"] == 5000


def test_a_picture_that_moves_is_refused(staff):
    frames = [Image.new("RGB", (9, 9), (shade, 0, 0)) for shade in (0, 200)]
    for kind in ("WEBP", "PNG"):
        file = BytesIO()
        frames[0].save(file, kind, save_all=True, append_images=frames[1:], duration=100)
        answer = put_cover(staff, "books", a_book(staff), file.getvalue(), content_type=f"image/{kind.lower()}")
        assert "moves" in problem(answer, 422)["detail"]


def test_a_cameras_second_picture_is_no_stowaway(staff):
    preview = taken_by_a_camera()
    answer = put_cover(staff, "books", a_book(staff), preview + bytes(16) + preview, content_type="image/jpeg")
    assert answer.status_code == 200, answer.text


def test_a_name_that_leads_elsewhere_or_says_something_else_is_refused(staff, kept):
    url = f"/api/v2/books/{a_book(staff)['id']}/cover"
    for name in ("../../etc/passwd", "x/../y.png", "a\tb.png", " ", "x" * 300 + ".png"):
        problem(send(staff, "PUT", url, PNG, name, "image/png"), 422)
    for name in ("cover.gif", "cover.jpg", "cover.png.exe"):
        problem(send(staff, "PUT", url, PNG, name, "image/png"), 415)
    assert kept() == 0


def test_a_form_has_one_file_and_nothing_else(staff):
    url = f"/api/v2/books/{a_book(staff)['id']}/cover"
    for parts in ({}, {"file": "text"}, {"other": (BytesIO(PNG), "a.png")}, {"file": (BytesIO(), "a.png")}):
        problem(staff.put(url, data=parts, content_type="multipart/form-data"), 422)
    twice = {"file": [(BytesIO(PNG), "a.png"), (BytesIO(PNG), "b.png")]}
    problem(staff.put(url, data=twice), 422)
    problem(staff.put(url, data={"file": (BytesIO(PNG), "a.png"), "more": "x"}), 422)


def test_ten_thousand_parts_are_too_many(staff):
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n\r\n'
    form = {"data": part * 10_000 + b"--x--\r\n", "content_type": "multipart/form-data; boundary=x"}
    with at_most(MEGABYTES):
        problem(staff.put(f"/api/v2/books/{a_book(staff)['id']}/cover", **form), 413)


@pytest.mark.parametrize("form", [True, False])
def test_five_megabytes_are_enough(staff, form):
    url, large = f"/api/v2/books/{a_book(staff)['id']}/cover", PNG + bytes(5 * 1024 * 1024)
    answer = send(staff, "PUT", url, large, "a.png") if form else staff.put(url, data=large, content_type="image/png")
    problem(answer, 413)


def test_a_body_that_breaks_off_is_refused(wire, app):
    head = {"Content-Type": "image/png", "Content-Length": str(len(PNG) + 1)}
    problem(wire.ask("PUT", "/api/v2/books/1/cover", PNG, head), 400)


def test_a_webp_that_lies_about_its_length_is_refused(staff):
    lying = WEBP[:4] + pack("<I", 10) + WEBP[8:]
    problem(put_cover(staff, "books", a_book(staff), lying, content_type="image/webp"), 422)

"""Compression: answers come as the client likes them, and their tags hold in every form."""

import gzip
import json

import brotli
import pytest
import zstandard
from flask import Response

from bookstore.api.codings import CODINGS
from tests.conftest import PASSWORD, logged_in, problem
from tests.factories import a_book

LONG = {"title": "Momo", "description": "Time is life itself, and life resides in the human heart. " * 20}
OPEN = {
    "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
    "br": brotli.decompress,
    "gzip": gzip.decompress,
}


@pytest.fixture
def url(staff):
    """The URL of a book with much to say."""
    return f"/api/v2/books/{a_book(staff, **LONG)['id']}"


def get(client, url, accepted, method="GET", **headers):
    """The answer in one of the codings that are accepted."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.open(url, method=method, headers={"Accept-Encoding": accepted, **named})


def coding(response):
    """The coding of an answer."""
    return response.headers.get("Content-Encoding")


def opened(response):
    """The body of an answer, whatever its coding."""
    return OPEN.get(coding(response), bytes)(response.data)


def test_every_coding_holds_the_same_in_less(anonymous, url):
    plain = anonymous.get(url)
    assert (coding(plain), set(OPEN)) == (None, set(CODINGS))
    for name in CODINGS:
        packed = get(anonymous, url, name)
        assert (packed.status_code, coding(packed), packed.mimetype) == (200, name, "application/json")
        assert opened(packed) == plain.data
        assert packed.content_length == len(packed.data) < len(plain.data) / 3


@pytest.mark.parametrize(
    ("accepted", "expected"),
    {
        "gzip, deflate, br, zstd": "zstd",
        "gzip, br": "br",
        "gzip;q=1.0, br;q=0.9": "gzip",
        "br;q=0.1,gzip;q=0.2": "gzip",
        "GZIP ; Q=0.5": "gzip",
        "x-gzip": "gzip",
        "*": "zstd",
        "*;q=0.1, zstd;q=0": "br",
        "gzip;q=0, *": "zstd",
        "identity;q=0.5, gzip;q=0.4": None,
        "identity;q=0.4, gzip;q=0.5": "gzip",
        "identity, gzip": "gzip",
        "": None,
        "identity": None,
        "deflate, compress": None,
        "gzip;q=0": None,
        "zstd;q=0, br;q=0, gzip;q=0, *": None,
        "*;q=0": None,
        "gzip;q=x": None,
        "gzip;q=-1": None,
        ", ;;, gzip": "gzip",
    }.items(),
)
def test_the_client_chooses(anonymous, url, accepted, expected):
    assert coding(get(anonymous, url, accepted)) == expected


def test_what_is_short_is_left_as_it_is_unless_that_is_refused(anonymous, url):
    short = "/api/v2/isbn/9783161484100"
    assert (coding(get(anonymous, short, "gzip")), coding(get(anonymous, short, "gzip, *;q=0"))) == (None, "gzip")
    assert coding(get(anonymous, short, "br, identity;q=0")) == "br"
    assert opened(get(anonymous, short, "br, identity;q=0")) == anonymous.get(short).data


def test_caches_are_told_once_that_it_depends_on_the_coding(anonymous, url):
    for path in (url, "/api/v2/books", "/api/v2/isbn/1", "/api/v2/nowhere", "/", "/api/v1/books", "/api/books"):
        for accepted in ("", "gzip", "identity"):
            varies = get(anonymous, path, accepted).headers["Vary"].split(", ")
            assert varies.count("Accept-Encoding") == 1, (path, accepted)
    assert "Vary" not in get(anonymous, "/livez", "gzip").headers


def test_every_form_has_its_tag_and_every_tag_spares_the_body(anonymous, url):
    for path in (url, "/api/v2/books", "/api/v2/openapi.json", "/assets/swagger-ui-dist/swagger-ui.css"):
        tags = {name: get(anonymous, path, name).headers["ETag"] for name in ("identity", *CODINGS)}
        assert len(set(tags.values())) == 4, path
        for tag in tags.values():
            for accepted in ("identity", *CODINGS, "gzip, br"):
                for sent in (tag, f'"other", {tag}', f'W/{tag}, "x-gzip"'):
                    again = get(anonymous, path, accepted, If_None_Match=sent)
                    assert (again.status_code, again.data, coding(again)) == (304, b"", None), (path, sent)
                    assert again.headers["ETag"] == tag
                    assert "Accept-Encoding" in again.headers["Vary"]


def test_what_has_changed_is_sent_in_every_form(anonymous, staff, url):
    for name in CODINGS:
        tag = get(anonymous, url, name).headers["ETag"]
        staff.patch(url, json={"title": f"Not {name}"})
        again = get(anonymous, url, name, If_None_Match=tag)
        assert (again.status_code, again.headers["ETag"] != tag) == (200, True)
        assert json.loads(opened(again))["title"] == f"Not {name}"


def test_a_write_takes_the_tag_of_every_form_once(staff, url):
    for name in ("identity", *CODINGS):
        tag = get(staff, url, name).headers["ETag"]
        headers = {"If-Match": tag, "Accept-Encoding": "gzip"}
        done = staff.patch(url, json={"title": name}, headers=headers)
        assert (done.status_code, done.headers["ETag"]) == (200, get(staff, url, "gzip").headers["ETag"])
        problem(staff.patch(url, json={"title": "x"}, headers={"If-Match": tag}), 412, "precondition-failed")


def test_weak_and_foreign_tags_stay_what_they_are(staff, url):
    tag = get(staff, url, "gzip").headers["ETag"]
    for wrong in (f"W/{tag}", tag.replace("-gzip", "-deflate"), tag.replace("-gzip", "-gzip-gzip"), tag.strip('"')):
        problem(staff.patch(url, json={"title": "x"}, headers={"If-Match": wrong}), 412, "precondition-failed")


def test_head_says_what_get_would(anonymous, url):
    for path in (url, "/assets/swagger-ui-dist/swagger-ui.css"):
        for name in CODINGS:
            got, head = get(anonymous, path, name), get(anonymous, path, name, method="HEAD")
            assert (head.status_code, head.data) == (200, b"")
            for header in ("Content-Encoding", "Content-Length", "ETag", "Vary"):
                assert head.headers[header] == got.headers[header]


def test_empty_answers_have_no_coding(staff, url):
    for answer in (get(staff, url, "gzip", method="OPTIONS"), get(staff, url, "gzip", method="DELETE")):
        assert (coding(answer), answer.data) == (None, b"")


def test_problems_are_compressed_and_secrets_are_not(app, anonymous):
    logged_in(app, "carla", "customer")
    values = {"grant_type": "password", "username": "carla", "password": PASSWORD}
    secret = anonymous.post("/api/v2/auth/token", json=values, headers={"Accept-Encoding": "br"})
    assert (secret.status_code, coding(secret), len(secret.data) > 500) == (200, None, True)
    wrong = get(anonymous, "/api/v2/books?" + "&".join(f"x{number}=1" for number in range(20)), "br")
    assert (wrong.status_code, coding(wrong), json.loads(opened(wrong))["code"]) == (422, "br", "invalid")


def test_pictures_and_what_is_coded_already_stay_as_they_are(app):
    app.add_url_rule("/picture", "picture", lambda: Response(b"x" * 2000, mimetype="image/png"))
    packed = Response(b"x" * 2000, mimetype="text/csv", headers={"Content-Encoding": "aws-chunked"})
    app.add_url_rule("/packed", "packed", lambda: packed)
    assert coding(get(app.test_client(), "/picture", "gzip")) is None
    assert coding(get(app.test_client(), "/packed", "gzip")) == "aws-chunked"


def test_what_comes_in_parts_is_compressed_as_it_goes(app):
    closed = []

    def lines():
        try:
            yield from (f'{{"number": {number}}}\n' for number in range(1000))
        finally:
            closed.append(True)

    app.add_url_rule("/lines", "lines", lambda: Response(lines(), mimetype="application/x-ndjson"))
    plain = app.test_client().get("/lines").data
    for name in CODINGS:
        packed = get(app.test_client(), "/lines", name)
        assert (coding(packed), opened(packed)) == (name, plain)
        packed.close()
    assert len(closed) == 4

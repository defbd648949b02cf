"""Kept answers go out with the headers that they had, whatever the server leaves unchecked."""

import http.client
from urllib.parse import urlsplit

import pytest

from tests import live
from tests.conftest import sqlite_first

BOOKS = "/api/v2/books"
OWN = {"date", "age", "cache-status", "x-request-id", "content-length"}
"""Headers that each answer has of its own."""


@pytest.fixture
def ask(database_url, tmp_path):
    """Asks a bookstore of one worker: the status, the headers in small letters, the body."""
    with live.bookstore(database_url, tmp_path, workers=1) as server:

        def asked(method="GET", path=BOOKS, **headers):
            connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
            connection.request(method, path, headers={name.replace("_", "-"): text for name, text in headers.items()})
            answer = connection.getresponse()
            return answer.status, {name.lower(): text for name, text in answer.getheaders()}, answer.read()

        yield asked


def lasting(headers):
    """Less what each answer has of its own."""
    return {name: value for name, value in headers.items() if name not in OWN}


@sqlite_first
def test_a_kept_answer_has_the_headers_that_it_was_made_with(ask):
    _, made, body = ask()
    status, kept, same = ask()
    assert ("hit" in made["cache-status"], "hit" in kept["cache-status"]) == (False, True)
    assert (status, lasting(kept), same) == (200, lasting(made), body)
    assert int(kept["content-length"]) == len(body)
    status, head, nothing = ask("HEAD")
    assert (status, lasting(head), head["content-length"], nothing) == (200, lasting(made), str(len(body)), b"")
    status, unchanged, nothing = ask(If_None_Match=made["etag"])
    assert (status, unchanged["etag"], "content-length" in unchanged, nothing) == (304, made["etag"], False, b"")
    status, packed, _ = ask(Accept_Encoding="gzip")
    assert (status, packed["content-encoding"], packed["etag"]) == (200, "gzip", f'{made["etag"][:-1]}-gzip"')
    assert ask(X_Request_Id="a b")[1]["x-request-id"] != "a b"


def test_what_no_header_can_tell_is_not_kept(make, book):
    app, told = make(), iter(["a\x01b", "a\x01b", "ä", "ä"])

    @app.after_request
    def odd(response):
        response.headers["X-Odd"] = next(told)
        return response

    outcomes = [app.test_client().get(book).headers["Cache-Status"] for _ in range(4)]
    assert ["stored" in outcome for outcome in outcomes] == [False, False, True, False]
    assert "hit" in outcomes[3]

"""What is no HTTP gets a problem as well."""

import json
import socket
from http import HTTPStatus

import pytest

from bookstore.api.problems import PROBLEMS
from bookstore.ops import unparsed


def told(status):
    """The head and the problem that a client gets."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        unparsed.write_problem(ours, status, "Reason", "<b>what was sent</b>")
        head, _, body = theirs.recv(4096).partition(b"\r\n\r\n")
    assert b"what was sent" not in body
    return head, json.loads(body)


@pytest.mark.parametrize(
    ("status", "answered", "code"),
    [
        (400, 400, "bad-request"),
        (414, 414, "uri-too-long"),
        (418, 400, "bad-request"),
        (501, 501, "not-implemented"),
        (505, 500, "internal-error"),
    ],
)
def test_a_request_that_cannot_be_parsed_gets_a_problem(status, answered, code):
    head, problem = told(status)
    assert head.startswith(f"HTTP/1.1 {answered} {HTTPStatus(answered).phrase}\r\n".encode())
    for header in (b"Content-Type: application/problem+json", b"X-Content-Type-Options: nosniff"):
        assert header in head
    assert b"API-Version" not in head, "nobody could read which one was asked for"
    assert (problem["status"], problem["code"], problem["type"]) == (answered, code, f"/problems/{code}")


def test_every_problem_that_is_told_has_its_page():
    for status in range(400, 600):
        _, problem = told(status)
        assert PROBLEMS[problem["code"]].status == problem["status"]

"""What is no HTTP gets a problem as well."""

import json
import socket

import pytest

from bookstore.ops import unparsed


@pytest.mark.parametrize(("status", "code"), [(400, "bad-request"), (414, "uri-too-long"), (418, "bad-request")])
def test_a_request_that_cannot_be_parsed_gets_a_problem(status, code):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        unparsed.write_problem(ours, status, "Reason", "<b>what was sent</b>")
        head, _, body = theirs.recv(4096).partition(b"\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} Reason\r\n".encode())
    assert b"Content-Type: application/problem+json" in head
    assert (json.loads(body)["code"], b"what was sent" in body) == (code, False)

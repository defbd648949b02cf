"""Requests over real sockets: what is broken, too large or slow gets a problem, and no request hides in another."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time

import pytest

from tests.live import ROOT, SECRET
from tests.servers import START_TIMEOUT, free_port

PATH = "/api/v2/auth/token"
PATIENCE = 0.5
HIDDEN = b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture(scope="module")
def port(sqlite_template, tmp_path_factory):
    """Where gunicorn serves the application with few threads and little patience."""
    folder = tmp_path_factory.mktemp("sockets")
    shutil.copy(sqlite_template, folder / "test.db")
    found = free_port()
    settings = {"DATABASE_URL": f"sqlite:///{folder}/test.db", "SECRET_KEY": SECRET, "PORT": str(found)}
    limits = {
        "WEB_CONCURRENCY": "1",
        "WEB_THREADS": "2",
        "WEB_READ_TIMEOUT": str(PATIENCE),
        "MAX_CONTENT_LENGTH": "200000",
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "wsgi:app"]
    with (folder / "server.log").open("wb") as log:
        environment = os.environ | settings | limits | {"LOG_LEVEL": "WARNING"}
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    deadline = time.monotonic() + START_TIMEOUT
    while socket.socket().connect_ex(("127.0.0.1", found)) and time.monotonic() < deadline:
        time.sleep(0.05)
    yield found
    server.terminate()
    server.wait()


def connected(port, sent=b""):
    """A connection on which something has been sent."""
    client = socket.create_connection(("127.0.0.1", port), timeout=20)
    client.sendall(sent)
    return client


def answers(port, sent, *, half_close=False):
    """All that comes back for some bytes until the server closes, as (status, headers, body) of each answer."""
    with connected(port) as client:
        try:
            client.sendall(sent)
            if half_close:
                client.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # it had heard enough
        received = b""
        while data := client.recv(65536):
            received += data
    found = []
    while received:
        head, _, rest = received.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        length = int(headers["content-length"])
        found.append((int(first.split()[1]), headers, rest[:length]))
        received = rest[length:]
    return found


def post(*headers, body=b""):
    """A POST of JSON."""
    lines = [f"POST {PATH} HTTP/1.1", "Host: x", "Content-Type: application/json", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


def the_problem(found, status):
    """The one answer that there is, which is a problem."""
    assert [answer[0] for answer in found] == [status], found
    _, headers, body = found[0]
    assert headers["content-type"] == "application/problem+json"
    assert json.loads(body)["status"] == status
    return json.loads(body)


CHUNKED = "Transfer-Encoding: chunked"
BROKEN = {
    "size": b"zz\r\n{}\r\n0\r\n\r\n",
    "no size": b"\r\n{}\r\n0\r\n\r\n",
    "end": b"2\r\n{}xx0\r\n\r\n",
    "negative": b"-2\r\n{}\r\n0\r\n\r\n",
    "extension": b'2;"\r\n{}\r\n0\r\n\r\n',
    "trailer": b"2\r\n{}\r\n0\r\nnonsense\r\n\r\n",
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
def test_a_badly_chunked_body_is_the_callers_fault_and_ends_the_connection(port, body):
    the_problem(answers(port, post(CHUNKED, body=body + HIDDEN)), 400)


@pytest.mark.parametrize("body", [b"", b"5", b"5\r\n{}", b"2\r\n{}\r\n", b"2\r\n{}\r\n0\r\n"])
def test_a_chunked_body_that_breaks_off_is_the_callers_fault(port, body):
    the_problem(answers(port, post(CHUNKED, body=body), half_close=True), 400)


def test_a_declared_body_that_breaks_off_is_the_callers_fault(port):
    the_problem(answers(port, post("Content-Length: 10", body=b"{}"), half_close=True), 400)


def test_a_well_chunked_body_is_taken(port):
    body = b'{"grant_type": "other"}'
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    found = answers(port, post(CHUNKED, "Connection: close", body=chunks))
    assert json.loads(found[0][2])["code"] == "unsupported-grant-type"


def test_a_body_over_the_limit_is_refused_however_it_comes(port):
    large = b"x" * 300_000
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(large), large)
    the_problem(answers(port, post(CHUNKED, body=chunks + HIDDEN)), 413)
    the_problem(answers(port, post(f"Content-Length: {len(large)}", body=large + HIDDEN)), 413)
    the_problem(answers(port, post(f"Content-Length: {len(large)}")), 413)


def test_a_body_that_nobody_read_hides_no_request(port):
    unread = f"POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: {len(HIDDEN)}\r\n\r\n".encode() + HIDDEN
    last = b"GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    assert [answer[0] for answer in answers(port, unread + last)] == [404, 200]


@pytest.mark.parametrize("half", [post("Content-Length: 10", body=b"{"), post(CHUNKED, body=b"5\r\n{"), b"GET / HT"])
def test_half_a_request_holds_up_the_others_only_for_a_while(port, half):
    slow = [connected(port, half) for _ in range(4)]
    asked = time.monotonic()
    assert answers(port, HIDDEN.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))[0][0] == 200
    assert time.monotonic() - asked < 5 * PATIENCE + 2
    for client in slow:
        assert client.recv(100)[:13] in (b"HTTP/1.1 408 ", b"")
        client.close()


def test_drops_of_a_request_do_not_hold_a_thread_for_ever(port):
    with connected(port, post("Content-Length: 1000", body=b"{")) as client:
        started = time.monotonic()
        client.settimeout(PATIENCE / 4)
        while time.monotonic() - started < 10 * PATIENCE:
            try:
                assert client.recv(13) == b"HTTP/1.1 408 "
                break
            except TimeoutError:
                client.sendall(b" ")
    assert time.monotonic() - started < 8 * PATIENCE


def test_a_broken_body_that_nobody_reads_is_no_second_request(port):
    unread = b"POST /nowhere HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + HIDDEN
    assert [answer[0] for answer in answers(port, unread)] == [404]


@pytest.mark.parametrize("path", [b"//", b"///livez", b"//livez", b"/%FF", b"/%00", b"/livez%0a"])
def test_a_path_is_not_mended(port, path):
    the_problem(answers(port, b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), 404)

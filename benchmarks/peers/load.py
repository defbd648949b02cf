"""Load from one process that is cheap enough not to be what is measured: bare sockets, a few connections at once.

A connection serves one request: gunicorn's sync workers keep none alive, so nobody else is asked to.
"""

import itertools
import selectors
import socket
import time
from collections.abc import Sequence
from typing import NamedTuple

HOST = "127.0.0.1"
AT_ONCE = 4
"""Requests under way at any moment: two for each worker."""

GOOD = (b"HTTP/1.1 200 ", b"HTTP/1.1 201 ")


class Fired(NamedTuple):
    """How many requests were answered well, and within how many seconds."""

    answers: int
    seconds: float


def request(method: str, path: str, *, body: bytes = b"", headers: dict[str, str] | None = None) -> bytes:
    """A whole request, as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept: */*", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


def fire(port: int, requests: Sequence[bytes], seconds: float, *, once: bool = False) -> Fired:
    """Send these requests for so long, in order and over again, or each only `once`; any but a good answer ends it."""
    source = iter(requests) if once else itertools.cycle(requests)
    answers, started = 0, time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for _ in range(AT_ONCE):
            _send(selector, port, next(source))
        while selector.get_map():
            for key, _ in selector.select():
                if not _is_whole(selector, key):
                    continue
                answers += 1
                if time.perf_counter() - started < seconds:
                    _send(selector, port, next(source))
    return Fired(answers, time.perf_counter() - started)


def ask(port: int, message: bytes) -> tuple[int, bytes]:
    """The status and the body of one answer."""
    with socket.create_connection((HOST, port)) as connection:
        connection.sendall(message)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split(b" ", 2)[1]), body


def _send(selector: selectors.BaseSelector, port: int, message: bytes) -> None:
    connection = socket.create_connection((HOST, port))
    connection.sendall(message)
    selector.register(connection, selectors.EVENT_READ, bytearray())


def _is_whole(selector: selectors.BaseSelector, key: selectors.SelectorKey) -> bool:
    """Take in what has come; whether that was the end, which must be that of a good answer."""
    chunk = key.fileobj.recv(65536)
    if chunk:
        key.data.extend(chunk)
        return False
    selector.unregister(key.fileobj)
    key.fileobj.close()
    if not key.data.startswith(GOOD):
        raise RuntimeError(f"Not a good answer: {bytes(key.data[:500])!r}")
    return True

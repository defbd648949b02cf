"""A local server that speaks as Open Library and Google Books do, from recorded answers, with their faults."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bookstore.values.isbn import to_10

OPEN_LIBRARY, GOOGLE_BOOKS = "openlibrary", "google_books"
PATHS = {"/api/books": OPEN_LIBRARY, "/books/v1/volumes": GOOGLE_BOOKS}
BUDGET = 5.0
"""Seconds that everything may take: enough for the slowest machine."""


@dataclass
class Reply:
    """What a provider answers: by default what is recorded; `delay` in seconds, `cut` bytes before the end."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    cut: int = 0


def open_library(isbn: str, **changed: Any) -> dict[str, Any]:
    """What /api/books?jscmd=data answers."""
    edition = {
        "url": "https://openlibrary.org/books/OL7353617M/Fantastic_Mr._Fox",
        "key": "/books/OL7353617M",
        "title": "Fantastic Mr. Fox",
        "authors": [{"url": "https://openlibrary.org/authors/OL34184A/Roald_Dahl", "name": "Roald Dahl"}],
        "number_of_pages": 96,
        "identifiers": {
            "goodreads": ["1507552"],
            "isbn_10": [to_10(isbn)],
            "isbn_13": [isbn],
            "openlibrary": ["OL7353617M"],
        },
        "publishers": [{"name": "Puffin"}],
        "publish_date": "October 1, 1988",
        "subjects": [{"name": "Animals", "url": "https://openlibrary.org/subjects/animals"}],
        "cover": {"small": "https://covers.openlibrary.org/b/id/6498519-S.jpg"},
    }
    return {f"ISBN:{isbn}": edition | changed}


def google_books(isbn: str, **changed: Any) -> dict[str, Any]:
    """What /books/v1/volumes?q=isbn: answers."""
    volume = {
        "title": "Fantastic Mr Fox",
        "subtitle": "A Children's Book",
        "authors": ["Roald Dahl", "Quentin Blake"],
        "publisher": "Penguin UK",
        "publishedDate": "1988-10-01",
        "description": "Boggis, Bunce and Bean are three of the meanest farmers around.",
        "industryIdentifiers": [
            {"type": "ISBN_13", "identifier": isbn},
            {"type": "ISBN_10", "identifier": to_10(isbn)},
        ],
        "readingModes": {"text": False, "image": False},
        "pageCount": 0,
        "printType": "BOOK",
        "categories": ["Juvenile Fiction"],
        "language": "en",
    }
    item = {"kind": "books#volume", "id": "Nn6gPwAACAAJ", "etag": "zj0r1nZQ8hQ", "volumeInfo": volume | changed}
    return {"kind": "books#volumes", "totalItems": 1, "items": [item]}


RECORDED = {OPEN_LIBRARY: open_library, GOOGLE_BOOKS: google_books}
NOTHING = {OPEN_LIBRARY: {}, GOOGLE_BOOKS: {"kind": "books#volumes", "totalItems": 0}}
"""What they answer for what they do not know."""


class Library:
    """Both providers; `replies` are what they answer, the last one again and again; `asked` is what they were asked."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.replies: dict[str, list[Reply]] = {name: [Reply()] for name in RECORDED}
        self.asked: list[tuple[str, str]] = []
        self.headers: list[Any] = []
        self.at_once = self.most_at_once = 0
        self.lock = Lock()

    @property
    def settings(self) -> dict[str, Any]:
        """The configuration of an application that asks here."""
        urls = {"OPENLIBRARY_URL": self.url, "GOOGLE_BOOKS_URL": self.url}
        return urls | {"LOOKUP_PROVIDERS": tuple(RECORDED), "LOOKUP_BUDGET": BUDGET}

    def say(self, *replies: Reply, by: tuple[str, ...] = (OPEN_LIBRARY, GOOGLE_BOOKS)) -> None:
        """Have providers answer so from now on."""
        self.replies |= {name: list(replies) for name in by}

    def know_nothing(self, *by: str) -> None:
        """Have providers say that they do not know."""
        for name in by or tuple(RECORDED):
            self.replies[name] = [Reply(body=NOTHING[name])]

    def count(self, change: int) -> None:
        """Somebody comes, or goes."""
        with self.lock:
            self.at_once += change
            self.most_at_once = max(self.most_at_once, self.at_once)

    def times(self, provider: str) -> int:
        """How often a provider was asked."""
        return sum(name == provider for name, _ in self.asked)

    def reply(self, provider: str, isbn: str) -> tuple[Reply, bytes]:
        """What to answer now."""
        waiting = self.replies[provider]
        reply = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        body = RECORDED[provider](isbn) if reply.body is None else reply.body
        return reply, body if isinstance(body, bytes) else json.dumps(body).encode()


@contextmanager
def opened() -> Iterator[Library]:
    """The server on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = parse_qs(parts.query)
            isbn = (query.get("bibkeys") or query.get("q") or [":"])[0].partition(":")[2]
            provider = PATHS.get(parts.path, "elsewhere")
            library.asked.append((provider, isbn))
            library.headers.append(self.headers)
            reply, body = library.reply(provider, isbn)
            library.count(1)
            time.sleep(reply.delay)
            library.count(-1)
            with suppress(OSError):
                self._send(reply, body)

        def _send(self, reply: Reply, body: bytes) -> None:
            self.send_response(reply.status)
            headers = {"Content-Type": "application/json", "Content-Length": str(len(body)), **reply.headers}
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body[: len(body) - reply.cut])

        def log_message(self, *_: Any) -> None:
            """Nothing to say."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    library = Library(f"http://127.0.0.1:{server.server_port}")
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield library
    finally:
        server.shutdown()
        server.server_close()

"""What is asked."""

import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.peers import load
from benchmarks.peers.serving import Server
from bookstore.demo.generated import PREFIX
from bookstore.values.isbn import check_digit_13

LABELS = {
    "list": "a list of 20 books with authors and total",
    "one": "one book",
    "create": "a new book (authenticated, validated, limited)",
    "cached": "the list of 20 from the cache",
}
ONES = 100
"""Books that are asked for in turns."""

MOST_A_SECOND = 4000
"""New books that are made ready: more than any server takes."""

FIRST_NEW = 50_000_000
"""Generated books have the numbers below."""

Body = dict[str, Any]


def new_books() -> Iterator[Body]:
    """Books that nobody has added yet, of authors, publishers and categories that are there."""
    for place in itertools.count(FIRST_NEW):
        stem = f"{PREFIX}{place:08d}"
        yield {
            "isbn": stem + check_digit_13(stem),
            "title": f"A new book {place}",
            "subtitle": None,
            "authors": [{"name": "Ada Abe"}, {"name": "Zoë Müller"}],
            "publisher": {"name": "Weber & Zhang"},
            "categories": [{"slug": "fiction"}],
            "language": "en",
            "year": 2026,
            "pages": 321,
            "format": "paperback",
            "description": "A story about a river and a window.",
            "price": {"amount": "12.50", "currency": "EUR"},
            "stock": 3,
        }


class Requests:
    """The requests of each case, ready to be sent."""

    def __init__(self, ids: list[int], token: str) -> None:
        self.ids, self._bodies = ids, new_books()
        self.headers = {"Authorization": f"Bearer {token}"}

    def new_book(self) -> bytes:
        return json.dumps(next(self._bodies)).encode()

    def of(self, case: str, server: Server, seconds: float) -> tuple[list[bytes], bool]:
        """The requests for so many seconds, and whether each may be sent only once."""
        path = server.program.paths[case]
        if case == "create" and not server.program.bare:
            return list(self._posts(path, int(MOST_A_SECOND * max(seconds, 1)))), True
        ids = self.ids if case == "one" else [0]
        return [load.request("GET", path.format(id=number)) for number in ids], False

    def _posts(self, path: str, number: int) -> Iterator[bytes]:
        post: Callable[..., bytes] = load.request
        for _ in range(number):
            yield post("POST", path, body=self.new_book(), headers=self.headers)

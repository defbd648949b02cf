"""An answer that is kept: finished, less what each request adds to it."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

import orjson

from bookstore.api import codings
from bookstore.api.compression import packed
from bookstore.shared.changes import Mark
from bookstore.values.heads import sound

PASSING = frozenset({"content-length", "etag", "retry-after", "ratelimit", "ratelimit-policy", "cache-status", "age"})
PREFIXES = ("x-ratelimit-", "access-control-")
"""Headers that an answer has from its request alone."""


@dataclass(slots=True)
class Kept:
    """The answer, what it was made of (`places` of changes, as they were at `mark`), and what it is called in counts.

    `made` is in seconds since 1970; `packed` holds its compressed forms, each made once.
    """

    body: bytes
    etag: str
    headers: list[tuple[str, str]]
    mark: Mark
    places: tuple[int, ...]
    operation: str
    rule: str
    version: str
    scope: str | None
    made: float = field(default_factory=time.time)
    packed: dict[str, bytes] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes of memory, about."""
        return 2 * len(self.body) + 2000  # its compressed forms are smaller

    def coded(self, accepted: str) -> tuple[bytes, str | None]:
        """The body as Accept-Encoding likes it best, and in which coding that is."""
        coding, plain_refused = codings.preferred(accepted)
        if coding == codings.IDENTITY:
            return self.body, None
        known = f"{coding} {plain_refused}"
        if known not in self.packed:
            self.packed[known] = packed(self.body, coding, plain_refused=plain_refused) or b""
        body = self.packed[known]
        return (body, coding) if body else (self.body, None)

    def dumps(self) -> bytes:
        """As bytes, to be kept elsewhere: a line of JSON, and the body."""
        about = (
            self.etag,
            self.headers,
            tuple(self.mark),
            self.places,
            self.operation,
            self.rule,
            self.version,
            self.scope,
        )
        return orjson.dumps((*about, self.made)) + b"\n" + self.body


def loads(stored: bytes) -> Kept | None:
    """What `dumps` made; None where it was not that, or tells what no header can."""
    head, _, body = stored.partition(b"\n")
    try:
        etag, headers, mark, places, *about, made = orjson.loads(head)
        found = [(name, value) for name, value in headers]
        kept = Kept(body, etag, found, Mark(*mark), tuple(places), *about, made=made)
        return kept if sound([*found, ("ETag", etag)]) else None
    except (ValueError, TypeError):
        return None


def lasting(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The headers that the answer to another request has, too."""
    return [
        (name, value)
        for name, value in headers
        if name.lower() not in PASSING and not name.lower().startswith(PREFIXES)
    ]

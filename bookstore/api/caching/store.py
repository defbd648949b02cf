"""Where answers are kept: in the memory of each process, and behind it in Redis, if there is one, for all."""

from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from hashlib import blake2s
from pathlib import Path
from typing import Any

from cachelib.serializers import BaseSerializer
from flask import Flask
from flask_caching import Cache

from bookstore.api.caching.kept import Kept, loads
from bookstore.api.caching.memory import MEGABYTE, Memory
from bookstore.shared.reach import TIMEOUT, Away, Reach
from bookstore.shared.tally import Tally

PREFIX = "bookstore:answers:"
SHAPING = ("SECRET_KEY", "V1_SUNSET", "CORS_ORIGINS", "REQUIRE_IF_MATCH")
"""Settings that answers show: signed cursors, headers."""


class Bytes(BaseSerializer):
    """Answers in Redis are the bytes that they are: nothing there is ever run, as pickles are."""

    def dumps(self, value: bytes) -> bytes:
        """As they are."""
        return value

    def loads(self, bvalue: bytes | None) -> bytes | None:
        """As they are."""
        return bvalue


class Store:
    """Answers by their keys."""

    def __init__(
        self, near: Memory, tally: Tally, far: Any = None, reach: Reach | None = None, release: bytes = b""
    ) -> None:
        self.near, self.tally, self._far, self._reach, self._release = near, tally, far, reach, release

    def get(self, key: str) -> Kept | None:
        """The answer that is kept, whether or not it still holds."""
        found = self.near.get(key)
        if found is None and self._reach is not None:
            with suppress(Away):
                kept = self._reach.ask(partial(self._far.get, self._digest(key)))
                found = kept and loads(kept)
            if found is not None:
                self._remember(key, found)
        return found

    def set(self, key: str, kept: Kept) -> bool:
        """Keep an answer; whether there was room."""
        if not self._remember(key, kept):
            return False
        if self._reach is not None:
            with suppress(Away):
                self._reach.ask(partial(self._far.set, self._digest(key), kept.dumps()))
        return True

    def forget(self, key: str) -> None:
        """Let go of an answer that does not hold; another process may have made it anew."""
        self.near.delete(key)

    def clear(self) -> int | None:
        """Let go of all that this process reaches; how many answers that were in Redis, if it is there."""
        self.near.clear()
        self.tally.hold(entries=0, size=0)
        return None if self._reach is None else self._reach.ask(self._cleared)

    def far_entries(self) -> int | None:
        """How many answers are in Redis; None without it, Away when it cannot be reached."""
        return None if self._reach is None else self._reach.ask(lambda: sum(1 for _ in self._far_keys()))

    def _remember(self, key: str, kept: Kept) -> bool:
        if not self.near.set(key, kept):
            return False
        self.tally.hold(entries=len(self.near), size=self.near.used)
        return True

    def _digest(self, key: str) -> str:
        """A key in Redis; another release answers in its own way, and has its own."""
        return blake2s(key.encode("utf-8", "surrogateescape"), digest_size=20, key=self._release).hexdigest()

    def _far_keys(self) -> Iterator[bytes]:
        found: Iterator[bytes] = self._far._read_client.scan_iter(f"{PREFIX}*", count=1000)
        return found

    def _cleared(self) -> int:
        return sum(self._far._write_client.unlink(key) for key in self._far_keys())


def opened(app: Flask, reach: Reach | None) -> Store:
    """The store that the configuration asks for, on backends of Flask-Caching."""
    own = {"CACHE_DEFAULT_TIMEOUT": app.config["CACHE_SECONDS"], "CACHE_TYPE": f"{Memory.__module__}.Memory"}
    far = {
        "CACHE_TYPE": "RedisCache",
        "CACHE_REDIS_URL": app.config["REDIS_URL"],
        "CACHE_KEY_PREFIX": PREFIX,
        "CACHE_SERIALIZER": Bytes(),
        "CACHE_OPTIONS": {"socket_timeout": TIMEOUT, "socket_connect_timeout": TIMEOUT},
    }
    backends = Cache(app, config=own if reach is None else own | far)
    tally = app.extensions["tally"]
    if reach is None:
        return Store(backends.cache, tally)
    return Store(Memory(app.config["CACHE_MEGABYTES"] * MEGABYTE), tally, backends.cache, reach, _release(app))


def _release(app: Flask) -> bytes:
    """What tells the answers of this code with these settings from all others."""
    digest = blake2s(repr([app.config[name] for name in SHAPING]).encode())
    for path in sorted(Path(app.root_path).rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.digest()

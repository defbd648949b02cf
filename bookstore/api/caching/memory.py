"""What a process remembers: bounded in bytes; what was not asked for longest goes first."""

from collections import OrderedDict
from threading import Lock
from typing import Any

from flask import Flask
from flask_caching.backends.base import BaseCache

from bookstore.api.caching.kept import Kept

MEGABYTE = 2**20


class Memory(BaseCache):
    """A backend of Flask-Caching for answers, which it holds as they are."""

    def __init__(self, capacity: int, default_timeout: int = 0) -> None:
        super().__init__(default_timeout=default_timeout)
        self._capacity, self._used = capacity, 0
        self._held: OrderedDict[str, Kept] = OrderedDict()
        self._lock = Lock()

    @classmethod
    def factory(cls, _app: Flask, config: dict[str, Any], _args: Any, _options: Any) -> "Memory":
        """As Flask-Caching makes it."""
        return cls(config["CACHE_MEGABYTES"] * MEGABYTE, config["CACHE_DEFAULT_TIMEOUT"])

    def __len__(self) -> int:
        return len(self._held)

    @property
    def used(self) -> int:
        """Bytes, about."""
        return self._used

    def get(self, key: str) -> Kept | None:
        """What is held by a key."""
        found = self._held.get(key)
        if found is not None:
            with self._lock:
                if key in self._held:
                    self._held.move_to_end(key)
        return found

    def set(self, key: str, value: Kept, timeout: int | None = None) -> bool:
        """Hold it, and let go of others where there is no room."""
        size = value.size
        if size > self._capacity // 8:
            return False
        with self._lock:
            self._drop(key)
            self._held[key] = value
            self._used += size
            while self._used > self._capacity:
                self._drop(next(iter(self._held)))
        return True

    def delete(self, key: str) -> bool:
        """Let go of it."""
        with self._lock:
            return self._drop(key)

    def clear(self) -> bool:
        """Let go of all."""
        with self._lock:
            self._held.clear()
            self._used = 0
        return True

    def _drop(self, key: str) -> bool:
        found = self._held.pop(key, None)
        if found is not None:
            self._used -= found.size
        return found is not None

"""What wakes workers: a list in Redis, or a file of SQLite where there is none.

Nothing is lost with it: a job is a row of the database, and workers look there now and then without being woken.
"""

import sqlite3
import time
from pathlib import Path
from threading import Lock

import redis
import structlog
from huey.storage import BaseStorage, MemoryStorage, RedisStorage, SqliteStorage
from redis.backoff import NoBackoff
from redis.retry import Retry

NAME = "bookstore"
BELL = b"work"
WAITING = 100
"""More calls than these wake nobody any sooner."""

PATIENCE = 0.5
"""Seconds that a request waits for Redis, or for the lock of the file."""

LOOK = 0.2
"""Seconds between two looks into the file; Redis calls itself."""

FAILURES = (redis.RedisError, sqlite3.Error, OSError)

log = structlog.get_logger("jobs")


class Queue:
    """Where workers wait, and are woken: by Redis, else by a file in the folder."""

    def __init__(self, folder: Path | None, redis_url: str | None) -> None:
        self._folder, self._redis_url = folder, redis_url
        self._storage: BaseStorage | None = None
        self._opening = Lock()

    def wake(self) -> None:
        """Wake a worker; where that can't be done now, one will look by itself."""
        try:
            storage = self._opened()
            if storage.queue_size() < WAITING:
                storage.enqueue(BELL)
        except FAILURES as error:
            log.warning("queue_unavailable", error=type(error).__name__)

    def wait(self, seconds: float) -> None:
        """Wait until there is something to do, or the time is over."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            try:
                if self._opened().dequeue() is not None:
                    self._opened().flush_queue()  # whoever called before this has written what it called for
                    return
            except FAILURES as error:
                log.warning("queue_unavailable", error=type(error).__name__)
                time.sleep(left)
            time.sleep(min(LOOK, max(left, 0)))

    def _opened(self) -> BaseStorage:
        """Opened when it is first used: after the server has forked, and not by commands that need none."""
        with self._opening:
            if self._storage is None:
                self._storage = self._of_redis(self._redis_url) if self._redis_url else self._of_file()
        return self._storage

    @staticmethod
    def _of_redis(url: str) -> BaseStorage:
        again = Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,))  # one that was closed while idle
        pool = redis.ConnectionPool.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=again)
        return RedisStorage(NAME, blocking=False, connection_pool=pool)

    def _of_file(self) -> BaseStorage:
        if self._folder is None:  # this process is alone
            return MemoryStorage(NAME)
        self._folder.mkdir(parents=True, exist_ok=True)
        return SqliteStorage(NAME, filename=str(self._folder / "queue.db"), timeout=PATIENCE, fsync=False)

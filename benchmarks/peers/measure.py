"""CPU seconds that servers have taken so far: user and system time of all their processes."""

from collections.abc import Callable
from contextlib import suppress

import psutil
import psycopg
import redis

Meter = Callable[[], float]


def of_tree(pid: int) -> Meter:
    """Of a process and all below it, those that have ended included."""
    root = psutil.Process(pid)

    def seconds() -> float:
        total = 0.0
        for process in (root, *root.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):  # its time is its parent's from here on
                times = process.cpu_times()
                total += times.user + times.system + times.children_user + times.children_system
        return total

    return seconds


def of_postgresql(url: str) -> Meter:
    """Of a PostgreSQL server on this machine, by its URL."""
    with psycopg.connect(url) as connection:
        backend = connection.execute("SELECT pg_backend_pid()").fetchone()[0]
        return of_tree(psutil.Process(backend).ppid())


def of_redis(url: str) -> Meter:
    """Of a Redis or Valkey server, as it tells itself."""
    client = redis.Redis.from_url(url)

    def seconds() -> float:
        told = client.info("cpu")
        return told["used_cpu_user"] + told["used_cpu_sys"]

    return seconds

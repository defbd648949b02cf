"""Redis, while it can be reached: nobody waits long for it, and nobody waits in vain twice."""

import time
from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha1
from threading import local
from typing import Any, TypeVar

import structlog
from redis import ConnectionError as Disconnected
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.connection import AbstractConnection
from redis.exceptions import NoScriptError
from redis.retry import Retry

TIMEOUT = 0.1
"""Seconds that Redis gets: a call that waits for a frozen one is not to notice."""

PAUSE = 2.0
"""Seconds between attempts to reach a Redis that is away: one call in this time pays for it, no other."""

T = TypeVar("T")

log = structlog.get_logger()


class Away(Exception):
    """Redis cannot be reached now."""


class Reach:
    """Redis by scripts, each of them one trip.

    Each thread has a connection of its own: a pool asks the socket before each use whether it is still good. One that
    is not is opened again at once; who was kept waiting does not wait again.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._local = local()
        self._away = False
        self._again = 0.0

    @property
    def degraded(self) -> bool:
        """Whether it was away when it was last looked for."""
        return self._away

    def run(self, script: str, keys: Sequence[str], arguments: Sequence[Any], *, insist: bool = False) -> Any:
        """What a script answers; Away when nobody does."""
        return self.ask(lambda: self._run(script, keys, arguments), insist=insist)

    def ask(self, work: Callable[[], T], *, insist: bool = False) -> T:
        """What comes of some work with Redis; Away when it fails or, unless one must `insist`, has failed just now."""
        now = time.monotonic()
        if self._away and now < self._again and not insist:
            raise Away
        self._again = now + PAUSE
        try:
            found = work()
        except RedisError as error:
            self._again = time.monotonic() + PAUSE
            self._tell(away=True, error=type(error).__name__)
            raise Away from error
        self._tell(away=False)
        return found

    def _run(self, script: str, keys: Sequence[str], arguments: Sequence[Any]) -> Any:
        """By its digest, which Redis knows unless it is new there; past layers of the client that cost twice that."""
        command = packed("EVALSHA", _digest(script), len(keys), *keys, *arguments)
        try:
            return self._trip(command)
        except NoScriptError:
            self._trip(packed("SCRIPT", "LOAD", script))
            return self._trip(command)

    def _trip(self, command: bytes) -> Any:
        connection = self._connection()

        def trip() -> Any:
            connection.send_packed_command([command])
            return connection.read_response()

        return connection.retry.call_with_retry(trip, lambda _error: connection.disconnect())

    def _connection(self) -> AbstractConnection:
        """That of this thread."""
        if not hasattr(self._local, "connection"):
            self._local.client = self._client()  # whose end would be that of its connection
            self._local.connection = self._local.client.connection
        found: AbstractConnection = self._local.connection
        return found

    def _client(self) -> Redis:
        return Redis.from_url(
            self._url,
            single_connection_client=True,
            socket_timeout=TIMEOUT,
            socket_connect_timeout=TIMEOUT,
            retry=Retry(NoBackoff(), 1, supported_errors=(Disconnected,)),
        )

    def _tell(self, *, away: bool, **words: str) -> None:
        """Say it once, when it changes."""
        if away != self._away:
            self._away = away
            log.warning("redis_away" if away else "redis_back", **words)


def packed(*words: object) -> bytes:
    """A command as Redis reads it."""
    found = [str(word).encode() for word in words]
    return b"*%d\r\n" % len(found) + b"".join([b"$%d\r\n%b\r\n" % (len(word), word) for word in found])


@cache
def _digest(script: str) -> str:
    return sha1(script.encode(), usedforsecurity=False).hexdigest()

"""How long gunicorn's threads wait for a request that stands half sent, and for a client that takes no answer.

Without it a thread waits for ever, and the thread that accepts connections waits two seconds for each client that does
not close its own. Few slow clients are shaken off so; against many only a proxy helps that takes in whole requests
before it passes them on.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from gunicorn import util
from gunicorn.http.errors import NoMoreData
from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers.gthread import TConn

WHOLE = 6
"""A whole request may take so many times as long as a pause within it, and so may the sending of an answer."""

CLOSING = 4
"""Threads that wait for clients to close."""


class TooSlow(NoMoreData, TimeoutError):
    """The client paused too long; before the end of the headers gunicorn then closes without a word."""


def install(pause: float) -> None:
    """Let requests pause for so many seconds at most, and nobody wait for the end of a connection."""
    SocketUnreader.chunk = _limited(SocketUnreader.chunk, pause)
    closing = ThreadPoolExecutor(CLOSING, "closing")

    def close(self: TConn, graceful: bool = False) -> None:
        self.sock.setblocking(True)
        closing.submit(util.close_graceful if graceful else util.close, self.sock)

    TConn.close = close


def _limited(read: Callable[..., bytes], pause: float) -> Callable[..., bytes]:
    """A reader of sockets that gives up in time."""

    def chunk(self: SocketUnreader, size_hint: int | None = None) -> bytes:
        now, limit = time.monotonic(), self.sock.gettimeout()
        if limit is None:  # gunicorn takes the limit away at the start of each request
            self.deadline = now + WHOLE * pause
        left = self.deadline - now
        if left <= 0:
            raise TooSlow
        self.sock.settimeout(min(pause, left))
        try:
            return read(self, size_hint)
        except TimeoutError:
            raise TooSlow from None
        finally:
            with suppress(OSError):
                self.sock.settimeout(WHOLE * pause)

    return chunk

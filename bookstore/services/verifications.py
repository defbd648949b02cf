"""Verifications: what was right a moment ago, and need not be computed again."""

import hmac
import secrets
import time
from collections import OrderedDict
from hashlib import sha256
from threading import Lock


class Verifications:
    """So many of the newest, for so many seconds, under keys that say nothing outside of this process."""

    def __init__(self, *, entries: int, seconds: float) -> None:
        self.entries, self.seconds = entries, seconds
        self._secret = secrets.token_bytes(32)
        self._times: OrderedDict[bytes, float] = OrderedDict()
        self._lock = Lock()

    def key(self, *parts: str) -> bytes:
        """What a verification is known by: all that it depended on."""
        octets = [part.encode("utf-8", "surrogatepass") for part in parts]
        return hmac.digest(self._secret, b"".join(b"%d:%b" % (len(part), part) for part in octets), sha256)

    def add(self, key: bytes) -> None:
        """It was right just now."""
        with self._lock:
            self._times[key] = time.monotonic()
            self._times.move_to_end(key)
            if len(self._times) > self.entries:
                self._times.popitem(last=False)

    def holds(self, key: bytes) -> bool:
        """Whether it was right not long ago."""
        with self._lock:
            then = self._times.get(key)
            if then is not None and time.monotonic() - then > self.seconds:
                del self._times[key]
                then = None
            return then is not None

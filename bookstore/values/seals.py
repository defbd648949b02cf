"""Seals: tokens that hold a value and the time, signed, so that nobody else can make them and none is stored."""

import hmac
from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer


class Seals:
    """Those of one key."""

    def __init__(self, key: str) -> None:
        self._key = key

    def sealed(self, kind: str, value: Any) -> str:
        """A token of some kind that holds a value and the time, fit for URLs."""
        return str(self._serializer(kind).dumps(value))

    def opened(self, kind: str, token: str, *, seconds: float) -> Any | None:
        """The value in a token of this kind; None when it is none of ours, or older than that."""
        try:
            return self._serializer(kind).loads(token, max_age=int(seconds))
        except BadData:
            return None

    def fingerprint(self, *parts: str) -> str:
        """What changes with any of the parts, and tells none of them."""
        return hmac.digest(self._key.encode(), repr(("mail", *parts)).encode(), "sha256")[:12].hex()

    def _serializer(self, kind: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._key, salt=f"mail {kind}")

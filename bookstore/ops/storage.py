"""Storage: where the bytes of files are, in a folder of this machine or in a bucket that speaks S3."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import uuid4

import obstore
import structlog
from flask import Flask
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, S3Store

from bookstore.errors import NotFound, Unavailable

CHUNK = 64 * 1024
"""Bytes that are sent at a time, at least."""

CLIENT: dict[str, Any] = {"connect_timeout": "3s", "timeout": "30s"}
RETRY: dict[str, Any] = {
    "max_retries": 2,
    "retry_timeout": timedelta(seconds=30),
    "backoff": {"init_backoff": timedelta(milliseconds=100), "max_backoff": timedelta(seconds=1), "base": 2},
}

log = structlog.get_logger("storage")


def register(app: Flask) -> None:
    """Bind it; nothing is opened before it is needed."""
    app.extensions["storage"] = Storage(app.config["STORAGE_URL"])


class Storage:
    """Files by their keys, each written once and whole, read in parts, and deleted."""

    def __init__(self, url: str) -> None:
        self._url = url

    def put(self, key: str, body: bytes) -> None:
        """Write a file: all of it is there, or nothing."""
        with _explained():
            obstore.put(self._store, key, body, use_multipart=False)

    def read(self, key: str, start: int, stop: int) -> Iterator[bytes]:
        """The bytes from `start` to before `stop`, to the end even if the file is deleted meanwhile; NotFound."""
        with _explained():
            found = obstore.get(self._store, key, options={"range": (start, stop)})
        return map(bytes, found.stream(min_chunk_size=CHUNK))

    def delete(self, key: str) -> None:
        """No such file any more, nor any part of it that was left by a process that died as it wrote."""
        with suppress(NotFound), _explained():
            obstore.delete(self._store, key)
        if self._folder:
            for part in (self._folder / key).parent.glob(f"{Path(key).name}#*"):
                part.unlink(missing_ok=True)

    def check(self) -> None:
        """Write, read and delete a file; Unavailable where that can't be done."""
        key = f"check/{uuid4().hex}"
        self.put(key, b"?")
        b"".join(self.read(key, 0, 1))
        self.delete(key)

    @property
    def address(self) -> str:
        """Where it is, without its secrets."""
        parts = urlsplit(self._url)
        return str(self._folder) if self._folder else f"s3://{parts.hostname}{parts.path}"

    @property
    def _folder(self) -> Path | None:
        parts = urlsplit(self._url)
        return Path(unquote(parts.path)) if parts.scheme == "file" else None

    @cached_property
    def _store(self) -> ObjectStore:
        return LocalStore(self._folder, mkdir=True) if self._folder else _bucket(self._url)


def _bucket(url: str) -> S3Store:
    """The bucket of a URL; who names no key in it gets one from the surroundings, as Amazon's own tools do."""
    parts, given = urlsplit(url), parse_qs(urlsplit(url).query)
    settings: dict[str, Any] = {name: values[0] for name, values in given.items()}
    if parts.username:
        settings |= {"access_key_id": unquote(parts.username), "secret_access_key": unquote(parts.password or "")}
    client = CLIENT | {"allow_http": settings.get("endpoint", "").startswith("http://")}
    prefix = parts.path.strip("/") or None
    return S3Store(parts.hostname, prefix=prefix, client_options=client, retry_config=RETRY, **settings)


@contextmanager
def _explained() -> Iterator[None]:
    """What the library raises, as refusals of ours; what it says of them is for the log alone."""
    try:
        yield
    except FileNotFoundError as error:
        raise NotFound("There is no such file.") from error
    except (BaseError, OSError, ValueError) as error:
        log.error("storage_unavailable", error=type(error).__name__, exc_info=error)
        raise Unavailable("The files can't be reached.") from error

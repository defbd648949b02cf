"""A board of numbers that all processes of a machine see at the same time: a file in their memory.

Who reads it waits for nobody; who writes it holds its lock, which ends with the process that has it.
"""

import mmap
import os
from contextlib import AbstractContextManager
from hashlib import blake2s
from pathlib import Path
from typing import BinaryIO

import structlog
from sqlalchemy import make_url

from bookstore.shared.locks import Shared

LAYOUT = 1
"""What is where on it: another release that has it otherwise has another board."""

NUMBERS = 2**14 + 2**10
WIDTH = 8

log = structlog.get_logger()


class Board:
    """Whole numbers from 0 on, by their places; `file` is what processes share, else this one is alone."""

    def __init__(self, file: BinaryIO | None = None) -> None:
        if file is not None:
            make_room(file, NUMBERS * WIDTH)
        self._file = file
        self._numbers = memoryview(mmap.mmap(-1 if file is None else file.fileno(), NUMBERS * WIDTH)).cast("Q")
        self._lock = Shared(file)

    @classmethod
    def at(cls, folder: Path | None, database_url: str) -> "Board":
        """The board of all who work on a database from this machine; a database in memory is its process's own."""
        if folder is None or make_url(database_url).database in (None, "", ":memory:"):
            return cls()
        name = f"board-{LAYOUT}-{blake2s(_database(database_url).encode(), digest_size=8).hexdigest()}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(folder / name, os.O_RDWR | os.O_CREAT, 0o600)
            return cls(os.fdopen(descriptor, "r+b", buffering=0))
        except OSError as error:
            log.warning("board_not_shared", folder=str(folder), error=type(error).__name__)
            return cls()

    @property
    def shared(self) -> bool:
        """Whether other processes see it."""
        return self._file is not None

    def __getitem__(self, place: int) -> int:
        return self._numbers[place]

    def __setitem__(self, place: int, number: int) -> None:
        self._numbers[place] = number

    def held(self) -> AbstractContextManager[None]:
        """Alone among all who write."""
        return self._lock.held()


def make_room(file: BinaryIO, size: int) -> None:
    """Let a file have so many bytes, for certain: in memory, a hole in it on a full disk would end the process."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(file.fileno(), 0, size)
    elif os.fstat(file.fileno()).st_size < size:
        os.ftruncate(file.fileno(), size)


def _database(url: str) -> str:
    """Which database it is, however its URL is spelt and whoever logs in."""
    found = make_url(url)
    if found.get_backend_name() == "sqlite":
        return str(Path(found.database or "").resolve())
    return f"{found.host}:{found.port}/{found.database}"

"""A lock among the threads of a process, and by a file among processes: it ends with the process that has it."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import BinaryIO


class Shared:
    """The lock of what is in a file; without one, of what this process has alone."""

    def __init__(self, file: BinaryIO | None) -> None:
        self._file, self._lock = file, Lock()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Alone among all who want it."""
        with self._lock:
            if self._file is None:
                yield
                return
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)

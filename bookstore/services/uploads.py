"""Uploads: files that came with requests, kept in a folder until the job that they are for is done."""

import os
import shutil
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from uuid import uuid4

FORGOTTEN = 3600
"""Seconds after which nobody can still be about to name a file that nobody names."""


@contextmanager
def kept(stream: IO[bytes], folder: Path, *, kind: str) -> Iterator[str]:
    """Keep a file for a kind of job, unless what is done with it fails; it goes by the name that is given."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{kind}-{uuid4().hex}"
    try:
        with open(path, "xb", opener=_owner_only) as file:
            shutil.copyfileobj(stream, file)
            file.flush()
            os.fsync(file.fileno())
        yield path.name
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def tidy(folder: Path, *, kind: str, wanted: Collection[str], done: Collection[str]) -> None:
    """Delete the files of what is done, and what nobody wants and nobody can be about to want; all else stays."""
    for path in folder.glob(f"{kind}-{'[0-9a-f]' * 32}"):
        if path.name in done or (path.name not in wanted and _age(path) > FORGOTTEN):
            path.unlink(missing_ok=True)


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)

"""Files that can be read once only: standard input and pipes."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def at_hand(path: Path) -> Iterator[Path]:
    """A file that can be read as often as one likes: the path itself, or a copy of what comes out of a pipe."""
    if path.is_file():
        yield path
        return
    with tempfile.NamedTemporaryFile(prefix="bookstore-") as copy:
        if path == Path("-"):
            shutil.copyfileobj(sys.stdin.buffer, copy)
        else:
            with path.open("rb") as pipe:
                shutil.copyfileobj(pipe, copy)
        copy.flush()
        yield Path(copy.name)

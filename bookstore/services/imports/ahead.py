"""Reading ahead: the next batches are read while the database takes in the last one."""

import gc
import signal
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TypeVar

T = TypeVar("T")

COLLECT_AFTER = 100_000
"""Objects made before Python looks for cycles: a batch makes very many and no cycle, and looking costs a third."""

_processes = get_context("fork")


def ahead(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in batches, read by a process of its own; what goes wrong there is raised here."""
    receiver, sender = _processes.Pipe(duplex=False)
    reader = _processes.Process(target=_read, args=(items, size, sender, receiver), daemon=True)
    with _seldom_collecting(), closing(receiver):
        reader.start()
        sender.close()
        try:
            while batch := _received(receiver):
                yield batch
        finally:
            reader.terminate()
            reader.join()


def _received(receiver: "Connection[None, list[T] | BaseException]") -> list[T]:
    try:
        batch = receiver.recv()
    except EOFError:
        raise RuntimeError("The process that reads the file has ended in the middle.") from None
    if isinstance(batch, BaseException):
        raise batch
    return batch


def _read(
    items: Iterable[T], size: int, sender: "Connection[list[T] | BaseException, None]", receiver: Connection
) -> None:
    """Send all batches, then an empty one; the one who receives them decides when it ends."""
    receiver.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # whoever began the import may have another idea of it
    left = iter(items)
    with suppress(BrokenPipeError):
        try:
            while batch := list(islice(left, size)):
                sender.send(batch)
            sender.send([])
        except BrokenPipeError:
            raise
        except BaseException as error:
            sender.send(error)


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    usual = gc.get_threshold()
    gc.set_threshold(COLLECT_AFTER, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)

"""Reading ahead: the next batches are read while the database takes in the last one."""

import gc
import signal
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TypeVar

T = TypeVar("T")

COLLECT_AFTER = 100_000
"""Objects made before Python looks for cycles: a batch makes very many and no cycle, and looking costs a third."""

_processes = get_context("fork")


def ahead(batches: Iterable[T]) -> Iterator[T]:
    """The batches, made by a process of its own; what goes wrong there is raised here."""
    receiver, sender = _processes.Pipe(duplex=False)
    reader = _processes.Process(target=_read, args=(batches, sender, receiver), daemon=True)
    with _seldom_collecting(), closing(receiver):
        reader.start()
        sender.close()
        try:
            while (batch := _received(receiver)) is not None:
                yield batch
                gc.collect(1)  # statements are cycles, and hold all that was asked with them
        finally:
            reader.terminate()
            reader.join()


def _received(receiver: "Connection[None, T | BaseException | None]") -> T | None:
    try:
        batch = receiver.recv()
    except EOFError:
        raise RuntimeError("The process that reads the file has ended in the middle.") from None
    if isinstance(batch, BaseException):
        raise batch
    return batch


def _read(batches: Iterable[T], sender: "Connection[T | BaseException | None, None]", receiver: Connection) -> None:
    """Send all batches, then None; the one who receives them decides when it ends."""
    receiver.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # whoever began the import may have another idea of it
    with suppress(BrokenPipeError):
        try:
            for batch in batches:
                sender.send(batch)
            sender.send(None)
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

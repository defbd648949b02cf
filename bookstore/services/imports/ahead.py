"""Reading ahead: the next batches are read while the database takes in the last one."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from queue import Full, Queue
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")

DEPTH = 2
"""Batches that wait at most."""

SWITCH = 0.0005
"""Seconds after which the reader lets the writer go on: the usual 5 ms would be spent at each of its statements."""


def ahead(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in batches, read by a thread of its own; what goes wrong there is raised here."""
    waiting: Queue[list[T] | BaseException] = Queue(DEPTH)
    stopped = Event()
    reader = Thread(target=_read, args=(iter(items), size, waiting, stopped), daemon=True)
    with _quick_switches():
        reader.start()
        try:
            while batch := waiting.get():
                if isinstance(batch, BaseException):
                    raise batch
                yield batch
        finally:
            stopped.set()
            reader.join()


def _read(items: Iterator[T], size: int, waiting: "Queue[list[T] | BaseException]", stopped: Event) -> None:
    try:
        while batch := list(islice(items, size)):
            _put(batch, waiting, stopped)
        _put([], waiting, stopped)
    except BaseException as error:
        _put(error, waiting, stopped)


def _put(batch: "list[T] | BaseException", waiting: "Queue[list[T] | BaseException]", stopped: Event) -> None:
    while not stopped.is_set():
        try:
            return waiting.put(batch, timeout=0.1)
        except Full:
            continue
    return None


@contextmanager
def _quick_switches() -> Iterator[None]:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)

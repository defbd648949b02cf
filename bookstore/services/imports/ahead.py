"""Reading ahead: the next batches are read while the database takes in the last one."""

import gc
import pickle
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Event, Thread
from typing import Any, Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

COLLECT_AFTER = 100_000
"""Objects made before Python looks for cycles: a batch makes very many and no cycle, and looking costs a third."""

PAUSE = 0.02
"""Seconds between two looks whether a batch is there."""

_ASK, _FORGET = "ask", "forget"
_ENDED = "The process that reads the file has ended in the middle."
_processes = get_context("fork")


class Ahead(Generic[T, R]):
    """Batches that are read ahead, once; what goes wrong there is raised here, in its turn.

    What `rest` gives of a batch stays there until it is asked for, which mostly nobody does, or until the batch is done
    with: one may have several in hand, and is done with them in order.
    """

    def __init__(self, receiver: "Connection[None, T | BaseException | None]", questions: "Connection[str, R]") -> None:
        self._receiver, self._questions = receiver, questions
        self._rest: R | None = None

    def batches(self, idle: Callable[[], None] = lambda: None) -> Iterator[T]:
        """All batches; while one has to be waited for, `idle` is called again and again."""
        while (batch := self._next(idle)) is not None:
            yield batch
            del batch  # while the next one comes, this one makes room
            gc.collect(1)  # statements are cycles, and hold all that was asked with them

    def rest(self) -> R:
        """The rest of the first batch that is not done with."""
        if self._rest is None:
            self._tell(_ASK)
            try:
                self._rest = self._questions.recv()
            except (EOFError, OSError):
                raise ChildProcessError(_ENDED) from None
        return self._rest

    def forget(self) -> None:
        """The first batch that is not done with is done with."""
        self._rest = None
        self._tell(_FORGET)

    def _next(self, idle: Callable[[], None]) -> T | None:
        while not self._receiver.poll(PAUSE):
            idle()
        try:
            batch = self._receiver.recv()
        except (EOFError, OSError):
            raise ChildProcessError(_ENDED) from None
        if isinstance(batch, BaseException):
            raise batch
        return batch

    def _tell(self, what: str) -> None:
        with suppress(OSError):  # whoever waits for an answer or a batch will know
            self._questions.send(what)


@contextmanager
def ahead(batches: Iterable[T], rest: Callable[[T], R]) -> Iterator[Ahead[T, R]]:
    """Batches, made by a process of its own, which lives as long as the context."""
    receiver, sender = _processes.Pipe(duplex=False)
    questions, answers = _processes.Pipe()
    ends = (sender, answers, receiver, questions)
    reader = _processes.Process(target=_read, args=(batches, rest, *ends), daemon=True)
    with _seldom_collecting(), closing(receiver), closing(questions):
        reader.start()
        sender.close()
        answers.close()
        try:
            yield Ahead(receiver, questions)
        finally:
            reader.terminate()
            reader.join()


def _read(
    batches: Iterable[T],
    rest_of: Callable[[T], R],
    sender: "Connection[T | BaseException | None, None]",
    answers: Connection,
    *others: Connection,
) -> None:
    """Send all batches, then None; the one who receives them decides when it ends."""
    for other in others:
        other.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # whoever began the import may have another idea of it
    rests: deque[Callable[[], bytes]] = deque()
    wanted = Event()
    asked = Thread(target=_answer, args=(answers, rests, wanted), daemon=True)
    asked.start()
    with suppress(BrokenPipeError):
        try:
            for batch in batches:
                packed = partial(pickle.dumps, rest_of(batch))
                rests.append(partial(bytes, packed()) if wanted.is_set() else packed)
                sender.send(batch)
            sender.send(None)
        except BrokenPipeError:
            raise
        except BaseException as error:
            sender.send(error)
    asked.join()


def _answer(answers: "Connection[Any, str]", rests: deque[Callable[[], bytes]], wanted: Event) -> None:
    """Give the rest of the batch that is at work, the first one, until it is not needed any more.

    Where one is `wanted`, so will be others: from then on they are packed before anybody waits for them.
    """
    with closing(answers), suppress(EOFError, BrokenPipeError):  # whatever ends it, nobody waits for ever
        while True:
            if answers.recv() == _ASK:
                wanted.set()
                answers.send_bytes(rests[0]())
            else:
                rests.popleft()


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    usual = gc.get_threshold()
    gc.set_threshold(COLLECT_AFTER, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)

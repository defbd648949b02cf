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

_ASK, _FORGET = "ask", "forget"
_ENDED = "The process that reads the file has ended in the middle."
_processes = get_context("fork")


class Ahead(Generic[T, R]):
    """Batches, made by a process of its own, once; what goes wrong there is raised here, in its turn.

    What `rest` gives of a batch stays there until it is asked for: mostly nobody does.
    """

    def __init__(self, batches: Iterable[T], rest: Callable[[T], R]) -> None:
        self._batches, self._rest_of = batches, rest
        self._receiver: Connection[None, T | BaseException | None] | None = None
        self._questions: Connection[str, R] | None = None
        self._fetched: list[T | BaseException | None] = []
        self._rest: R | None = None

    def __iter__(self) -> Iterator[T]:
        """Starts the process, and ends it with the iteration."""
        self._receiver, sender = _processes.Pipe(duplex=False)
        self._questions, answers = _processes.Pipe()
        ends = (sender, answers, self._receiver, self._questions)
        reader = _processes.Process(target=_read, args=(self._batches, self._rest_of, *ends), daemon=True)
        with _seldom_collecting():
            reader.start()
            sender.close()
            answers.close()
            try:
                while (batch := self._next()) is not None:
                    yield batch
                    del batch  # while the next one comes, this one makes room
                    self._rest = None
                    self._tell(_FORGET)
                    gc.collect(1)  # statements are cycles, and hold all that was asked with them
            finally:
                self._close()
                reader.terminate()
                reader.join()

    def fetch(self) -> None:
        """Have the next batch at hand, if it is there already; for moments in which there is nothing else to do."""
        if self._receiver is not None and not self._fetched and self._receiver.poll():
            self._fetched.append(self._received())

    def rest(self) -> R:
        """The rest of the batch that came last."""
        if self._rest is None:
            self._tell(_ASK)
            try:
                self._rest = self._questions.recv() if self._questions else None
            except (EOFError, OSError):
                raise RuntimeError(_ENDED) from None
            if self._rest is None:
                raise RuntimeError("There is no batch at hand.")
        return self._rest

    def _next(self) -> T | None:
        batch = self._fetched.pop() if self._fetched else self._received()
        if isinstance(batch, BaseException):
            raise batch
        return batch

    def _received(self) -> T | BaseException | None:
        try:
            return self._receiver.recv() if self._receiver else None
        except (EOFError, OSError):
            return RuntimeError(_ENDED)
        except Exception as error:  # what crosses may be an error that cannot be built here
            return error

    def _tell(self, what: str) -> None:
        if self._questions is not None:
            with suppress(OSError):  # whoever waits for an answer or a batch will know
                self._questions.send(what)

    def _close(self) -> None:
        for end in (self._receiver, self._questions):
            if end is not None:
                end.close()
        self._receiver = self._questions = None
        self._fetched.clear()


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

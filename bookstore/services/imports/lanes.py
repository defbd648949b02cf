"""Transactions beside each other: each is made on a thread of its own, while whoever began it does something else.

Signals do not reach these threads: what is done there is done to its end.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from typing import Any, ParamSpec, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from bookstore.extensions import another_context, connections

OTHERS = 2
"""Connections for who has lanes, and for who tells that it is alive."""

P = ParamSpec("P")
R = TypeVar("R")


class Lane:
    """A thread with a session of its own, in which one transaction is made after the other, step by step."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "lane")
        self._context, self._transaction = another_context(), ExitStack()
        self._work: Future[None] | None = None
        self.do(self._context.push)

    def begin(self, transaction: AbstractContextManager[Any]) -> None:
        """Begin a transaction."""
        self.do(self._transaction.enter_context, transaction)

    def do(self, step: Callable[P, R], *values: P.args, **named: P.kwargs) -> R:
        """Do something there, and wait for it."""
        return self._thread.submit(step, *values, **named).result()

    def start(self, work: Callable[[], None]) -> None:
        """Begin with work in it, and do not wait for it."""
        self._work = self._thread.submit(work)

    @property
    def finished(self) -> bool:
        """Whether there is nothing left to wait for."""
        return self._work is None or self._work.done()

    def wait(self) -> None:
        """Wait for the work; what went wrong in it is raised."""
        if self._work is not None:
            self._work.result()

    def commit(self) -> None:
        """Commit the transaction."""
        self.do(self._transaction.close)

    def undo(self) -> None:
        """Undo the transaction, if there is one, behind the work that goes on in it."""
        with suppress(_Undone, SQLAlchemyError):  # what is lost with its connection is undone
            self.do(self._undo)

    def close(self) -> None:
        """Undo what is not committed, and end the thread."""
        try:
            self.undo()
        finally:
            self._thread.submit(self._context.pop)
            self._thread.shutdown()

    def _undo(self) -> None:
        with self._transaction:
            raise _Undone


@contextmanager
def lanes(number: int) -> Iterator[list[Lane]]:
    """So many lanes, fewer where this process may not have the connections; what is not committed is undone."""
    with ExitStack() as stack:
        yield [stack.enter_context(closing(Lane())) for _ in range(min(number, connections() - OTHERS))]


class _Undone(Exception):
    """What undoes a transaction."""

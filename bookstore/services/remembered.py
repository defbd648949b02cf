"""Values that cost statements, remembered until something changes that they were made of."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from bookstore.extensions import changes
from bookstore.services import traces

if TYPE_CHECKING:
    from bookstore.shared.changes import Mark

V = TypeVar("V")


class Held(NamedTuple):
    """A value, the tables and rows that it was made of, and when: in changes, and in seconds of this process."""

    value: Any
    read: frozenset[str]
    places: tuple[int, ...]
    mark: "Mark"
    made: float


class Remembered:
    """What one process remembers of a database: so many values, those that were asked for last.

    None of them for longer than some seconds: somebody may have written past this program.
    """

    def __init__(self, capacity: int, seconds: float) -> None:
        self._capacity, self._seconds = capacity, seconds
        self._held: OrderedDict[Hashable, Held] = OrderedDict()
        self._lock = Lock()

    def value(self, key: Hashable, make: Callable[[], V], *, rows: Callable[[V], set[str]] | None = None) -> V:
        """The value of a key, made where it is not known or does not hold any more.

        It depends on the tables that it was made of, or on the `rows` that it names, as tags (traces).
        """
        held = self._held.get(key)
        if held is not None and monotonic() - held.made < self._seconds:
            news = changes.news(held.places)
            if news is not None and news.none_since(held.mark):
                traces.include(held.read)
                value: V = held.value
                return value
        return self._made(key, make, rows)

    def _made(self, key: Hashable, make: Callable[[], V], rows: Callable[[V], set[str]] | None) -> V:
        news = changes.news() if self._capacity else None
        with traces.kept(traces.Trace()) as trace:
            value = make()
        read = frozenset(trace.read)
        traces.include(read)
        if news is not None:
            tags = read if rows is None else rows(value)
            self._keep(key, Held(value, read, changes.places(tags), news.mark, monotonic()))
        return value

    def _keep(self, key: Hashable, held: Held) -> None:
        with self._lock:
            self._held[key] = held
            self._held.move_to_end(key)
            while len(self._held) > self._capacity or self._oldest < held.made - self._seconds:
                self._held.popitem(last=False)

    @property
    def _oldest(self) -> float:
        return next(iter(self._held.values())).made

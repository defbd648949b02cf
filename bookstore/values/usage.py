"""What is counted of requests, by what, and over which spans of time."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from bookstore.values.addresses import network
from bookstore.values.durations import CLASSES

WIDTH, HOUR, DAY = 300, 3600, 86_400
"""Seconds: of a bucket while it is young, of one that is not, and of a day."""

YOUNG = 2 * DAY
"""Seconds for which short buckets are kept; then they are added up by hours."""

ADDED = ("requests", "throttled", "hits", "misses", "bypasses", "microseconds")
"""What is counted, beside the classes of durations: 429s are throttled, the next three are the answer cache's."""

DURATIONS = tuple(f"within_{number}" for number in range(CLASSES))
COUNTS = (*ADDED, *DURATIONS, "slowest")
"""All of it, in the order in which it is held: everything is added up, but of `slowest` the largest counts."""

FIRST_CLASS = len(ADDED)
OUTCOMES = {"hit": 2, "miss": 3, "stale": 3, "bypass": 4}
"""What the answer cache said of an answer, by the place in which it is counted: what is stale is not there, either."""


class Client(NamedTuple):
    """Who asked, by numbers: a user, by which of their keys (0: by none); somebody unknown by their network."""

    user: int
    key: int
    address: str


OTHERS = Client(0, 0, "others")
"""Those who are too many to be told apart."""

EVERYBODY = Client(-1, 0, "")
"""All clients: their sums are kept beside their own counts, so that most questions need few rows."""


def client_of(user: int | None, key: int | None, address: str) -> Client:
    """Whom a request is counted to: of those who are known, no address is kept."""
    return Client(0, 0, network(address)) if user is None else Client(user, key or 0, "")


class Asked(NamedTuple):
    """What a request asked for, by names of which there are few, and who asked."""

    endpoint: str
    version: str
    method: str
    client: Client


class Series(NamedTuple):
    """What counts are kept apart by: `bucket` is its first second, `status` a class from 1 to 5."""

    bucket: int
    user_id: int
    key_id: int
    address: str
    version: str
    method: str
    endpoint: str
    status: int


Row = tuple[Series, Sequence[int]]


def add(counts: list[int], more: Sequence[int]) -> None:
    """Take the counts of another row in."""
    slowest = max(counts[-1], more[-1])
    counts[:] = map(int.__add__, counts, more)
    counts[-1] = slowest


class Window(NamedTuple):
    """A span of time in seconds since 1970: from `since` to before `until`, in parts of `width`."""

    since: int
    until: int
    width: int


PERIODS = {"hour": (WIDTH, 12), "day": (HOUR, 24), "week": (6 * HOUR, 28), "month": (DAY, 30)}
"""How wide the parts of a period are, in seconds, and how many it has."""


_ENDS = tuple(int(datetime(*day, tzinfo=UTC).timestamp()) for day in ((1, 3, 1), (9999, 12, 31)))
"""The first and the last second at which a period may end: our calendar holds all of it."""


def window(period: str = "day", until: datetime | None = None) -> Window:
    """The period that ends with the part in which `until` is: the present one unless another is given."""
    width, parts = PERIODS[period]
    end = int((until or datetime.now(UTC)).timestamp()) // width * width + width
    end = min(max(end, _ENDS[0]), _ENDS[1])
    return Window(end - parts * width, end, width)

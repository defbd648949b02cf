"""What is said of a request once it has been answered: to the log, to metrics, to usage."""

from typing import NamedTuple


class Answered(NamedTuple):
    """A request and its answer; `operation` and `rule` (its URL as a pattern) are None where it met no view.

    `user` and `key` are the ids of whoever called, if they are known; `cache` says whether the answer was kept already
    (`hit`), was made (`miss`), or is none to keep (`bypass`), and is None where nothing is ever kept. `at` is when that
    was, in seconds since 1970: it is told a moment later.
    """

    request_id: str
    method: str
    path: str
    operation: str | None
    rule: str | None
    version: str | None
    status: int
    seconds: float
    size: int | None
    address: str
    at: float
    user: int | None = None
    key: int | None = None
    cache: str | None = None

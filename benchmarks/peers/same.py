"""Whether programs give the same answers, field by field: only then is it fair to compare what they cost."""

import json
from collections.abc import Callable
from typing import Any

FIELDS = (
    *("id", "isbn", "title", "subtitle", "authors", "publisher", "categories", "language", "year", "pages"),
    *("format", "description", "price", "stock"),
)
Answer = tuple[int, bytes]
Get = Callable[[str], Answer]


class Different(Exception):
    """A program does not answer as it should."""


def page(name: str, expected: Answer, found: Answer) -> None:
    """Make sure that two lists have the same total, and the same books in the same order."""
    right, wrong = (_read(name, answer) for answer in (expected, found))
    _compare(name, "count", right["count"], wrong["count"])
    _compare(name, "number of results", len(right["results"]), len(wrong["results"]))
    for place, (book, other) in enumerate(zip(right["results"], wrong["results"], strict=True)):
        _fields(f"{name}, result {place}", book, other)


def book(name: str, expected: Answer, found: Answer) -> None:
    """Make sure that two answers show the same book."""
    _fields(name, _read(name, expected), _read(name, found))


def written(name: str, sent: bytes, told: Answer, get: Get) -> None:
    """Make sure that a new book is told, and can be read, as it was sent."""
    shown = _read(name, told, status=201)
    _fields(f"{name}, read again", shown, _read(name, get(shown["id"])))
    for field, value in json.loads(sent).items():
        _compare(name, field, value, _as_sent(shown[field], value))


def _as_sent(shown: Any, sent: Any) -> Any:
    """What is shown, less what the server knows besides: the ids and names of what was only referred to."""
    if isinstance(sent, list) and len(shown) == len(sent):
        return [_as_sent(*pair) for pair in zip(shown, sent, strict=True)]
    if isinstance(sent, dict):
        return {name: shown[name] for name in sent}
    return shown


def _fields(name: str, right: dict[str, Any], wrong: dict[str, Any]) -> None:
    for field in FIELDS:
        if field not in wrong:
            raise Different(f"{name}: {field} is missing.")
        _compare(name, field, right[field], wrong[field])


def _compare(name: str, what: str, right: Any, wrong: Any) -> None:
    if right != wrong or type(right) is not type(wrong):
        raise Different(f"{name}: {what} is {wrong!r}, and not {right!r}.")


def _read(name: str, answer: Answer, status: int = 200) -> dict[str, Any]:
    if answer[0] != status:
        raise Different(f"{name}: {answer[0]}, {answer[1][:300]!r}")
    return json.loads(answer[1])

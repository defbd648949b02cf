"""Other people's JSON in our terms: by the rules of files from elsewhere; what can't be taken is left out."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from bookstore.formats import checks, foreign
from bookstore.formats.dates import first_year
from bookstore.formats.refusal import Refused
from bookstore.lookups.provider import BadAnswer
from bookstore.values import isbn as isbns
from bookstore.values import limits

T = TypeVar("T")


def book(  # noqa: PLR0913  (all that a book is told by)
    *,
    title: Any,
    subtitle: Any = None,
    authors: Any = None,
    publisher: Any = None,
    language: Any = None,
    date: Any = None,
    pages: Any = None,
    description: Any = None,
) -> dict[str, Any]:
    """The FIELDS of a book that are told; BadAnswer without a title."""
    unused: list[str] = []
    found = {
        "title": _taken(lambda: checks.title(_text(title))),
        "subtitle": _taken(lambda: checks.within(_text(subtitle), limits.SUBTITLE, "subtitle")),
        "authors": _taken(lambda: list(foreign.authors(foreign.distinct(map(_text, listed(authors)))))),
        "publisher": _taken(lambda: foreign.publisher(_text(publisher))),
        "language": foreign.language(_text(language), unused),
        "year": foreign.year(first_year(_text(date)), unused),
        "pages": foreign.pages(str(pages), unused) if type(pages) is int else None,
        "description": foreign.description(_text(description), unused),
    }
    if not found["title"]:
        raise BadAnswer
    return {name: value for name, value in found.items() if value}


def members(value: Any) -> dict[str, Any]:
    """The JSON object that must be there."""
    if not isinstance(value, dict):
        raise BadAnswer
    return value


def listed(value: Any) -> list[Any]:
    """The items of a list; none where there is no list."""
    return value if isinstance(value, list) else []


def is_meant(isbn: str, numbers: Iterable[Any]) -> bool:
    """Whether one of these spellings is the ISBN."""
    return any(isinstance(number, str) and isbns.parse(number) == isbn for number in numbers)


def _text(value: Any) -> str:
    """Text on one line, without what no text of ours may hold; "" for what is no text."""
    return foreign.tidy([value], [])[0] if isinstance(value, str) else ""


def _taken(read: Callable[[], T]) -> T | None:
    try:
        return read()
    except Refused:
        return None

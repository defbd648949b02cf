"""Open Library: /api/books (https://openlibrary.org/dev/docs/api/books)."""

from typing import Any

from bookstore.lookups import telling
from bookstore.lookups.provider import NoMatch, Question, WrongBook
from bookstore.values.lookups import OPEN_LIBRARY


class OpenLibrary:
    """Answers `{"ISBN:...": {...}}`, and `{}` for what it does not know."""

    name = OPEN_LIBRARY

    def __init__(self, url: str) -> None:
        self.url = url

    def question(self, isbn: str) -> Question:
        """By the key that the answer has, too."""
        parameters = {"bibkeys": _key(isbn), "format": "json", "jscmd": "data"}
        return Question(f"{self.url}/api/books", parameters, {})

    def read(self, isbn: str, answer: Any) -> dict[str, Any]:
        """The edition under the key, if it is the one that was asked for."""
        found = telling.members(answer)
        if not found:
            raise NoMatch
        if _key(isbn) not in found:
            raise WrongBook
        edition = telling.members(found[_key(isbn)])
        numbers = _numbers(edition)
        if numbers and not telling.is_meant(isbn, numbers):
            raise WrongBook
        return telling.book(
            title=edition.get("title"),
            subtitle=edition.get("subtitle"),
            authors=_names(edition, "authors"),
            publisher=next(iter(_names(edition, "publishers")), None),
            date=edition.get("publish_date"),
            pages=edition.get("number_of_pages"),
        )


def _key(isbn: str) -> str:
    return f"ISBN:{isbn}"


def _numbers(edition: dict[str, Any]) -> list[Any]:
    """All ISBNs that the edition says it has."""
    told = edition.get("identifiers")
    identifiers = told if isinstance(told, dict) else {}
    return [*telling.listed(identifiers.get("isbn_13")), *telling.listed(identifiers.get("isbn_10"))]


def _names(edition: dict[str, Any], member: str) -> list[Any]:
    """The names in `[{"name": ...}, ...]`."""
    return [item.get("name") for item in telling.listed(edition.get(member)) if isinstance(item, dict)]

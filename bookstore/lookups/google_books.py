"""Google Books: /books/v1/volumes (https://developers.google.com/books/docs/v1/using)."""

from typing import Any

from bookstore.lookups import telling
from bookstore.lookups.provider import BadAnswer, NoMatch, Question, WrongBook
from bookstore.values.lookups import GOOGLE_BOOKS


class GoogleBooks:
    """Searches, so it may answer with other books; it takes questions without a key, but few of them."""

    name = GOOGLE_BOOKS

    def __init__(self, url: str, key: str | None) -> None:
        self.url, self.key = url, key

    def question(self, isbn: str) -> Question:
        """The key goes in a header: URLs are logged on their way."""
        headers = {"X-Goog-Api-Key": self.key} if self.key else {}
        return Question(f"{self.url}/books/v1/volumes", {"q": f"isbn:{isbn}"}, headers)

    def read(self, isbn: str, answer: Any) -> dict[str, Any]:
        """The first volume that has the ISBN which was asked for."""
        found = telling.members(answer)
        items = telling.listed(found.get("items"))
        if not items and found.get("totalItems") == 0:
            raise NoMatch
        volumes = [telling.members(telling.members(item).get("volumeInfo")) for item in items]
        if not volumes:
            raise BadAnswer
        meant = (volume for volume in volumes if telling.is_meant(isbn, _numbers(volume)))
        volume = next(meant, None)
        if volume is None:
            raise WrongBook
        return telling.book(
            title=volume.get("title"),
            subtitle=volume.get("subtitle"),
            authors=volume.get("authors"),
            publisher=volume.get("publisher"),
            language=volume.get("language"),
            date=volume.get("publishedDate"),
            pages=volume.get("pageCount"),
            description=volume.get("description"),
        )


def _numbers(volume: dict[str, Any]) -> list[Any]:
    """All numbers that the volume says it has."""
    told = telling.listed(volume.get("industryIdentifiers"))
    return [item.get("identifier") for item in told if isinstance(item, dict)]

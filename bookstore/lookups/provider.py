"""What a provider is: how it is asked, and how its answers are read. Both without a network."""

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from bookstore.values.lookups import BAD_ANSWER, NO_MATCH, WRONG_BOOK


class Question(NamedTuple):
    """A GET: where, and what is sent along."""

    url: str
    parameters: Mapping[str, str]
    headers: Mapping[str, str]


class Answer(NamedTuple):
    """What came of asking a provider: `told` are the FIELDS that it gave; `retry_after`, in seconds, if it said so."""

    provider: str
    outcome: str
    told: dict[str, Any] | None = None
    retry_after: int | None = None


class Failure(Exception):
    """No answer that helps: `again` says whether another attempt may bring one, `retry_after` not before when."""

    def __init__(self, outcome: str, *, again: bool = False, retry_after: int | None = None) -> None:
        super().__init__(outcome)
        self.outcome, self.again, self.retry_after = outcome, again, retry_after


class NoMatch(Failure):
    """The provider knows no such book."""

    def __init__(self) -> None:
        super().__init__(NO_MATCH)


class WrongBook(Failure):
    """The provider tells of a book with another ISBN."""

    def __init__(self) -> None:
        super().__init__(WRONG_BOOK)


class BadAnswer(Failure):
    """What came can't be read."""

    def __init__(self, *, again: bool = False) -> None:
        super().__init__(BAD_ANSWER, again=again)


class Provider(Protocol):
    """Somebody who knows books by their ISBNs."""

    name: str

    def question(self, isbn: str) -> Question:
        """How to ask for an ISBN of thirteen digits."""

    def read(self, isbn: str, answer: Any) -> dict[str, Any]:
        """What the decoded answer tells of it; a Failure where it tells nothing of it."""

"""A ticket: what a request has whose answer may be kept, so that the application can say what that was made of."""

from dataclasses import dataclass, field
from typing import Any

from bookstore.services.traces import Trace
from bookstore.shared.changes import Mark, News

TICKET, SPENT = "bookstore.ticket", "bookstore.spent"
"""Where the WSGI environment holds it, and what of the caller's budgets was spent ahead of the application."""


@dataclass(slots=True)
class Ticket:
    """What the answer is kept by, and what is known of it so far: nothing is kept without a mark.

    The `mark` is the history of changes as it was before the first statement.
    """

    key: str
    stale: bool = False
    mark: Mark | None = None
    scope: str | None = None
    worth: bool = True
    trace: Trace = field(default_factory=Trace)

    def begin(self, news: News | None) -> None:
        """From here on it is made."""
        self.mark = news and news.mark


def not_worth_it(environ: dict[str, Any]) -> None:
    """The answer is not worth keeping, such as an empty list: of those there is no end."""
    found = of(environ)
    if found is not None:
        found.worth = False


def of(environ: dict[str, Any]) -> Ticket | None:
    """The ticket of a request, if it has one."""
    found: Ticket | None = environ.get(TICKET)
    return found

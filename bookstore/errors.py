"""What the core may refuse; the edge turns each into an answer."""

from typing import Any


class Refusal(Exception):
    """The core's no: `detail` is a sentence for the caller, `pointer` the place in the input that it is about.

    `facts` are what a program may want to know besides, by the names of the wire.
    """

    def __init__(self, detail: str, *, pointer: str | None = None, **facts: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.pointer = pointer
        self.facts = facts


class NotFound(Refusal):
    """There is no such thing, or none that the actor may see."""


class Conflict(Refusal):
    """The state of the catalogue forbids it."""


class Invalid(Refusal):
    """The input is well formed, but makes no sense here."""


class Unsupported(Refusal):
    """The input is of a kind that is not taken here, or not of the kind that it says it is."""


class Unauthenticated(Refusal):
    """Nobody knows who is asking."""


class Forbidden(Refusal):
    """The actor is known, but may not do this."""


class PreconditionFailed(Refusal):
    """The thing has changed since the caller last saw it."""


class Unavailable(Refusal):
    """Something that is needed can't be reached now; trying again later may help."""


class Unanswered(Refusal):
    """Others, who alone could tell, gave no answer that helps."""


class Overdue(Unanswered):
    """Others, who alone could tell, gave no answer in time."""

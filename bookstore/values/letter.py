"""Letters: what the program writes to people."""

from typing import NamedTuple


class Letter(NamedTuple):
    """A letter in plain text to one address."""

    to: str
    subject: str
    text: str

"""Names with passwords: whichever way they come in, they are checked here and nowhere else at the edge."""

from bookstore.api.limits.attempts import attempt
from bookstore.services import passwords
from bookstore.services.passwords import Verified


def owner(name: str, password: str, *, remember: bool = False) -> Verified:
    """Who has this name and password; Unauthenticated when nobody has, or nobody who is active, and then counted.

    `remember` spares the hash when the same was right within the last minute.
    """
    with attempt(name):
        return passwords.owner(name, password, remember=remember)

"""Attempts at passwords: wrong ones are counted, right ones are free."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2s

from flask import request

from bookstore.api.limits import limits
from bookstore.errors import Invalid, Unauthenticated
from bookstore.values.text import user_key

CURRENT = "/current_password"


@contextmanager
def attempt(name: str) -> Iterator[None]:
    """A password for a name is compared within: not at all after too many wrong ones.

    Of those that are compared at once, each wrong one is counted when it has been; what is over the limit is refused,
    so more can be tried than it says only by as many as there are threads.
    """
    current = limits.current()
    budgets = current.attempts(_key(name), request.remote_addr or "")
    before = current.spend(budgets, 0)
    if before and not all(state.remaining for state in before.states):
        raise limits.refusal(before)
    try:
        yield
    except (Unauthenticated, Invalid) as wrong:
        if isinstance(wrong, Invalid) and wrong.pointer != CURRENT:
            raise
        after = current.spend(budgets, kept=True)
        if after and not after.allowed:
            raise limits.refusal(after) from None
        raise


def _key(name: str) -> str:
    """The account of a name in any spelling, whether or not there is one, in few characters."""
    return blake2s(user_key(name).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()

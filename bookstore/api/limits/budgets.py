"""Budgets: how many calls somebody has left in a window of time."""

from collections.abc import Iterable
from math import ceil
from typing import NamedTuple

from bookstore.shared.changes import News
from bookstore.values.rates import Rate

UNITS = {1: "second", 60: "minute", 3600: "hour", 86_400: "day"}


class Policy(NamedTuple):
    """A rate with the name by which headers tell it."""

    name: str
    rate: Rate


class Budget(NamedTuple):
    """A policy as it holds for somebody: a user, or an address."""

    policy: Policy
    owner: str

    @property
    def key(self) -> str:
        """What it is counted by."""
        return f"{self.policy.name}:{self.owner}"


class State(NamedTuple):
    """A budget at this moment: how much of it is spent, and in how many seconds it is whole again."""

    budget: Budget
    used: int
    seconds: float

    @property
    def limit(self) -> int:
        """How much there is when it is whole."""
        return self.budget.policy.rate.amount

    @property
    def remaining(self) -> int:
        """How much is left."""
        return max(0, self.limit - self.used)

    @property
    def wait(self) -> int:
        """Whole seconds until it is whole again: who sleeps them can count on it."""
        return max(1, ceil(self.seconds))

    def shown(self) -> dict[str, str | int]:
        """What its owner is told of it."""
        name, rate = self.budget.policy
        return {
            "policy": name,
            "limit": rate.amount,
            "window": rate.seconds,
            "remaining": self.remaining,
            "reset": self.wait,
        }


class Spent(NamedTuple):
    """What came of taking one from each of some budgets: from all of them, or from none when one was empty.

    `news` of what has changed came by the same trip, where that went to Redis.
    """

    allowed: bool
    states: tuple[State, ...]
    news: News | None = None

    @property
    def tightest(self) -> State:
        """The budget that ends first: the least left, then the longest to wait."""
        return min(self.states, key=lambda state: (state.remaining, -state.seconds))


def policies(name: str, rates: Iterable[Rate]) -> tuple[Policy, ...]:
    """A policy for each of the rates."""
    return tuple(Policy(f"{name}-{UNITS.get(rate.seconds, f'{rate.seconds}s')}", rate) for rate in rates)

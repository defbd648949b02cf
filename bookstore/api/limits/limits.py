"""The limits of an application: which budgets there are, and what is spent of them."""

from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

from flask import Flask, current_app

from bookstore.api.errors import Refused
from bookstore.api.limits.budgets import Budget, Policy, Spent, policies
from bookstore.api.limits.counters import Counters
from bookstore.api.limits.scopes import AUTH, SCOPES
from bookstore.values.addresses import network
from bookstore.values.rates import Rate


class Limits:
    """Who may call how often; `user` is the id of a user, None for somebody of whom only the address is known."""

    def __init__(self, rates: Mapping[str, tuple[Rate, ...]], counters: Counters, *, enabled: bool) -> None:
        self.enabled, self.counters = enabled, counters
        self._policies: dict[str, tuple[Policy, ...]] = {name: policies(name, rates[name]) for name in rates}

    def share(self, file: BinaryIO) -> None:
        """Count together with the other processes that have this file, where Redis does not count."""
        self.counters.share(file)

    def budgets(self, user: int | None, address: str, scope: str | None) -> list[Budget]:
        """What a call of some scope is counted to; of no known scope, where it meets no view."""
        place = f"address:{network(address)}"
        owner, whole = (place, "anonymous") if user is None else (f"user:{user}", "user")
        found = [Budget(policy, owner) for policy in self._policies[whole]]
        if scope in SCOPES:
            found += [Budget(policy, place if scope == AUTH else owner) for policy in self._policies[scope]]
        return found

    def shown(self, user: int | None, address: str) -> dict[str, Any]:
        """What is left to somebody, by kinds of calls."""
        wanted = {scope: self.budgets(user, address, scope) if self.enabled else [] for scope in SCOPES}
        spent = self.spend([*dict.fromkeys(budget for budgets in wanted.values() for budget in budgets)], 0)
        states = {state.budget: state for state in spent.states} if spent else {}
        return {
            "enabled": self.enabled,
            "counted_by": "address" if user is None else "user",
            "scopes": [
                {"scope": scope, "budgets": [states[budget].shown() for budget in budgets]}
                for scope, budgets in wanted.items()
            ],
        }

    def attempts(self, account: str, address: str) -> list[Budget]:
        """What a wrong password is counted to: the account at this address, and the address; never the account alone.

        So whoever guesses runs dry, and the owner of the account, who is elsewhere, does not notice.
        """
        place = f"address:{network(address)}"
        found = [Budget(policy, f"{account}:{place}") for policy in self._policies["login"]]
        return found + [Budget(policy, place) for policy in self._policies["login_address"]]

    def spend(
        self, budgets: Sequence[Budget], cost: int = 1, *, kept: bool = False, places: Sequence[int] = ()
    ) -> Spent | None:
        """Take the cost from all budgets, or from none; None where nothing is limited."""
        return self.counters.spend(budgets, cost, kept=kept, places=places) if self.enabled and budgets else None


def init_app(app: Flask) -> Limits:
    """The limits that the configuration asks for."""
    counters = Counters(app.extensions["reach"] if app.config["RATELIMIT_ENABLED"] else None)
    found = Limits(app.config["RATELIMITS"], counters, enabled=app.config["RATELIMIT_ENABLED"])
    app.extensions["limits"] = found
    return found


def current() -> Limits:
    """Those of the application that is at work."""
    return current_app.extensions["limits"]  # type: ignore[no-any-return]


def refusal(spent: Spent, **more: str) -> Refused:
    """The problem for who has nothing left: it tells when there is enough again; `more` are members of it."""
    empty = [state for state in spent.states if not state.remaining]
    last = max(empty, key=lambda state: state.seconds)
    rate = last.budget.policy.rate
    return Refused(
        "too-many-requests",
        f"{rate.amount} in {rate.seconds} seconds are enough: wait for {last.wait} seconds.",
        retry_after=last.wait,
        policy=last.budget.policy.name,
        **more,
        headers={"Retry-After": str(last.wait)},
    )

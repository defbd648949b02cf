"""What answers tell of limits."""

from functools import lru_cache
from time import time

from bookstore.api.limits.budgets import Policy, Spent


def headers(spent: Spent) -> list[tuple[str, str]]:
    """RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers), and what many clients know instead."""
    tightest = spent.tightest
    left = (f'"{state.budget.policy.name}";r={state.remaining};t={state.wait}' for state in spent.states)
    return [
        ("RateLimit-Policy", _policies(tuple(state.budget.policy for state in spent.states))),
        ("RateLimit", ", ".join(left)),
        ("X-RateLimit-Limit", str(tightest.limit)),
        ("X-RateLimit-Remaining", str(tightest.remaining)),
        ("X-RateLimit-Reset", str(int(time()) + tightest.wait)),
    ]


@lru_cache
def _policies(policies: tuple[Policy, ...]) -> str:
    return ", ".join(f'"{name}";q={rate.amount};w={rate.seconds}' for name, rate in policies)

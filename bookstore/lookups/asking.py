"""Asking one provider with patience: within a budget, again where that may help, and not at all while it is down."""

import asyncio
import time
from math import ceil
from typing import Any

import httpx2
from pybreaker import CircuitBreaker, CircuitBreakerError
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
    stop_before_delay,
    wait_random_exponential,
)

from bookstore.lookups.fetching import fetch
from bookstore.lookups.provider import Answer, Failure, Provider
from bookstore.values.lookups import BAD_ANSWER, CIRCUIT_OPEN, FOUND, RATE_LIMITED, REFUSED, TIMEOUT, UNAVAILABLE

ATTEMPTS = 3
SHARE = 0.45
"""Of the budget that one attempt may take: a provider that is stuck gets a second one."""

PAUSE, LONGEST_PAUSE = 0.025, 0.2
"""Between attempts, at random from nothing to these shares of the budget; the first doubles with each attempt."""

FAILURES, REST = 5, 30
"""So many questions in a row without an answer, and a provider is left alone for so many seconds."""

DOWN = (BAD_ANSWER, REFUSED, TIMEOUT, UNAVAILABLE)
"""What counts for a provider that is down; who answers that it knows no such book, or not so often, is not."""


class Asking:
    """One provider and what is known of how it is; for the coroutines of one loop."""

    def __init__(self, provider: Provider, budget: float) -> None:
        self.provider, self.budget = provider, budget
        self._breaker = CircuitBreaker(FAILURES, REST, exclude=[_is_up], throw_new_error_on_trip=False)
        self._pause = wait_random_exponential(multiplier=PAUSE * budget, max=LONGEST_PAUSE * budget)
        self._not_before = 0.0

    async def ask(self, http: httpx2.AsyncClient, isbn: str) -> Answer:
        """What it says of an ISBN, or why it says nothing; always within the budget."""
        name, wait = self.provider.name, ceil(self._not_before - time.monotonic())
        if wait > 0:
            return Answer(name, RATE_LIMITED, retry_after=wait)
        try:
            with self._breaker.calling():
                return Answer(name, FOUND, await self._within_budget(http, isbn))
        except CircuitBreakerError:
            return Answer(name, CIRCUIT_OPEN)
        except Failure as failure:
            if failure.outcome == RATE_LIMITED:
                self._not_before = time.monotonic() + (failure.retry_after or self.budget)
            return Answer(name, failure.outcome, retry_after=failure.retry_after)

    async def _within_budget(self, http: httpx2.AsyncClient, isbn: str) -> dict[str, Any]:
        try:
            async with asyncio.timeout(self.budget):
                return await self._tried(http, isbn)
        except TimeoutError:
            raise Failure(TIMEOUT) from None

    async def _tried(self, http: httpx2.AsyncClient, isbn: str) -> dict[str, Any]:
        attempts = AsyncRetrying(
            stop=stop_after_attempt(ATTEMPTS) | stop_before_delay(self.budget),
            wait=self._wait,
            retry=retry_if_exception(lambda error: isinstance(error, Failure) and error.again),
            reraise=True,
        )
        found: dict[str, Any] = await attempts(self._once, http, isbn)
        return found

    async def _once(self, http: httpx2.AsyncClient, isbn: str) -> dict[str, Any]:
        try:
            async with asyncio.timeout(SHARE * self.budget):
                answer = await fetch(http, self.provider.question(isbn))
        except TimeoutError:
            raise Failure(TIMEOUT, again=True) from None
        return self.provider.read(isbn, answer)

    def _wait(self, state: RetryCallState) -> float:
        """As long as the provider asks for, and a little at random: not all come back at once."""
        failure = state.outcome.exception() if state.outcome else None
        asked = failure.retry_after if isinstance(failure, Failure) else None
        return (asked or 0) + self._pause(state)


def _is_up(error: BaseException) -> bool:
    return not isinstance(error, Failure) or error.outcome not in DOWN

"""The desk where questions are left: it asks all providers at the same time, and for one ISBN at one time once.

All questions of a process are asked by one thread with one event loop. So nobody waits longer than the budget even for
the resolver of names, which can't be interrupted; what is known of providers needs no locks; and who asks what is just
being asked waits for the same answer. Those who ask have loops of their own, in which they wait.
"""

import asyncio
from asyncio import AbstractEventLoop, Task
from collections.abc import Callable, Iterable
from threading import Lock, Thread

import httpx2

from bookstore.lookups import fetching
from bookstore.lookups.asking import Asking
from bookstore.lookups.provider import Answer, Provider
from bookstore.values.lookups import ANSWERS, TIMEOUT

SHARE = 0.95
"""Of the budget that providers have; the rest is for all around it."""

KEPT = 2.0
"""Seconds that an answer stays at the desk: those who came a moment too late to wait for it find it here."""


class Desk:
    """Where an application asks its providers; `note` is told of each outcome."""

    def __init__(self, providers: Iterable[Provider], budget: float, note: Callable[[Answer], None]) -> None:
        self._askings = {provider.name: Asking(provider, SHARE * budget) for provider in providers}
        self._budget, self._note = budget, note
        self._flights: dict[tuple[str, str], Task[Answer]] = {}
        self._http: httpx2.AsyncClient | None = None

    @property
    def providers(self) -> tuple[str, ...]:
        """The names of those who can be asked, in the order in which they are believed."""
        return tuple(self._askings)

    async def ask(self, isbn: str, providers: Iterable[str]) -> list[Answer]:
        """The answers of these providers to an ISBN of thirteen digits, within the budget."""
        names = list(providers)
        if not names:
            return []
        asked = asyncio.run_coroutine_threadsafe(self._ask(isbn, names), _loop())
        try:
            return await asyncio.wait_for(asyncio.wrap_future(asked), self._budget)
        except TimeoutError:
            return [Answer(name, TIMEOUT) for name in names]

    async def _ask(self, isbn: str, names: list[str]) -> list[Answer]:
        return list(await asyncio.gather(*(asyncio.shield(self._flight(name, isbn)) for name in names)))

    def _flight(self, name: str, isbn: str) -> Task[Answer]:
        """The one question of this moment."""
        key = name, isbn
        if key not in self._flights:
            self._flights[key] = asyncio.create_task(self._asked(name, isbn))
        return self._flights[key]

    async def _asked(self, name: str, isbn: str) -> Answer:
        kept = 0.0
        try:
            self._http = self._http or fetching.client()
            answer = await self._askings[name].ask(self._http, isbn)
            self._note(answer)
            kept = KEPT if answer.outcome in ANSWERS else 0.0
            return answer
        finally:
            asyncio.get_running_loop().call_later(kept, self._flights.pop, (name, isbn), None)


class _Process:
    """What the desks of a process share."""

    lock = Lock()
    loop: AbstractEventLoop | None = None


def _loop() -> AbstractEventLoop:
    """The loop, in a thread that never ends by itself; it begins with the first question."""
    with _Process.lock:
        if _Process.loop is None:
            _Process.loop = asyncio.new_event_loop()
            Thread(target=_Process.loop.run_forever, name="lookups", daemon=True).start()
        return _Process.loop

"""Who is asked what and when: in turns of seconds, so that whatever else the machine does falls on all alike."""

import json
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from benchmarks.peers import load, measure, ours, same, serving, targets
from benchmarks.peers.cases import LABELS, ONES, Requests
from benchmarks.peers.serving import Server
from tests import servers

WARM_UP = 0.5
"""Seconds that each is asked before it counts."""

NEEDS_DATABASE = ("list", "one", "create")
LEAST_DATABASE = 20e-6
"""CPU seconds that PostgreSQL takes at least for a request that reaches it."""


class Turn(NamedTuple):
    """What one server did in one turn: requests a second, and CPU seconds a request of all who took part."""

    rate: float
    server: float
    postgresql: float
    redis: float

    @property
    def cpu(self) -> float:
        """All of it."""
        return self.server + self.postgresql + self.redis


@dataclass(frozen=True)
class Result:
    """All turns of one program in one case, a round each."""

    turns: Sequence[Turn]

    def median(self, what: str) -> float:
        return statistics.median(getattr(turn, what) for turn in self.turns)

    def times(self, base: "Result") -> float:
        """How many times as many requests a second as another: the median over rounds."""
        return statistics.median(mine.rate / other.rate for mine, other in zip(self.turns, base.turns, strict=True))

    def cost(self, base: "Result") -> float:
        """How much of another's CPU time a request takes: the median over rounds."""
        return statistics.median(mine.cpu / other.cpu for mine, other in zip(self.turns, base.turns, strict=True))


Results = dict[str, dict[str, Result]]
"""By case and by name."""


class Plan(NamedTuple):
    """How much is to be measured."""

    books: int
    rounds: int
    seconds: float
    cases: Sequence[str]
    names: Sequence[str]


def run(plan: Plan) -> Results:
    """Start all programs, make sure that they answer alike, and let them race."""
    with field(plan) as (contestants, requests, meters):
        check(contestants, requests)
        print(f"All answer alike. {plan.rounds} rounds of {plan.seconds} s each:", flush=True)
        with ProcessPoolExecutor(1) as pool:
            referee = Referee(pool, requests, meters)
            return {case: _case(referee, case, contestants, plan) for case in plan.cases}


@contextmanager
def field(plan: Plan) -> Iterator[tuple[list[Server], Requests, tuple[measure.Meter, measure.Meter]]]:
    """The servers that take part, on one catalogue; what to ask; the meters of PostgreSQL and Redis."""
    with ours.database("postgresql") as settings, servers.valkey() as redis, tempfile.TemporaryDirectory() as made:
        folder, catalogue = Path(made), ours.fill(settings, plan.books)
        answers = folder / "answers"
        answers.mkdir()
        programs = targets.programs(catalogue, redis, answers)
        taking_part = [program for program in programs if program.name in {"ours", *plan.names}]
        with serving.running(taking_part, folder) as started:
            ids = _record(_truth(started), answers)
            meters = measure.of_postgresql(catalogue.url), measure.of_redis(redis)
            yield started, Requests(ids, catalogue.token), meters


def _truth(contestants: Iterable[Server]) -> Server:
    """The bookstore: its answers are those that others must give."""
    return next(server for server in contestants if server.program.name == "ours" and "one" in server.program.paths)


def _record(server: Server, answers: Path) -> list[int]:
    """Keep the bookstore's own answers for who has only fixed ones; the ids of some books."""
    body = server.get(server.program.paths["list"])[1]
    first = json.loads(body)["results"][0]["id"]
    (answers / "list").write_bytes(body)
    (answers / "one").write_bytes(server.get(server.program.paths["one"].format(id=first))[1])
    return list(range(first, first + ONES))


def check(contestants: Iterable[Server], requests: Requests) -> None:
    """Make sure that whoever has a catalogue answers as the bookstore does (same.Different says who does not)."""
    truth = _truth(contestants)
    for server in contestants:
        if server.program.name != "hello":
            _check_reads(server, truth, requests.ids[0])
    for server in contestants:
        if "create" in server.program.paths and not server.program.bare:
            _check_new_book(server, truth, requests)


def _check_reads(server: Server, truth: Server, book_id: int) -> None:
    right = truth.get(truth.program.paths["list"])
    for case, path in server.program.paths.items():
        name = f"{server.program.name}, {case}"
        if case == "one":
            same.book(name, _one(truth, book_id), _one(server, book_id))
        elif case != "create":
            for _ in range(3):  # from either worker, and from the cache where there is one
                same.page(name, right, server.get(path))


def _check_new_book(server: Server, truth: Server, requests: Requests) -> None:
    body = requests.new_book()
    told = server.post(server.program.paths["create"], body, requests.headers)
    for reader in (truth, server):
        same.written(f"{server.program.name}, create", body, told, partial(_one, reader))


def _one(server: Server, book_id: int) -> same.Answer:
    return server.get(server.program.paths["one"].format(id=book_id))


class Referee:
    """Gives turns to servers, and notes what those took."""

    def __init__(
        self, pool: ProcessPoolExecutor, requests: Requests, meters: tuple[measure.Meter, measure.Meter]
    ) -> None:
        self._pool, self._requests, self._meters = pool, requests, meters

    def turn(self, case: str, server: Server, seconds: float) -> Turn:
        messages, once = self._requests.of(case, server, seconds)
        meters = (server.cpu, *self._meters)
        before = [meter() for meter in meters]
        fired = self._pool.submit(load.fire, server.port, messages, seconds, once=once).result()
        taken = [(meter() - start) / fired.answers for meter, start in zip(meters, before, strict=True)]
        return Turn(fired.answers / fired.seconds, *taken)


def _case(referee: Referee, case: str, contestants: Sequence[Server], plan: Plan) -> dict[str, Result]:
    taking_part = [
        server for server in contestants if case in server.program.paths and server.program.name in plan.names
    ]
    turns: dict[str, list[Turn]] = defaultdict(list)
    for server in taking_part:
        referee.turn(case, server, WARM_UP)
    for round_number in range(plan.rounds):
        start = round_number % len(taking_part)  # nobody is always the one who comes after the same other
        for server in taking_part[start:] + taking_part[:start]:
            turns[server.program.name].append(referee.turn(case, server, plan.seconds))
    results = {server.program.name: Result(turns[server.program.name]) for server in taking_part}
    _reach(case, taking_part, results)
    print(f"  {LABELS[case]}: done", flush=True)
    return results


def _reach(case: str, contestants: Iterable[Server], results: dict[str, Result]) -> None:
    """Make sure that nobody answered from a cache where the database was to be asked."""
    for server in contestants:
        name = server.program.name
        idle = results[name].median("postgresql") < LEAST_DATABASE
        if case in NEEDS_DATABASE and idle and not server.program.bare:
            raise same.Different(f"{name}, {case}: answered without asking the database.")

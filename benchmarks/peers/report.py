"""What came out, for the terminal and for the documentation."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

from benchmarks.peers import chart
from benchmarks.peers.cases import LABELS as CASES
from benchmarks.peers.race import NEEDS_DATABASE, Plan, Result, Results
from benchmarks.peers.targets import BARE, BASES
from benchmarks.peers.targets import LABELS as NAMES

COLUMNS = ("", "requests/s", "x textbook", "x hello", "CPU", "server", "PostgreSQL", "Redis")
PACKAGES = "flask flask-smorest SQLAlchemy psycopg gunicorn Django djangorestframework fastapi uvicorn asyncpg".split()

INTRODUCTION = """# Beside other programs

Made by `python -m benchmarks peers` ({rounds} rounds of {seconds} s, {books:,} books; {machine}); do not edit.

![Requests a second, as multiples of the textbook's](peers.svg)

Only the ratios of one run mean something: *x textbook* and *x hello* say how many times as many requests a second a
program answers as flask-smorest in the manner of tutorials, and as a Flask that says hello (the median over rounds, in
which all take turns). *CPU* is how much CPU time a request takes, of all who take part in it, as a share of what the
textbook's takes; behind it are microseconds of CPU a request, of the server's processes, of PostgreSQL and of Redis.
"""

SHARED = """
**The machine was not idle**: {load:.1f} processes were running on its {cores} cores before the race began. Programs
that wait for a database often suffer more from that, in CPU time too: measure again on a machine that is idle.
"""
BUSY = 0.25
"""Running processes a core, from which on figures are not to be trusted."""

NOTES = """## What is compared

- All work on the same tables of one PostgreSQL 18 and one Valkey. Before anything is measured, the answers of all are
  compared field by field, and a book that each adds is read back; afterwards, that the database was really asked.
- Everybody has two workers and serves one request a connection, as gunicorn's sync workers do; four requests are under
  way at any moment. Load, servers and databases share the machine's cores, so requests a second fall with whatever any
  of them takes; CPU a request is the better measure.
- All programs with a catalogue count calls against budgets in Redis and log each request. Bookstore alone also sends
  ETag, Link, RateLimit and security headers, counts for its metrics, checks that the session behind a token still
  stands, and keeps new books findable by search.
- *flask-smorest*: Flask-SQLAlchemy with `joinedload` and `selectinload`, marshmallow, Flask-Limiter,
  Flask-JWT-Extended, Flask-Caching. *Django REST Framework*: `select_related` and `prefetch_related`, serializers,
  throttles, `PageNumberPagination`, persistent connections, `cache_page`. *FastAPI*: SQLAlchemy on asyncpg, response
  models, uvicorn with uvloop and httptools, limits in Redis; its cache holds finished bodies.
- The two bare Flasks have no database, no limits and no log; *hello* says the same in each case.
"""


LINE = "  {:32}{:>11}{:>12}{:>10}{:>8}{:>9}{:>12}{:>8}"


def show(results: Results) -> None:
    """Print a table for each case."""
    for case, found in results.items():
        print(f"\n{CASES[case]}")
        print(LINE.format(*COLUMNS))
        for name, cells in _rows(found):
            print(LINE.format(NAMES[name], *cells))


def write(results: Results, plan: Plan, folder: Path, *, load: float) -> None:
    """Write the page and its chart; `load` is how many processes were running before."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "peers.md").write_text(_page(results, plan, load), encoding="utf-8")
    (folder / "peers.svg").write_text(chart.drawn(_multiples(results)), encoding="utf-8")


def _page(results: Results, plan: Plan, load: float) -> str:
    cores = os.cpu_count() or 1
    machine = f"{cores} cores, Python {platform.python_version()}"
    parts = [INTRODUCTION.format(rounds=plan.rounds, seconds=plan.seconds, books=plan.books, machine=machine)]
    parts += [SHARED.lstrip().format(load=load, cores=cores)] if load > BUSY * cores else []
    for case, found in results.items():
        lines = [f"## {CASES[case].capitalize()}", "", _line(*COLUMNS), "|---|" + "---:|" * (len(COLUMNS) - 1)]
        lines += [_line(NAMES[name], *cells) for name, cells in _rows(found)]
        parts.append("\n".join([*lines, ""]))
    versions = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    return "\n".join([*parts, NOTES + f"\nVersions: {versions}.\n"])


def _rows(found: dict[str, Result]) -> list[tuple[str, list[str]]]:
    ordered = sorted(found, key=list(NAMES).index)
    return [(name, _cells(found[name], found)) for name in ordered]


def _cells(result: Result, found: dict[str, Result]) -> list[str]:
    multiples = [_number(result.times(found[base])) if base in found else "-" for base in BASES]
    share = _number(result.cost(found["textbook"])) if "textbook" in found else "-"
    micros = [f"{result.median(what) * 1e6:,.0f}" for what in ("server", "postgresql", "redis")]
    return [f"{result.median('rate'):,.0f}", *multiples, share, *micros]


def _number(value: float) -> str:
    return f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"


def _multiples(results: Results) -> dict[str, dict[str, float]]:
    """For the chart: by the names of cases and programs, how many times the textbook each is.

    The bare ones stand only where nobody asks the database: beside the others, all bars but theirs would vanish.
    """
    multiples = {}
    for case, found in results.items():
        shown = [name for name in NAMES if name in found and not (case in NEEDS_DATABASE and name in BARE)]
        multiples[CASES[case]] = {NAMES[name]: found[name].times(found["textbook"]) for name in shown}
    return multiples


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"

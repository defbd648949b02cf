"""python -m benchmarks: what requests, log-ins and imports cost; and beside its peers. Only ratios of one run count.

Exit code 1 when how long it takes to be refused a token tells why, or when a peer answers otherwise than the others.
"""

import argparse
import os
import sys
from pathlib import Path

from benchmarks import costs, imports, log_ins
from benchmarks.databases import NAMES
from benchmarks.peers import cases, race, report, same, targets

PAGES = Path(__file__).parent.parent / "docs" / "benchmarks"

parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
parser.add_argument(
    "what",
    nargs="*",
    choices=["requests", "log-ins", "imports", "peers", []],
    help="all but peers when nothing is named",
)
parser.add_argument("--on", action="append", choices=NAMES, help="a database; both when none is named")
parser.add_argument("--books", type=int, help="books in the catalogue: 100,000 for requests, 10,000 for peers")
parser.add_argument("--imported", type=int, action="append", help="books to import: 200,000 and 1,000,000")
peers = parser.add_argument_group("peers", "in turns of some seconds; the whole race renews docs/benchmarks")
peers.add_argument("--rounds", type=int, default=4, help="turns of each in each case")
peers.add_argument("--seconds", type=float, default=1.5, help="seconds of a turn")
peers.add_argument("--cases", nargs="+", choices=cases.LABELS, help="what is asked; all when none is named")
peers.add_argument("--only", nargs="+", choices=targets.LABELS, help="who takes part; all when none is named")


def main(arguments: argparse.Namespace) -> int:
    """Run what is named."""
    what = arguments.what or ["requests", "log-ins", "imports"]
    alike = True
    for database in arguments.on or NAMES:
        if "requests" in what:
            costs.run(database, arguments.books or 100_000)
        if "log-ins" in what:
            alike = log_ins.run(database) and alike
    if "imports" in what:
        for books in arguments.imported or (200_000, 1_000_000):
            for database in arguments.on or NAMES:
                imports.run(database, books)
    if "peers" in what:
        alike = _race(arguments) and alike
    return 0 if alike else 1


def _race(arguments: argparse.Namespace) -> bool:
    """Show how the bookstore does beside its peers; whether all answered alike."""
    whole = not (arguments.cases or arguments.only)
    asked, names = arguments.cases or tuple(cases.LABELS), arguments.only or tuple(targets.LABELS)
    plan = race.Plan(arguments.books or 10_000, arguments.rounds, arguments.seconds, asked, names)
    load, _, _ = os.getloadavg()
    try:
        results = race.run(plan)
    except same.Different as error:
        print(error, file=sys.stderr)
        return False
    report.show(results)
    if whole:
        report.write(results, plan, PAGES, load=load)
    return True


if __name__ == "__main__":
    sys.exit(main(parser.parse_args()))

"""python -m benchmarks: what requests, log-ins and imports cost. Only ratios of one run mean something.

Exit code 1 when how long it takes to be refused a token tells why.
"""

import argparse
import sys

from benchmarks import costs, imports, log_ins
from benchmarks.databases import NAMES

parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
parser.add_argument("what", nargs="*", choices=["requests", "log-ins", "imports", []], help="all when nothing is named")
parser.add_argument("--on", action="append", choices=NAMES, help="a database; both when none is named")
parser.add_argument("--books", type=int, default=100_000, help="books in the catalogue for requests")
parser.add_argument("--imported", type=int, action="append", help="books to import: 200,000 and 1,000,000")
arguments = parser.parse_args()

alike = True
for database in arguments.on or NAMES:
    if "requests" in (arguments.what or ["requests"]):
        costs.run(database, arguments.books)
    if "log-ins" in (arguments.what or ["log-ins"]):
        alike = log_ins.run(database) and alike
for books in arguments.imported or (200_000, 1_000_000):
    for database in arguments.on or NAMES:
        if "imports" in (arguments.what or ["imports"]):
            imports.run(database, books)
sys.exit(0 if alike else 1)

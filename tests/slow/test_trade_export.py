"""A large catalogue goes out as ONIX and MARC, and comes in again, a record at a time."""

import json
import subprocess
import sys

import pytest

from bookstore.demo import generated
from bookstore.formats import catalogue_csv
from tests.cli import processes
from tests.slow.test_interrupted_import import _item

pytestmark = pytest.mark.slow

NUMBER = 100_000
GROWTH, FIRST = 50, 1.0
"""Megabytes beyond what the first records took, and seconds up to the first record."""

EXPORT = """
import json, pathlib, sys, time
from wsgi import app
from bookstore.cli.exporting import everything
from bookstore.formats.writers import WRITERS

def resident():
    return int(pathlib.Path("/proc/self/statm").read_text().split()[1]) * 4 / 1024

with app.app_context(), open(sys.argv[2], "wb") as file:
    before, started, first, most, count = resident(), time.perf_counter(), None, 0, 0
    writer = WRITERS[sys.argv[1]]
    for count, piece in enumerate(writer.write(everything(writer.kinds))):
        first = time.perf_counter() - started if count == 1 else first
        file.write(piece)
        if count % 1000 == 0:
            most = max(most, resident())
    print(json.dumps([first, most - before, count, time.perf_counter() - started]))
"""


@pytest.fixture
def environment(database_url, tmp_path):
    """Of a shop with very many books."""
    with (tmp_path / "books.csv").open("wb") as stream:
        stream.writelines(catalogue_csv.write(map(_item, generated.books(NUMBER))))
    environment = processes.environment(database_url)
    _flask(environment, "catalog", "import", tmp_path / "books.csv")
    return environment


def _flask(environment, *arguments):
    command = [sys.executable, "-m", "flask", *map(str, arguments)]
    done = subprocess.run(command, cwd=processes.ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", ["onix", "marc"])
def test_an_export_streams_and_comes_in_again(environment, tmp_path, name):
    path = tmp_path / f"books.{name}"
    command = [sys.executable, "-c", EXPORT, name, str(path)]
    done = subprocess.run(command, cwd=processes.ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    first, growth, count, took = json.loads(done.stdout)
    print(f"{name}: first record after {first:.2f} s, +{growth:.0f} MB, {count / took:,.0f} a second")
    assert count >= NUMBER - 1
    assert first < FIRST
    assert growth < GROWTH
    assert f"{NUMBER:,} read" in _flask(environment, "catalog", "import", path)

"""A large catalogue goes out over HTTP at once, a thing at a time."""

import json
import subprocess
import sys

import pytest

from tests.cli import processes
from tests.slow.test_trade_export import FIRST, GROWTH, NUMBER, environment  # noqa: F401  (a fixture)

pytestmark = pytest.mark.slow

GET = """
import json, pathlib, sys, time
from wsgi import app

def resident():
    return int(pathlib.Path("/proc/self/statm").read_text().split()[1]) * 4 / 1024

client, told = app.test_client(), {}
for name in ("csv", "ndjson", "onix"):
    assert client.get(f"/api/v2/books?format={name}&page_size=1").status_code == 200
    before, most, size, started = resident(), 0, 0, time.perf_counter()
    with client.get(f"/api/v2/books?format={name}", buffered=False) as answer:
        first, things = None, 0
        for piece in answer.iter_encoded():
            first = first or time.perf_counter() - started
            size += len(piece)
            things += piece.count(b"<Product>") if name == "onix" else piece.count(b"\\n")
            most = max(most, resident())
    told[name] = [first, most - before, things, size, time.perf_counter() - started]
print(json.dumps(told))
"""


def test_a_whole_list_streams(environment):  # noqa: F811  (the fixture)
    command = [sys.executable, "-c", GET]
    done = subprocess.run(command, cwd=processes.ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    for name, (first, growth, things, size, took) in json.loads(done.stdout.splitlines()[-1]).items():
        speed = f"{size / 1e6:.0f} MB, {things / took:,.0f} a second"
        print(f"{name}: first bytes after {first:.2f} s, +{growth:.0f} MB, {speed}")
        assert things >= NUMBER
        assert first < FIRST
        assert growth < GROWTH

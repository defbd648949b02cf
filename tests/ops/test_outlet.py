"""Log lines leave without anybody waiting for them."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bookstore.ops import counters
from bookstore.ops.outlet import Outlet

ROOT = Path(__file__).parent.parent.parent
PIPE = 1024 * 1024
"""Bytes: more than a pipe holds."""


@pytest.fixture
def pipe():
    """Both ends of a pipe: to read from, and to write to."""
    ends = os.pipe()
    yield ends
    for end in ends:
        os.close(end)


def dropped():
    """How many lines were dropped up to now."""
    return counters.REGISTRY.get_sample_value("bookstore_log_lines_dropped_total")


def test_lines_come_out_whole_and_in_order(pipe):
    outlet = Outlet(pipe[1])
    for number in range(500):
        outlet.write(f"{number} ü\n")
    assert outlet.drain()
    assert os.read(pipe[0], PIPE).decode().splitlines() == [f"{number} ü" for number in range(500)]


def test_a_reader_that_stalls_costs_lines_and_no_time(pipe):
    outlet, before = Outlet(pipe[1], capacity=100), dropped()
    outlet.write("x" * PIPE)
    time.sleep(0.2)  # the pipe is full by now, and the thread waits
    started = time.perf_counter()
    for _ in range(300):
        outlet.write("line\n")
    assert (time.perf_counter() - started < 0.1, dropped() - before, outlet.drain(0)) == (True, 200, False)
    found = b""
    while len(found) < PIPE + 500:
        found += os.read(pipe[0], PIPE)
    assert (outlet.drain(), found[PIPE:]) == (True, b"line\n" * 100)


def test_a_reader_that_is_gone_costs_lines_only(tmp_path):
    reading, writing = os.pipe()
    os.close(reading)
    outlet, before = Outlet(writing), dropped()
    outlet.write("nobody reads this\n")
    assert (outlet.drain(), dropped() - before) == (True, 1)
    os.close(writing)


def run(code, **options):
    """A process that logs and ends."""
    setup = "import sys, os; from bookstore.ops import logs; from bookstore.ops.outlet import STDERR\n"
    setup += "import structlog; logs.set_up('INFO', 'json', STDERR); log = structlog.get_logger()\n"
    return subprocess.Popen([sys.executable, "-c", setup + code], cwd=ROOT, stderr=subprocess.PIPE, **options)


def test_the_last_lines_of_a_process_are_not_lost():
    process = run("for number in range(1000): log.info('line', number=number)\nsys.exit(3)")
    said = process.communicate(timeout=30)[1].decode()
    assert (process.returncode, said.count('"event":"line"')) == (3, 1000)


def test_a_process_ends_even_if_nobody_takes_its_lines():
    process = run("log.info('x' * 10**6)\nprint('done', flush=True)", stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"done\n"
    assert process.wait(timeout=30) == 0
    process.stdout.close()
    process.stderr.close()


def test_lines_before_a_fork_come_once_and_those_after_it_from_both():
    code = "log.info('before')\nif os.fork() == 0: log.info('child')\nelse: os.wait(); log.info('parent')"
    said = run(code).communicate(timeout=30)[1].decode()
    assert [said.count(f'"event":"{name}"') for name in ("before", "child", "parent")] == [1, 1, 1]

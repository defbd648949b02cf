"""Programs as servers: started all at once, up until the end, each with its log in a file."""

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.peers import load, measure
from tests.live import ROOT
from tests.servers import free_port

WORKERS = 2
START_TIMEOUT = 240.0
"""Seconds that all programs together get to answer."""


@dataclass(frozen=True)
class Program:
    """What to start (`{port}` stands for the port), and on which path it does what each case asks for.

    The name is that of `targets`; two programs may share one, where each has its own cases.
    """

    name: str
    command: tuple[str, ...]
    paths: Mapping[str, str]
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None
    bare: bool = False
    """Whether it has no catalogue, and answers each case with the same bytes."""


@dataclass(frozen=True)
class Server:
    """A program that runs."""

    program: Program
    port: int
    cpu: measure.Meter

    def get(self, path: str) -> tuple[int, bytes]:
        return load.ask(self.port, load.request("GET", path))

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        return load.ask(self.port, load.request("POST", path, body=body, headers=headers))


def gunicorn(application: str, *options: str) -> tuple[str, ...]:
    """Sync workers, of which each serves one request at a time, and a line in the log for each request."""
    serve = ("-m", "gunicorn", "--worker-class", "sync", "--workers", str(WORKERS), "--no-control-socket")
    return (sys.executable, *serve, "--bind", "127.0.0.1:{port}", *options, application)


def uvicorn(application: str) -> tuple[str, ...]:
    """Two processes with uvloop and httptools, and a line in the log for each request."""
    fast = ("--loop", "uvloop", "--http", "httptools", "--workers", str(WORKERS))
    return (sys.executable, "-m", "uvicorn", *fast, "--host", "127.0.0.1", "--port", "{port}", application)


@contextmanager
def running(programs: Iterable[Program], folder: Path) -> Iterator[list[Server]]:
    """All programs, answering; their logs are in the folder."""
    with ExitStack() as stack:
        started = [(program, *stack.enter_context(_started(program, folder))) for program in programs]
        deadline = time.monotonic() + START_TIMEOUT
        for program, port, process, log in started:
            _await(program, port, process, log, deadline)
        yield [Server(program, port, measure.of_tree(process.pid)) for program, port, process, _ in started]


@contextmanager
def _started(program: Program, folder: Path) -> Iterator[tuple[int, subprocess.Popen, Path]]:
    port = free_port()
    log = folder / f"{program.name}-{port}.log"
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PORT": str(port)} | dict(program.environment)
    command = [word.format(port=port) for word in program.command]
    with log.open("wb") as stream:
        process = subprocess.Popen(command, cwd=program.folder or folder, env=environment, stdout=stream, stderr=stream)
    try:
        yield port, process, log
    finally:
        process.terminate()
        process.wait()


def _await(program: Program, port: int, process: subprocess.Popen, log: Path, deadline: float) -> None:
    path = "/" if program.bare else next(iter(program.paths.values()))
    while True:
        status = None
        with suppress(OSError, IndexError):  # nobody there yet
            status, _ = load.ask(port, load.request("GET", path))
        if status == 200:
            return
        if status or process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"{program.name} did not start ({status}):\n{log.read_text()[-4000:]}")
        time.sleep(0.1)

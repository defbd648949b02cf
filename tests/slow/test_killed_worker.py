"""A worker that is killed in the middle of an import: the next one finishes it, as if there had been one."""

import os
import signal
import subprocess
import time

import pytest

from tests.cli import processes
from tests.slow.test_interrupted_import import NUMBER, _compare, ask, table, whole  # noqa: F401  (fixtures)

pytestmark = pytest.mark.slow

PATIENCE = 120
"""Seconds that a worker has to find out that another one is dead, and to do its job."""


@pytest.fixture
def start_worker(app, database_url):
    """Starts a worker beside the application."""
    started = []
    folders = {name: str(app.config[name]) for name in ("INSTANCE_FOLDER", "UPLOADS_FOLDER")}

    def start():
        command = [*processes.COMMAND, "worker"]
        environment = processes.environment(database_url) | folders
        started.append(subprocess.Popen(command, cwd=processes.ROOT, env=environment, stderr=subprocess.DEVNULL))
        return started[-1]

    yield start
    for process in started:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture
def told(database_url, table):  # noqa: F811
    """What the command line says that an import would come to."""
    return processes.run(database_url, "catalog", "import", "--dry-run", table).stdout


@pytest.fixture
def sent(told, staff, table):  # noqa: F811
    """Sends the file, and gives what waits for the end of its import."""
    with table.open("rb") as file:
        url = staff.post("/api/v2/imports", data={"file": (file, "books.csv")}).headers["Location"]

    def shown():
        deadline = time.monotonic() + PATIENCE
        while (shown := staff.get(url).get_json())["state"] in ("queued", "running"):
            assert time.monotonic() < deadline, shown
            time.sleep(0.1)
        return shown

    return shown


def begun(ask):  # noqa: F811
    """Wait until some books are in."""
    while not ask("SELECT 1 FROM products WHERE id > 10000 LIMIT 1"):
        time.sleep(0.01)


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_an_import_outlives_its_worker(told, sent, start_worker, ask, end):  # noqa: F811
    worker = start_worker()
    begun(ask)
    os.kill(worker.pid, end)
    assert worker.wait(timeout=10) == (-end if end == signal.SIGKILL else 0)
    assert whole(ask) < NUMBER
    start_worker()
    shown = sent()
    assert (shown["state"], shown["attempts"]) == ("succeeded", 2 if end == signal.SIGKILL else 1)
    assert shown["summary"].pop("unreported") == 0
    for name, number in shown["summary"].items():
        assert f"{number:,} {name}" in told
    assert (shown["summary"]["created"], shown["summary"]["unchanged"], whole(ask)) == (NUMBER, 0, NUMBER)
    _compare(ask)

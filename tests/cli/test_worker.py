"""flask worker, as a process; flask jobs list."""

import os
import signal
import subprocess
import time

import pytest

from bookstore.services import jobs
from tests.cli import processes
from tests.cli.conftest import without_postgresql


@pytest.fixture
def start(app, database_url):
    """Starts a process beside the application."""
    started = []
    folders = {name: str(app.config[name]) for name in ("INSTANCE_FOLDER", "UPLOADS_FOLDER")}

    def start(command):
        environment = processes.environment(database_url) | folders
        process = subprocess.Popen(command, cwd=processes.ROOT, env=environment, stderr=subprocess.PIPE, text=True)
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def until(wanted):
    """Wait until something is so."""
    deadline = time.monotonic() + 60
    while not (found := wanted()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found


def states(app):
    """What jobs there are, and how they are."""
    with app.app_context():
        return [job.state for job in jobs.listed(9)]


def is_alive(pid):
    """Whether a process runs that is not ours to wait for."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.slow
@without_postgresql
def test_a_worker_is_called_and_ends_at_once_with_ctrl_c(app, start):
    worker = start([*processes.COMMAND, "worker"])
    for number in range(1, 3):
        with app.app_context():
            jobs.start("nonsense", {})
        until(lambda done=["failed"] * number: states(app) == done)
    worker.send_signal(signal.SIGINT)
    _, told = worker.communicate(timeout=10)
    assert (worker.returncode, "Traceback" in told, told.count("job_started")) == (0, False, 2)


@without_postgresql
def test_a_worker_ends_with_the_process_that_it_stands_beside(app, start):
    command = " ".join(processes.COMMAND)
    beside = start(
        ["sh", "-c", f"{command} worker --with-parent & echo $! > {app.config['UPLOADS_FOLDER']}.pid; exec sleep 99"]
    )
    path = app.config["UPLOADS_FOLDER"].with_name("uploads.pid")
    with app.app_context():
        jobs.start("nonsense", {})
    until(lambda: states(app) == ["failed"])
    pid = int(path.read_text())
    assert is_alive(pid)
    beside.kill()
    until(lambda: not is_alive(pid))


@without_postgresql
def test_jobs_are_listed_the_newest_first(app, flask, worker):
    with app.app_context():
        jobs.start("nonsense", {})
        worker()
        jobs.start("import", {})
    assert flask("jobs", "list").stdout.splitlines() == [
        "2  queued  import  0  0",
        "1  failed  nonsense  0  1  This server knows no job of the kind nonsense.",
    ]
    assert len(flask("jobs", "list", "--limit", "1").stdout.splitlines()) == 1


@without_postgresql
def test_the_doctor_tells_that_nobody_works(app, flask, monkeypatch):
    assert "none waits for a worker" in flask("doctor").stdout
    monkeypatch.setattr(jobs, "SILENCE", jobs.SILENCE * -1)
    with app.app_context():
        jobs.start("nonsense", {})
    assert "warn  jobs           1 wait for a worker: start `flask worker`" in flask("doctor").stdout

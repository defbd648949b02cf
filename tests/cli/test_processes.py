"""What only a process shows: exit codes, terminals, pipes."""

import os
import pty

from tests.cli import processes
from tests.cli.conftest import catalogue, without_postgresql
from tests.conftest import sqlite_first


@sqlite_first
def test_a_process_acts_on_the_database_of_its_environment(database_url, app, write):
    done = processes.run(database_url, "catalog", "import", write("title\nT\n"))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("1 read, 1 created, ")
    assert [book["title"] for book in catalogue(app)["books"]] == ["T"]


@without_postgresql
def test_a_wrong_setting_is_one_line(database_url):
    done = processes.run("mysql://x", "doctor")
    assert (done.returncode, done.stderr) == (1, "DATABASE_URL must start with postgresql:// or sqlite:///.\n")


@without_postgresql
def test_wrong_use_is_exit_2_and_one_line(database_url):
    done = processes.run(database_url, "catalog", "import", "missing.csv")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)


@without_postgresql
def test_a_terminal_shows_how_fast_it_goes(database_url, write):
    ours, theirs = pty.openpty()
    process = processes.start(database_url, "catalog", "import", write("title\nA\nB\n"), stderr=theirs)
    out, _ = process.communicate(timeout=60)
    os.close(theirs)
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    assert "2 read, " in shown
    assert " a second, 2 created, 0 rejected" in shown
    assert "\r" not in out

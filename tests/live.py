"""A running bookstore for tests that come from outside: gunicorn, on a database of its own with the demo catalogue."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.servers import START_TIMEOUT, free_port

ROOT = Path(__file__).parent.parent
SECRET = "a secret of the test suite, 32 bytes or more"
PASSWORD = "correct horse battery"
UNBOUNDED = ("--limit-request-line", "0")
"""URLs of any length, so that it is the application that answers, and not gunicorn with a page of its own."""


class Bookstore(NamedTuple):
    """Where it runs, and the headers with which it takes one for each role."""

    url: str
    staff: dict[str, str]


@contextmanager
def bookstore(database_url: str, folder: Path, *, workers: int = 2, **settings: str) -> Iterator[Bookstore]:
    """The program on a migrated database, seeded; its log is `server.log` in the folder."""
    port = free_port()
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "SECRET_KEY": SECRET,
        "PORT": str(port),
        "WEB_CONCURRENCY": str(workers),
        "LOG_LEVEL": "WARNING",
        "RATELIMIT_ENABLED": "0",
        "INSTANCE_FOLDER": str(folder),
        **settings,
    }
    run = {"cwd": ROOT, "env": environment, "capture_output": True, "text": True, "check": True}
    token = subprocess.run([sys.executable, "-c", _PREPARE, PASSWORD], **run).stdout.split("token=")[1].strip()
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", *UNBOUNDED, "wsgi:app"]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        yield Bookstore(_answering(f"http://127.0.0.1:{port}", server), {"Authorization": f"Bearer {token}"})
    finally:
        server.terminate()
        server.wait()


_PREPARE = """
import sys
from datetime import timedelta
from bookstore.api.credentials import tokens
from bookstore.services import sessions, users
from wsgi import app
seeded = app.test_cli_runner().invoke(args=["seed"])
assert seeded.exit_code == 0, seeded.output
app.config["JWT_ACCESS_TOKEN_EXPIRES"] = timedelta(hours=12)
with app.app_context():
    print("token=" + tokens.access_token(sessions.begin(users.create("stan", sys.argv[1], role="staff"))))
"""
"""Fuzzing takes longer than a token lasts: this one lasts a night. One process, since each takes a second to start."""


def _answering(url: str, server: subprocess.Popen) -> str:
    deadline = time.monotonic() + START_TIMEOUT
    while True:
        try:
            urllib.request.urlopen(f"{url}/livez", timeout=2).close()  # noqa: S310  (our own server)
            return url
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("The bookstore did not start: see server.log.") from None
            time.sleep(0.05)

"""Commands as processes of their own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "flask", "--app", "wsgi"]


def environment(database_url: str) -> dict[str, str]:
    """What a command needs to act on a database."""
    return os.environ | {"DATABASE_URL": database_url, "APP_ENV": "development", "SECRET_KEY": "x" * 32}


def start(database_url: str, *arguments: object, **options: object) -> subprocess.Popen:
    """A command that runs by itself; what it writes is text to be read from it."""
    piped = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    command = [*COMMAND, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, env=environment(database_url), **(piped | options))


def run(database_url: str, *arguments: object) -> subprocess.CompletedProcess:
    """A command that has run to its end."""
    process = start(database_url, *arguments)
    out, err = process.communicate(timeout=300)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)

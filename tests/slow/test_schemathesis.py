"""The API against its own document at length: every check of schemathesis, on PostgreSQL, behind gunicorn."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import live

ROOT = Path(__file__).parents[2]
EXAMPLES = os.environ.get("SCHEMATHESIS_EXAMPLES", "100")
pytestmark = pytest.mark.slow


@pytest.fixture
def backend():
    """SQLite has the short run of the usual suite."""
    return "postgresql"


@pytest.mark.parametrize("who", ["anonymous", "staff"])
def test_every_operation_keeps_its_promise(database_url, tmp_path, library, who):
    urls = {"OPENLIBRARY_URL": library.url, "GOOGLE_BOOKS_URL": library.url}
    with live.bookstore(database_url, tmp_path, **urls) as bookstore:
        command = [sys.executable, "-m", "schemathesis.cli", "--config-file", "schemathesis.toml", "run"]
        command += [f"{bookstore.url}/api/v2/openapi.json", "--checks", "all", "--max-examples", EXAMPLES]
        for name, value in bookstore.staff.items() if who == "staff" else ():
            command += ["-H", f"{name}: {value}"]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    (tmp_path / "schemathesis.log").write_text(run.stdout)
    assert run.returncode == 0, run.stdout[-20_000:] + run.stderr[-2_000:]
    assert "Traceback" not in (tmp_path / "server.log").read_text()

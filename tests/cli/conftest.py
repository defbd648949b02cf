"""Commands that run in the test's process, files for them, and what the catalogue holds after them."""

import json
import re
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest

from bookstore import create_app
from bookstore.extensions import db
from config import testing
from tests.formats.conftest import data  # noqa: F401  (a fixture)

UNTOLD = {"id", "created_at", "updated_at"}
"""What another database tells otherwise."""

without_postgresql = pytest.mark.parametrize("backend", ["sqlite"])
"""For what the database plays no part in."""

with_postgresql = pytest.mark.parametrize("backend", ["postgresql"])
"""For what only PostgreSQL knows."""

RESOURCES = ("books", "magazines", "authors", "publishers", "categories")


@pytest.fixture
def flask(app):
    """Runs a command as `flask ...` would."""
    return commands_of(app)


@pytest.fixture
def other(sqlite_template, tmp_path):
    """Another application, on an empty database of its own."""
    with empty_app(sqlite_template, tmp_path) as application:
        yield application


@contextmanager
def empty_app(template, folder, **settings):
    """An application on a new SQLite file."""
    path = folder / "other.db"
    shutil.copy(template, path)
    application = create_app(testing(SQLALCHEMY_DATABASE_URI=f"sqlite:///{path}", **settings))
    yield application
    with application.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def take_in(flask):
    """Imports files that must go in, and gives the counts."""

    def run(*arguments):
        result = flask("catalog", "import", *arguments)
        assert result.exit_code == 0, result.output
        return counts(result)

    return run


@pytest.fixture
def write(tmp_path):
    """Writes a file and gives its path."""

    def write(content, name="file.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def commands_of(app):
    """Runs commands of an application."""

    def run(*arguments, **options):
        return app.test_cli_runner().invoke(args=[str(argument) for argument in arguments], **options)

    return run


def counts(result):
    """The numbers that an import tells, by their names, less those that are 0."""
    found = re.findall(r"([0-9][0-9,]*) ([a-z]+)", result.stdout)
    return {name: int(number.replace(",", "")) for number, name in found if number != "0"}


def catalogue(app, *, untold=UNTOLD):
    """All that the API shows, in an order that does not depend on ids; without what is untold."""
    client = app.test_client()
    pages = {name: client.get(f"/api/v2/{name}?limit=1000").get_json()["results"] for name in RESOURCES}
    return {name: sorted((_told(thing, untold) for thing in things), key=json.dumps) for name, things in pages.items()}


def _told(value, untold):
    if isinstance(value, dict):
        return {name: _told(item, untold) for name, item in value.items() if name not in untold}
    return [_told(item, untold) for item in value] if isinstance(value, list) else value


def lines(path: Path) -> list[str]:
    """The lines of a file."""
    return path.read_text(encoding="utf-8").splitlines()

"""The application on both databases, people to call it, and the statements that it runs.

Each test gets a database of its own content: a copy of a migrated template (PostgreSQL) or of a migrated file (SQLite).
`TEST_DATABASE_URL` and `TEST_REDIS_URL` name servers to use instead of those from the wheels.
"""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import Connection, event
from werkzeug.test import TestResponse

from bookstore import create_app
from bookstore.extensions import db
from bookstore.services import passwords, sessions, users
from config import testing
from tests import postboxes, providers, servers
from tests.postboxes import Postbox
from tests.providers import Library

BACKENDS = ("sqlite", "postgresql")
PASSWORD = "correct horse battery"

sqlite_first = pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
"""For what starts processes, and cares little for the database: PostgreSQL has its turn in `make test-slow`."""


def pytest_configure() -> None:
    """The folders of tests are in memory, where there is room: each holds a database, and some disks are slow."""
    if folder := servers.memory():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(folder))


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector of garbage need not look at it in each test again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> None:
    """Passwords of people who do not exist are kept by hashes that take no time."""
    passwords.HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a PostgreSQL server whose databases come and go with the tests."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
    else:
        with servers.postgresql(in_memory=True) as url:
            yield url


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """The URL of a Redis or Valkey server."""
    given = os.environ.get("TEST_REDIS_URL")
    if given:
        yield given
    else:
        with servers.valkey() as url:
            yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database file."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> Iterator[str]:
    """The name of a migrated, empty database."""
    name = f"template_{uuid4().hex}"
    _administer(postgresql_server, f"CREATE DATABASE {name}")
    _migrate(_sibling(postgresql_server, name))
    yield name
    _administer(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """The name of the database that the test runs on: each test runs on all."""
    return request.param


@pytest.fixture
def database_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a migrated, empty database."""
    if backend == "sqlite":
        path = tmp_path / "test.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
    else:
        server, template = (request.getfixturevalue(f"postgresql_{part}") for part in ("server", "template"))
        name = f"test_{uuid4().hex}"
        _administer(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        yield _sibling(server, name)
        _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def make_app(database_url: str, tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Makes applications on the test's database, with other settings than the usual ones."""
    made: list[Flask] = []
    usual = {
        "INSTANCE_FOLDER": tmp_path,
        "UPLOADS_FOLDER": tmp_path / "uploads",
        "STORAGE_URL": (tmp_path / "files").as_uri(),
    }

    def make(**settings: object) -> Flask:
        made.append(create_app(testing(SQLALCHEMY_DATABASE_URI=_driver(database_url), **usual | settings)))
        return made[-1]

    yield make
    for application in made:
        application.extensions["post"].flush()
        with application.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """The application."""
    return make_app()


@pytest.fixture
def worker(app: Flask) -> Callable[[], int]:
    """Does all jobs that are due, and gives how many that were."""
    from bookstore.jobs import worker as workers  # noqa: PLC0415  (only for those who have work)

    return lambda: workers.work_off(app)


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    """A mail server, and what it got: for applications that are made with its `url` as SMTP_URL."""
    with postboxes.opened() as box:
        yield box


@pytest.fixture
def library() -> Iterator[Library]:
    """Who is asked about ISBNs: for applications that are made with its `settings`."""
    with providers.opened() as server:
        yield server


@pytest.fixture
def anonymous(app: Flask) -> FlaskClient:
    """Somebody who does not say who they are."""
    return app.test_client()


@pytest.fixture
def customer(app: Flask) -> FlaskClient:
    """A customer, logged in."""
    return logged_in(app, "carla", "customer")


@pytest.fixture
def staff(app: Flask) -> FlaskClient:
    """One of the staff, logged in."""
    return logged_in(app, "stan", "staff")


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    """An administrator, logged in."""
    return logged_in(app, "ada", "admin")


@contextmanager
def beside(app: Flask) -> Iterator[Connection]:
    """A connection past the program, which does not hear of what is changed by it; so it is told in the end."""
    with app.app_context():
        with db.engine.begin() as connection:
            yield connection
        app.extensions["changes"].void()


def logged_in(app: Flask, name: str, role: str) -> FlaskClient:
    """A client with the token of a new user."""
    from bookstore.api.credentials import tokens  # noqa: PLC0415  (the edge, only for those who log in)

    with app.app_context():
        token = tokens.access_token(sessions.begin(users.create(name, PASSWORD, role=role)))
        db.session.remove()
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


@pytest.fixture
def count_queries(app: Flask) -> Callable:
    """`with count_queries() as statements:` collects the SQL that runs, less what opens transactions."""

    @contextmanager
    def collect() -> Iterator[list[str]]:
        statements: list[str] = []

        def note(_connection, _cursor, statement, _parameters, _context, _many) -> None:
            if not statement.startswith(("BEGIN", "PRAGMA")):
                statements.append(statement)

        assert app.extensions["post"].flush(), "letters of before count elsewhere"
        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return collect


def problem(response: TestResponse, status: int, code: str | None = None) -> dict:
    """The problem that an answer is, after making sure that it is a whole one with this status."""
    assert response.status_code == status, response.get_data(as_text=True)
    assert response.mimetype == "application/problem+json"
    body = response.get_json()
    assert {"type", "title", "status", "detail", "instance", "code", "request_id"} <= body.keys()
    assert (body["status"], body["type"]) == (status, f"/problems/{body['code']}")
    assert code in (None, body["code"])
    return body


def _driver(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://")


def _sibling(server: str, name: str) -> str:
    return f"{server.rsplit('/', 1)[0]}/{name}"


def _administer(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)


def _migrate(url: str) -> None:
    application = create_app(testing(SQLALCHEMY_DATABASE_URI=_driver(url)))
    with application.app_context():
        upgrade()
        db.session.remove()
        db.engine.dispose()

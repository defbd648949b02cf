"""Redis may go and come: calls go on, are limited here, and do not wait."""

import signal
import time

import pytest

from bookstore.settings.rates import rate_limits
from tests.api.limits.conftest import BOOKS, log_in
from tests.conftest import PASSWORD, logged_in
from tests.servers import free_port

SLOWER = 0.15
"""Seconds that a call may take longer for it."""


@pytest.fixture
def pair():
    """The database, and where it is counted, while that is there."""
    return ("sqlite", "redis")


@pytest.fixture
def make(make_app, valkey, monkeypatch):
    """Makes an application that counts in that server, and looks for it again after half a second."""
    monkeypatch.setattr("bookstore.shared.reach.PAUSE", 0.5)

    def make(url=valkey[0], **rates):
        rates = rate_limits({f"RATELIMIT_{name.upper()}": rate for name, rate in rates.items()})
        return make_app(RATELIMIT_ENABLED=True, REDIS_URL=url, RATELIMITS=rates, LOG_LEVEL="WARNING")

    return make


def timed(client):
    """The status, and how long it took."""
    started = time.perf_counter()
    return client.get(BOOKS).status_code, time.perf_counter() - started


def test_without_the_redis_that_there_should_be_one_counts_here(make, capsys):
    client = make(f"redis://127.0.0.1:{free_port()}/0", anonymous="2/minute").test_client()
    assert [client.get(BOOKS).status_code for _ in range(3)] == [200, 200, 429]
    assert capsys.readouterr().err.count("redis_away") == 1


def test_a_frozen_redis_holds_nobody_up_and_is_used_again_when_it_thaws(make, valkey, capsys):
    client = make(anonymous="40/minute").test_client()
    usual = max(timed(client)[1] for _ in range(3))
    valkey[1].send_signal(signal.SIGSTOP)
    try:
        found = [timed(client) for _ in range(10)]
    finally:
        valkey[1].send_signal(signal.SIGCONT)
    assert {status for status, _ in found} == {200}
    assert max(seconds for _, seconds in found) < usual + SLOWER
    assert sum(seconds > usual + 0.05 for _, seconds in found) <= 2
    time.sleep(0.6)
    assert client.get(BOOKS).headers["X-RateLimit-Remaining"] in ("36", "35")  # it may get to one that nobody waits for
    told = capsys.readouterr().err
    assert (told.count("redis_away"), told.count("redis_back")) == (1, 1)


def test_who_guessed_does_not_begin_anew_when_redis_goes(make, valkey):
    app = make(login="3/minute")
    logged_in(app, "carla", "customer")
    client = app.test_client()
    assert [log_in(client, "wrong").status_code for _ in range(2)] == [400, 400]
    valkey[1].kill()
    valkey[1].wait()
    assert [log_in(client, "wrong").status_code for _ in range(2)] == [400, 429]
    assert log_in(client, PASSWORD).status_code == 429

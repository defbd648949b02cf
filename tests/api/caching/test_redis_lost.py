"""Redis may go and come: answers stay right, and nobody waits."""

import signal
import time

import pytest

from tests.api.caching.conftest import BOOKS, outcome

SLOWER = 0.3
"""Seconds that a call may take longer for it: it waits for 0.1, on whatever machine."""


@pytest.fixture
def pair():
    """The database, and what is shared while it is there."""
    return ("sqlite", "redis")


@pytest.fixture
def shared(valkey, monkeypatch):
    """Applications that look for it again after half a second."""
    monkeypatch.setattr("bookstore.shared.reach.PAUSE", 0.5)
    return {"REDIS_URL": valkey[0]}


def timed(client, url):
    """The answer, and how long it took."""
    started = time.perf_counter()
    return client.get(url), time.perf_counter() - started


def test_a_frozen_redis_holds_nobody_up_and_hides_no_write(anonymous, other, staff, book, valkey):
    usual = max(timed(anonymous, book)[1] for _ in range(3))
    assert outcome(anonymous.get(book)) == outcome(other.get(book)) == "hit"
    valkey[1].send_signal(signal.SIGSTOP)
    try:
        for stock in range(1, 4):
            assert staff.patch(book, json={"stock": stock}).status_code == 200
            for client in (anonymous, other):
                found, seconds = timed(client, book)
                assert (found.status_code, found.get_json()["stock"]) == (200, stock)
                assert seconds < usual + SLOWER
    finally:
        valkey[1].send_signal(signal.SIGCONT)
    time.sleep(0.6)
    for client in (anonymous, other, anonymous, other):
        assert client.get(book).get_json()["stock"] == 3
    assert outcome(anonymous.get(book)) == "hit"


def test_a_killed_redis_is_told_of_and_changes_no_answer(anonymous, staff, book, valkey):
    anonymous.get(book)
    valkey[1].kill()
    valkey[1].wait()
    assert staff.patch(book, json={"stock": 9}).status_code == 200
    for _ in range(3):
        found, seconds = timed(anonymous, book)
        assert (found.get_json()["stock"], outcome(found) in ("stale", "miss")) == (9, True)
        assert seconds < 1
    assert "bookstore_degraded 1.0" in anonymous.get("/metrics").text
    assert anonymous.get("/readyz").get_json()["status"] == "degraded"


def test_what_is_owed_is_settled_before_anything_is_kept_again(anonymous, other, staff, book, valkey):
    for client in (anonymous, other):
        client.get(book)
    valkey[1].send_signal(signal.SIGSTOP)
    try:
        assert staff.patch(book, json={"stock": 8}).status_code == 200
    finally:
        valkey[1].send_signal(signal.SIGCONT)
    assert other.get(book).get_json()["stock"] == 8
    time.sleep(0.6)
    seen = [(one.get_json()["stock"], outcome(one)) for one in (client.get(book) for client in (other, anonymous) * 2)]
    assert {stock for stock, _ in seen} == {8}
    assert seen[-1][1] == "hit"


@pytest.fixture
def elsewhere(make, tmp_path):
    """A process on another machine."""
    return make(INSTANCE_FOLDER=tmp_path / "another machine").test_client()


def test_a_write_reaches_redis_again_before_this_process_looks_for_it(anonymous, elsewhere, staff, book, valkey):
    for client in (anonymous, elsewhere):
        client.get(book)
    valkey[1].send_signal(signal.SIGSTOP)
    anonymous.get(book)  # and finds nobody
    valkey[1].send_signal(signal.SIGCONT)
    time.sleep(0.2)
    assert staff.patch(book, json={"stock": 6}).status_code == 200
    assert elsewhere.get(book).get_json()["stock"] == 6


def test_junk_in_redis_is_no_answer(anonymous, other, book, valkey):
    import redis  # noqa: PLC0415

    anonymous.get(book)
    with redis.Redis.from_url(valkey[0]) as there:
        keys = list(there.scan_iter("bookstore:answers:*"))
        assert len(keys) == 1
        assert not there.get(keys[0]).startswith(b"\x80")  # no pickle
        there.set(keys[0], b"junk")
    found = other.get(book)
    assert (found.status_code, outcome(found)) == (200, "miss")
    assert BOOKS in book

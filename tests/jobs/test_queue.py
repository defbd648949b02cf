"""The queue: it wakes who waits, by Redis and by a file."""

import time
from threading import Thread

import pytest

from bookstore.jobs.queue import WAITING, Queue


@pytest.fixture(params=["file", "redis"])
def url(request):
    """Where the queue is."""
    return request.getfixturevalue("redis_server") if request.param == "redis" else None


@pytest.fixture
def waited(tmp_path, url):
    """How long another process waits at the most."""
    queue = Queue(tmp_path, url)
    queue.wait(0.01)

    def waited(seconds):
        begun = time.monotonic()
        queue.wait(seconds)
        return time.monotonic() - begun

    return waited


def test_who_waits_is_woken_by_a_call(tmp_path, url, waited):
    caller = Queue(tmp_path, url)
    Thread(target=lambda: (time.sleep(0.2), caller.wake())).start()
    assert 0.1 < waited(10) < 5


def test_who_is_not_called_waits_to_the_end_of_their_time(waited):
    assert waited(0.5) >= 0.5


def test_many_calls_wake_once(tmp_path, url, waited):
    caller = Queue(tmp_path, url)
    for _ in range(3):
        caller.wake()
    assert (waited(5) < 4, waited(0.3) >= 0.3) == (True, True)


def test_calls_that_nobody_hears_do_not_pile_up(tmp_path, url, waited):
    caller = Queue(tmp_path, url)
    for _ in range(WAITING + 20):
        caller.wake()
    assert caller._storage.queue_size() == WAITING
    waited(1)

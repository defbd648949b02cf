"""Redis goes while many ask: no answer fails, none is late, none is old; when it is back it is used again."""

import signal
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

import pytest

from tests import live
from tests.api.caching.conftest import BOOKS
from tests.api.caching.test_at_once import Client, Model

pytestmark = pytest.mark.slow
PHASE = 4.0
CLIENTS = 4


@pytest.fixture
def pair():
    """The database, and what is shared while it is there."""
    return ("postgresql", "redis")


def asked(server, model, seconds):
    """The times that calls took, of several clients for a while, each of which must be right."""
    until = time.monotonic() + seconds

    def work(seed):
        client, taken = Client(server, seed), []
        while time.monotonic() < until:
            number = client.random.choice(list(model.acknowledged))
            started = time.perf_counter()
            (model.write if client.random.random() < 0.1 else model.read)(client, number)
            taken.append(time.perf_counter() - started)
        return taken

    with ThreadPoolExecutor(CLIENTS) as pool:
        return sorted(chain.from_iterable(pool.map(work, range(CLIENTS))))


@pytest.mark.parametrize("loss", ["frozen", "killed"])
def test_no_answer_fails_or_is_old_while_redis_is_lost(database_url, tmp_path, valkey, loss):
    settings = {"REDIS_URL": valkey[0], "RATELIMIT_ENABLED": "1", "RATELIMIT_ANONYMOUS": "1000000/minute"}
    high = dict.fromkeys(("RATELIMIT_USER", "RATELIMIT_CREATE"), "1000000/minute")
    with live.bookstore(database_url, tmp_path, workers=2, **settings, **high) as server:
        model, client = Model(range(1, 7)), Client(server, 0)
        for book in model.acknowledged:
            assert client.call("PATCH", f"{BOOKS}/{book}", {"stock": 0}, staff=True)[0] == 200
        usual = asked(server, model, PHASE)
        valkey[1].send_signal(signal.SIGSTOP if loss == "frozen" else signal.SIGKILL)
        lost = asked(server, model, PHASE)
        assert client.call("GET", "/readyz")[1]["status"] == "degraded"
        if loss == "frozen":
            valkey[1].send_signal(signal.SIGCONT)
            time.sleep(2.5)
            asked(server, model, PHASE / 2)
            assert client.call("GET", "/readyz")[1]["status"] == "ok"
    assert model.wrong == []
    print(f"{loss}: longest call {usual[-1]:.3f} s before, {lost[-1]:.3f} s without Redis")
    assert lost[-1] < usual[-1] + 0.5

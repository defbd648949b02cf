"""Many at once: one computation, and after an acknowledged write nobody sees what was before."""

import json
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from bookstore.services import queries
from tests import live
from tests.api.caching.conftest import BOOKS, outcome
from tests.conftest import problem

CLIENTS = 8


def test_of_many_who_ask_for_a_cold_answer_one_makes_it(app, book, monkeypatch):
    made, read = [], queries.first

    def slow(statement):
        made.append(statement)
        time.sleep(0.3)
        return read(statement)

    monkeypatch.setattr(queries, "first", slow)
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: app.test_client().get(book), range(200)))
    assert {one.status_code for one in answers} == {200}
    assert len(made) == 1
    assert sorted({outcome(one) for one in answers}) == ["hit", "miss"]


def test_who_waits_for_an_answer_that_is_none_makes_their_own(app, monkeypatch):
    read = queries.first
    monkeypatch.setattr(queries, "first", lambda statement: time.sleep(0.1) or read(statement))
    with ThreadPoolExecutor(10) as pool:
        for found in pool.map(lambda _: app.test_client().get(f"{BOOKS}/999999"), range(10)):
            problem(found, 404)


def test_who_waited_in_vain_is_counted_once(make, book, monkeypatch):
    app, read = make(anonymous="30/minute"), queries.first
    monkeypatch.setattr(queries, "first", lambda statement: time.sleep(0.1) or read(statement))
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: app.test_client().get(book), range(10)))
    assert min(int(one.headers["X-RateLimit-Remaining"]) for one in answers) == 20


class Client:
    """Somebody with a connection of their own, that is opened anew for each call: so every worker gets some."""

    def __init__(self, server, seed):
        self.place, self.headers, self.random = urlsplit(server.url).netloc, server.staff, random.Random(seed)

    def call(self, method, path, body=None, *, staff=False):
        """The status and the JSON of an answer."""
        connection = HTTPConnection(self.place, timeout=30)
        headers = {"Content-Type": "application/json"} | (self.headers if staff else {})
        connection.request(method, path, body and json.dumps(body), headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, json.loads(text) if text else None


class Model:
    """What a reader may find: the stock of each book goes up only, and is never below what was acknowledged."""

    def __init__(self, ids):
        self.acknowledged = dict.fromkeys(ids, 0)
        self.locks = {number: threading.Lock() for number in ids}
        self.wrong = []

    def write(self, client, number):
        """Raise a stock by one."""
        with self.locks[number]:
            stock = self.acknowledged[number] + 1
            status, _ = client.call("PATCH", f"{BOOKS}/{number}", {"stock": stock}, staff=True)
            assert status == 200
            self.acknowledged[number] = stock

    def read(self, client, number):
        """Look at it in one of the places that show it."""
        floor = self.acknowledged[number]
        path = client.random.choice(
            (f"{BOOKS}/{number}", f"{BOOKS}?sort=id&limit=10", f"{BOOKS}?fields=id,stock&limit=10")
        )
        status, body = client.call("GET", path)
        rows = {row["id"]: row["stock"] for row in body.get("results", [body])}
        if status != 200 or rows[number] < floor:
            self.wrong.append((path, floor, rows.get(number)))


@pytest.mark.parametrize("number", [160, pytest.param(5000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("pair", [("sqlite", "memory"), ("postgresql", "redis")], ids="-".join)
def test_no_read_after_an_acknowledged_write_misses_it(shared, database_url, tmp_path, number):
    settings = {"REDIS_URL": "", **shared}
    with live.bookstore(database_url, tmp_path, workers=2, **settings) as server:
        model = Model(range(1, 7))
        clients = [Client(server, seed) for seed in range(CLIENTS)]
        for book in model.acknowledged:
            assert clients[0].call("PATCH", f"{BOOKS}/{book}", {"stock": 0}, staff=True)[0] == 200

        def work(client):
            for _ in range(number // CLIENTS):
                act = model.write if client.random.random() < 0.2 else model.read
                act(client, client.random.choice(list(model.acknowledged)))

        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(work, clients))
    assert model.wrong == []
    assert sum(model.acknowledged.values()) > number // 10

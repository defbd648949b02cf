"""Answers are logged and counted a moment later, and none is forgotten."""

import json
import re
import time
from threading import Event

import pytest
import structlog

from bookstore.extensions import answered
from bookstore.ops import ledger
from bookstore.ops.gathering import Gatherer
from bookstore.ops.outlet import STDERR

BOOKS = "/api/v2/books"


@pytest.fixture
def client(make_app):
    """A client of an application as it is served."""
    yield make_app(TESTING=False, LOG_LEVEL="INFO", LOG_FORMAT="json").test_client()
    structlog.reset_defaults()


@pytest.fixture
def lines(capfd):
    """The lines that were logged since it was asked last, when there are so many; else those that are there in time."""

    def found(number):
        said, deadline = [], time.monotonic() + 10
        while len(said) < number and time.monotonic() < deadline:
            time.sleep(0.02)
            assert STDERR.drain()
            said += [json.loads(line) for line in capfd.readouterr().err.splitlines() if line.startswith("{")]
        return [line for line in said if line["event"] == "request"]

    return found


def test_each_answer_has_its_line_with_its_own_time_and_id(client, lines):
    began = time.time()
    ids = [client.get(BOOKS, headers={"X-Request-Id": f"mine-{number}"}).headers["X-Request-Id"] for number in range(9)]
    said = lines(9)
    assert [line["request_id"] for line in said] == ids == [f"mine-{number}" for number in range(9)]
    moments = [line["timestamp"] for line in said]
    assert moments == sorted(moments)
    assert moments[0] >= time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(began))
    assert all(moment.endswith("Z") for moment in moments)


def test_who_asks_for_metrics_sees_all_answers_before(client):
    total = re.compile(r'_requests_total{endpoint="/api/v2/books",method="GET",status="200",version="2"} ([0-9.]+)')

    def count():
        return float(total.search(client.get("/metrics").text)[1])

    client.get(BOOKS)
    before = count()
    for number in range(1, 20):
        client.get(BOOKS)
        assert count() == before + number


def test_what_does_not_fit_is_told_by_who_brings_it(client, monkeypatch):
    monkeypatch.setattr(ledger, "CAPACITY", 3)
    monkeypatch.setattr("bookstore.ops.gathering.PAUSE", 60)
    told = []
    with answered.connected_to(lambda _app, answer: told.append(answer)):
        for number in range(7):
            client.get("/livez")
            assert len(told) >= number - 2
    assert len(told) >= 6


def test_a_listener_that_fails_misses_one_answer_and_keeps_it_from_nobody(client, lines):
    told = []

    def fail(_app, answer):
        if answer.path == "/nowhere":
            raise RuntimeError("not now")
        told.append(answer.path)

    with answered.connected_to(fail):
        for path in (BOOKS, "/nowhere", BOOKS, BOOKS):
            client.get(path)
        client.get("/metrics")
    assert told[:3] == [BOOKS] * 3
    assert [line["path"] for line in lines(4)][:4] == [BOOKS, "/nowhere", BOOKS, BOOKS]


def test_a_line_stays_one_line_to_every_reader(client, lines):
    client.get("/nowhere/%E2%80%A8%C2%85%C2%9B31m%E2%80%A9")
    ((line,),) = [lines(1)]
    assert line["path"] == "/nowhere/\u2028\x85\x9b31m\u2029"


def test_who_gets_no_thread_at_first_tries_again(monkeypatch):
    done, refused = Event(), []

    def refuse(_thread):
        refused.append(True)
        raise RuntimeError("can't start new thread")

    gatherer = Gatherer("test", done.set)
    with monkeypatch.context() as patch:
        patch.setattr("threading.Thread.start", refuse)
        gatherer.wake()
        assert not done.wait(0.05)
    gatherer.wake()
    assert refused and done.wait(10)

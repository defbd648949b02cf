"""Metrics: what Prometheus collects, and from whom it is kept."""

import os
import re
import signal
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests import live
from tests.conftest import problem, sqlite_first
from tests.factories import a_book

LAG = 0.2
"""Seconds after which a worker has counted what it answered, however busy the machine is."""

TOKEN = "a-token.of_prometheus~1+/="


def samples(text):
    """The values by name and labels."""
    families = text_string_to_metric_families(text)
    return {(one.name, frozenset(one.labels.items())): one.value for family in families for one in family.samples}


def value(found, name, **labels):
    """One of them; 0 where it was never counted."""
    return found.get((f"bookstore_{name}", frozenset(labels.items())), 0)


@pytest.fixture
def counted(app):
    """Counts what requests add: `counted(name, labels)` since the beginning of the test."""
    client = app.test_client()
    before = samples(client.get("/metrics").text)
    return lambda name, **labels: (
        value(samples(client.get("/metrics").text), name, **labels) - value(before, name, **labels)
    )


def test_requests_are_counted_by_what_they_mean(anonymous, staff, counted):
    url = f"/api/v2/books/{a_book(staff)['id']}"
    for path in (url, url, "/api/v2/books/999999", url.replace("/v2", "") + "?version=2"):
        anonymous.get(path)
    labels = {"method": "GET", "endpoint": "/api/v2/books/{book_id}", "version": "2"}
    assert counted("http_requests_total", status="200", **labels) == 3
    assert counted("http_requests_total", status="404", **labels) == 1
    assert counted("http_request_duration_seconds_count", **labels) == 4
    assert counted("http_request_duration_seconds_bucket", le="+Inf", **labels) == 4
    assert 0 < counted("http_request_duration_seconds_sum", **labels) < 4


def test_junk_makes_no_labels(anonymous, counted):
    for number in range(20):
        anonymous.get(f"/nowhere/{number}")
        anonymous.get(f"/api/v2/nowhere-{number}?x={number}")
        anonymous.open("/api/v2/books", method=f"JUNK{number}")
    unknown = {"endpoint": "unknown", "version": ""}
    assert counted("http_requests_total", method="GET", status="404", **unknown) == 40
    assert counted("http_requests_total", method="unknown", status="405", **unknown) == 20
    assert not re.search("nowhere|JUNK", anonymous.get("/metrics").text)


def test_faults_are_counted_by_their_kind(make_app):
    app = make_app(TESTING=False)
    app.add_url_rule("/fault", "fault", lambda: {}["secret"])
    labels = {"exception": "KeyError", "endpoint": "/fault"}
    before = value(samples(app.test_client().get("/metrics").text), "http_exceptions_total", **labels)
    problem(app.test_client().get("/fault"), 500)
    text = app.test_client().get("/metrics").text
    assert value(samples(text), "http_exceptions_total", **labels) - before == 1
    assert "secret" not in text


def test_refusals_are_no_faults(anonymous, counted):
    problem(anonymous.get("/api/v2/books/999999"), 404)
    assert counted("http_exceptions_total", exception="NotFound", endpoint="/api/v2/books/{book_id}") == 0


def test_what_is_at_hand_is_told(anonymous, counted, make_app):
    anonymous.get("/api/v2/books")
    found = samples(anonymous.get("/metrics").text)
    assert value(found, "db_connections", state="open") >= 1
    assert counted("http_requests_in_progress") == 0
    text = make_app(BUILD="1.2.3-abc").test_client().get("/metrics").text
    assert re.search(r'bookstore_build_info{build="1.2.3-abc",python="3[.0-9]+"} 1.0', text)


def test_it_is_text_as_prometheus_reads_it(anonymous):
    answer = anonymous.get("/metrics", headers={"Accept-Encoding": "gzip"})
    assert (answer.status_code, answer.mimetype, "no-store" in str(answer.headers)) == (200, "text/plain", False)
    openly = anonymous.get("/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})
    assert (openly.mimetype, openly.text.endswith("# EOF\n")) == ("application/openmetrics-text", True)
    problem(anonymous.post("/metrics"), 405)


def test_with_a_token_it_is_for_those_who_know_it(make_app):
    client = make_app(METRICS_TOKEN=TOKEN).test_client()
    for good in (f"Bearer {TOKEN}", f"bearer  {TOKEN}"):
        assert client.get("/metrics", headers={"Authorization": good}).status_code == 200
    wrong = (
        TOKEN,
        f"Basic {TOKEN}",
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN[:-1]}",
        "Bearer",
        "Bearer ",
        "Bearer \xfc",
        "",
    )
    for bad in ({}, *({"Authorization": header} for header in wrong)):
        answer = client.get("/metrics", headers=bad)
        problem(answer, 401, "unauthenticated")
        assert answer.headers.getlist("WWW-Authenticate") == ["Bearer realm=metrics"]


def read(url):
    """The body of an answer; each on a connection of its own, so that any worker may give it."""
    with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310  (our own server)
        return answer.read().decode()


@sqlite_first
def test_workers_add_up_and_their_counts_outlive_them(database_url, tmp_path):
    labels = {"method": "GET", "endpoint": "/api/v2/books", "status": "200", "version": "2"}
    with live.bookstore(database_url, tmp_path, workers=2, TMPDIR=str(tmp_path)) as server:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(read, [f"{server.url}/api/v2/books?page_size=1"] * 60))
        time.sleep(LAG)
        found = [samples(read(f"{server.url}/metrics")) for _ in range(10)]
        assert {value(one, "http_requests_total", **labels) for one in found} == {60}
        assert {value(one, "http_requests_in_progress") for one in found} == {1}
        (folder,) = tmp_path.glob("bookstore-metrics-*")
        files = {file.name for file in folder.iterdir()}
        time.sleep(LAG)
        _replace_workers(server.url, tmp_path / "server.log")
        read(f"{server.url}/api/v2/books?page_size=1")
        time.sleep(LAG)
        after = samples(read(f"{server.url}/metrics"))
        assert value(after, "http_requests_total", **labels) == 61
        assert value(after, "http_requests_in_progress") == 1
        left = {file.name for file in folder.iterdir()}
        assert files <= left
        assert {name.rpartition("_")[2] for name in left} <= {"0.db", "1.db"}
    assert not folder.exists()


def _replace_workers(url, log: Path):
    """Kill all workers at once, without a word of farewell, and wait for others."""
    text = log.read_text()
    pids = re.findall(r"Booting worker with pid: ([0-9]+)", text)
    for pid in pids:
        os.kill(int(pid), signal.SIGKILL)
    deadline = time.monotonic() + 30
    while len(re.findall("Booting worker", log.read_text())) < 2 * len(pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    read(f"{url}/livez")

"""Limits are exact, however many ask at once, in several workers: with Redis and without."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
import redis

from tests import live

NAMES = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP", "True-Client-IP", "X-Forwarded-Host")
LIMIT, ASKED, AT_ONCE = 100, 500, 16


@pytest.fixture
def backend(store):
    """The name of the database: it is not what matters here."""
    return "postgresql" if store else "sqlite"


@pytest.fixture(params=["memory", "redis"])
def store(request):
    """Where workers count: settings of the environment."""
    if request.param == "memory":
        return {}
    url = request.getfixturevalue("redis_server")
    with redis.Redis.from_url(url) as server:
        server.flushdb()
    return {"REDIS_URL": url}


def asked(place, number):
    """The status of a request on a connection of its own, that comes from ever elsewhere, as it says."""
    connection = HTTPConnection(place, timeout=30)
    connection.request("GET", "/api/v2/books?page_size=1", headers=dict.fromkeys(NAMES, f"198.51.100.{number % 250}"))
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


@pytest.mark.slow
def test_of_all_that_ask_at_once_exactly_as_many_pass_as_the_limit_says(database_url, tmp_path, store):
    settings = {"RATELIMIT_ENABLED": "1", "RATELIMIT_ANONYMOUS": f"{LIMIT}/minute", "REDIS_URL": "", **store}
    with live.bookstore(database_url, tmp_path, workers=4, **settings) as server, ThreadPoolExecutor(AT_ONCE) as pool:
        place = urlsplit(server.url).netloc
        found = Counter(pool.map(lambda number: asked(place, number), range(ASKED)))
    assert found == {200: LIMIT, 429: ASKED - LIMIT}

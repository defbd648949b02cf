"""What one worker is told, all workers know: from the next request on."""

import http.client
import json
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest

from tests import live

ASKED = 60
LOG_IN = {"grant_type": "password", "username": "stan", "password": live.PASSWORD}


@pytest.fixture
def send(database_url, tmp_path):
    """Sends a request to a bookstore of two workers, on a connection of its own: the status and the body."""
    with live.bookstore(database_url, tmp_path, workers=2) as server:
        yield lambda *args, **options: _sent(urlsplit(server.url).netloc, *args, **options)


def _sent(place, method, path, *headers, **body):
    connection = http.client.HTTPConnection(place, timeout=30)
    connection.putrequest(method, f"/api/v2{path}")
    for name, value in (*headers, ("Content-Type", "application/json"), ("Content-Length", len(json.dumps(body)))):
        connection.putheader(name, value)
    connection.endheaders(json.dumps(body).encode())
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read() or b"null")


def statuses(send, *headers):
    """The statuses of many requests at once, so that no worker stays idle."""
    with ThreadPoolExecutor(8) as pool:
        return {status for status, _ in pool.map(lambda _: send("GET", "/books?page_size=1", *headers), range(ASKED))}


def test_what_has_ended_has_ended_in_every_worker(send):
    tokens = send("POST", "/auth/token", **LOG_IN)[1]
    bearer = ("Authorization", f"Bearer {tokens['access_token']}")
    made = send("POST", "/api-keys", bearer, name="x")[1]
    key = ("X-API-Key", made["key"])
    assert (statuses(send, key), statuses(send, bearer)) == ({200}, {200})
    assert send("DELETE", f"/api-keys/{made['id']}", bearer)[0] == 204
    assert (statuses(send, key), statuses(send, bearer)) == ({401}, {200})
    assert statuses(send, bearer, bearer) == {401}  # two headers, each of them good
    assert send("POST", "/auth/revoke", token=tokens["refresh_token"]) == (200, {})
    assert statuses(send, bearer) == {401}

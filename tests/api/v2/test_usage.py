"""Usage: what is told are the requests that were sent; everybody's to administrators, one's own to all others."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import text

from bookstore.extensions import db
from bookstore.ops import tally
from bookstore.settings.rates import rate_limits
from bookstore.values.usage import Asked, Client
from tests.conftest import logged_in, problem
from tests.factories import a_book

pytestmark = pytest.mark.usefixtures("midday")
BOOKS, USAGE = "/api/v2/books", "/api/v2/usage"
HERE, THERE = {"REMOTE_ADDR": "203.0.113.1"}, {"REMOTE_ADDR": "2001:db8:1:2:3::4"}
SOMEBODY = Client(0, 0, "203.0.113.1")


@pytest.fixture
def told(app, admin):
    """What an administrator is told, after all that was counted has been kept."""

    def ask(path=USAGE, client=admin, **parameters):
        assert app.extensions["usage"].flush()
        answer = client.get(path, query_string=parameters)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store"), answer.text
        return answer.get_json()

    return ask


@pytest.fixture
def a_key(customer):
    """A key of the customer, and a client that uses it."""
    made = customer.post("/api/v2/api-keys", json={"name": "till"}).get_json()
    client = customer.application.test_client()
    client.environ_base["HTTP_X_API_KEY"] = made["key"]
    return made, client


def by(rows, *names):
    """Rows by what they are about, each with its requests."""
    return {tuple(row[name] for name in names): row["requests"] for row in rows}


def named(one, by="name"):
    """The name of a user or a key, if it is one."""
    return one and one[by]


def test_the_numbers_are_those_of_the_requests(anonymous, staff, told):
    for path in (BOOKS, f"{BOOKS}?q=x&page=1", f"{BOOKS}/1", f"{BOOKS}/2", "/api/v1/books", "/api/books", "/"):
        anonymous.get(path)
    staff.post(BOOKS, json={"title": "T"})
    staff.post(BOOKS, json={})
    found = told()
    assert by(found["endpoints"], "method", "endpoint") == {
        ("GET", "/api/v2/books"): 2,
        ("POST", "/api/v2/books"): 2,
        ("GET", "/api/v2/books/{book_id}"): 2,
        ("GET", "/api/v1/books"): 2,
        ("GET", "/"): 1,
    }
    assert by(found["versions"], "version") == {("1",): 2, ("2",): 6, (None,): 1}
    totals = found["totals"]
    assert (totals["requests"], totals["client_errors"], totals["server_errors"], totals["throttled"]) == (9, 3, 0, 0)
    assert 0 < totals["p50_ms"] <= totals["p95_ms"] <= totals["slowest_ms"]


def test_the_parts_of_time_add_up(anonymous, told):
    for path in (BOOKS, BOOKS, f"{BOOKS}/1"):
        anonymous.get(path)
    parts = told()["timeline"]
    assert len(parts) == 24
    assert parts[-1] | {"at": ""} == {
        "at": "",
        "requests": 3,
        "statuses": {"2xx": 2, "3xx": 0, "4xx": 1, "5xx": 0},
        "throttled": 0,
        "hits": 0,
        "misses": 2,
    }
    assert sum(part["requests"] for part in parts) == 3


def test_what_was_kept_before_is_added_to(anonymous, told):
    for _ in range(3):
        anonymous.get(BOOKS)
        found = told()
    assert by(found["endpoints"], "endpoint")["/api/v2/books",] == 3
    assert by(found["endpoints"], "endpoint")["/api/v2/usage",] == 2, "its own call is not among them yet"


def test_probes_and_files_of_pages_are_not_counted(anonymous, told):
    for path in ("/livez", "/readyz", "/metrics", "/static/page.css", "/static/none", "/assets/none"):
        anonymous.get(path).close()
    assert told()["totals"]["requests"] == 0


def test_junk_is_one_row(anonymous, told):
    for number in range(30):
        anonymous.get(f"/nowhere/{number}")
        anonymous.get(f"/api/v2/nowhere-{number}?x={number}")
    assert by(told()["endpoints"], "method", "endpoint") == {("GET", "unknown"): 60}
    for number in range(30):
        anonymous.open(BOOKS, method=f"JUNK{number}")
    assert by(told()["endpoints"], "method", "endpoint")["unknown", "unknown"] == 30


def test_clients_are_users_keys_and_networks(anonymous, customer, a_key, told):
    customer.get("/api/v2/users/me", environ_base=HERE)
    a_key[1].get(BOOKS, environ_base=HERE)
    for place in (HERE, THERE, THERE | {"REMOTE_ADDR": "2001:db8:1:2:5::6"}):
        anonymous.get(BOOKS, environ_base=place)
    clients = told()["clients"]
    names = {
        (one["user"] and one["user"]["name"], one["key"] and one["key"]["hint"], one["address"]) for one in clients
    }
    network = "2001:db8:1:2::/64"
    assert names == {
        ("carla", None, None),
        ("carla", a_key[0]["hint"], None),
        (None, None, "203.0.113.1"),
        (None, None, network),
    }
    assert by(clients, "address")[network,] == 2


def test_of_who_is_gone_a_number_is_left(customer, told):
    number = customer.get("/api/v2/users/me").get_json()["id"]
    assert customer.delete("/api/v2/users/me").status_code == 204
    assert [one["user"] for one in told()["clients"]] == [{"id": number, "name": None}]


def test_no_words_of_people_are_kept(app, customer, anonymous):
    customer.get(f"{BOOKS}?q=mysecret", environ_base=HERE)
    customer.put("/api/v2/users/me/password", json={"current_password": "mysecret", "new_password": "mysecret"})
    anonymous.put("/api/v2/password-resets/mysecret", json={"new_password": "mysecret"})
    app.extensions["usage"].flush()
    with app.app_context():
        rows = str(db.session.execute(text("SELECT * FROM usage")).all())
    assert "/api/v2/password-resets/{token}" in rows
    assert not [word for word in ("mysecret", "carla", "203.0.113.1") if word in rows]


def test_who_got_429_is_told(make_app):
    limits = rate_limits({"RATELIMIT_ANONYMOUS": "3/minute", "RATELIMIT_USER": "1/minute"})
    app = make_app(RATELIMIT_ENABLED=True, RATELIMITS=limits)
    for _ in range(5):
        app.test_client().get(BOOKS, environ_base=HERE)
    app.test_client().get(BOOKS, environ_base=THERE)
    carla, ada = logged_in(app, "carla", "customer"), logged_in(app, "ada", "admin")
    for _ in range(4):
        carla.get(BOOKS)
    assert app.extensions["usage"].flush()
    found = ada.get(USAGE).get_json()
    limited = [(one["user"] and one["user"]["name"], one["throttled"], one["requests"]) for one in found["limited"]]
    assert limited == [("carla", 3, 4), (None, 2, 5)]
    assert (found["totals"]["throttled"], found["timeline"][-1]["throttled"], found["totals"]["client_errors"]) == (
        5,
        5,
        5,
    )


def test_what_the_cache_did_is_counted(anonymous, customer, staff, told):
    url = f"{BOOKS}/{a_book(staff)['id']}"
    for _ in range(4):
        anonymous.get(url)
    customer.get(url)
    staff.patch(url, json={"stock": 3})
    anonymous.get(url)
    found = told()
    (totals,) = [row for row in found["endpoints"] if (row["method"], row["requests"]) == ("GET", 6)]
    assert [totals[name] for name in ("hits", "misses", "bypasses", "hit_ratio")] == [3, 2, 1, 0.6]
    assert [found["timeline"][-1][name] for name in ("requests", "hits", "misses")] == [8, 3, 2]


def test_percentiles_are_as_good_as_their_classes(app, told):
    asked = Asked("/api/v2/books", "2", "GET", SOMEBODY)
    for seconds in [0.002] * 90 + [0.3] * 10:
        app.extensions["usage"].record(asked, status=200, seconds=seconds, cache="hit")
    (found,) = told()["endpoints"]
    assert (found["requests"], found["hits"], found["hit_ratio"], found["slowest_ms"]) == (100, 100, 1.0, 300.0)
    assert 1 <= found["p50_ms"] <= 2.5
    assert 250 <= found["p95_ms"] <= 300
    assert found["mean_ms"] == 31.8


def test_anonymous_and_customers_are_refused(anonymous, customer, staff, a_key):
    problem(anonymous.get(USAGE), 401, "unauthenticated")
    problem(anonymous.get(f"{USAGE}/me"), 401, "unauthenticated")
    for client in (customer, staff, a_key[1]):
        problem(client.get(USAGE), 403, "forbidden")


def test_everybody_sees_their_own_and_nothing_else(customer, staff, a_key, told):
    customer.get(BOOKS)
    staff.get("/api/v2/authors")
    staff.get(f"{BOOKS}/1")
    a_key[1].get("/api/v2/publishers")
    mine = told(f"{USAGE}/me", customer)
    endpoints = {"/api/v2/api-keys", "/api/v2/books", "/api/v2/publishers"}
    assert {row["endpoint"] for row in mine["endpoints"]} == endpoints
    assert (mine["totals"]["requests"], mine["totals"]["client_errors"]) == (3, 0)
    assert [(row["key"] and row["key"]["name"], row["requests"]) for row in mine["keys"]] == [(None, 2), ("till", 1)]
    assert not {"clients", "limited", "other_clients"} & mine.keys()


def test_a_key_is_told_of_itself_alone(customer, a_key, told):
    customer.get(BOOKS)
    a_key[1].get("/api/v2/publishers")
    found = told(f"{USAGE}/me", a_key[1])
    assert by(found["endpoints"], "endpoint") == {("/api/v2/publishers",): 1}
    assert [row["key"]["id"] for row in found["keys"]] == [a_key[0]["id"]]


@pytest.mark.parametrize(
    ("period", "parts", "seconds"), [("hour", 12, 300), ("week", 28, 21_600), ("month", 30, 86_400)]
)
def test_a_period_is_as_long_as_it_says(anonymous, told, period, parts, seconds):
    outside = timedelta(seconds=parts * seconds + 1)
    for ago in (timedelta(seconds=(parts - 1) * seconds), outside):
        with time_machine.travel(datetime.now(UTC) - ago, tick=False):
            anonymous.get(BOOKS)
    found = told(period=period)
    assert (len(found["timeline"]), found["seconds"], found["totals"]["requests"]) == (parts, seconds, 1)
    assert found["timeline"][0]["requests"] == 1
    before = told(period=period, until=(datetime.now(UTC) - outside).isoformat().replace("+00:00", "Z"))
    assert before["timeline"][-1]["requests"] == 1


def test_periods_that_there_are_not_are_refused(admin):
    for query in (
        "period=year",
        "period=",
        "until=yesterday",
        "until=2026-02-30",
        "since=2026-01-01",
    ):
        for path in (USAGE, f"{USAGE}/me"):
            problem(admin.get(f"{path}?{query}"), 422, "invalid")


def test_a_period_may_be_as_old_as_our_calendar(anonymous, told):
    anonymous.get(BOOKS)
    for until in ("0001-01-01", "0128-01-07T14:52:23.8Z", "1969-12-31", "9999-12-31T23:59:59.999999Z"):
        found = told(period="month", until=until)
        assert (found["totals"]["requests"], len(found["timeline"]), found["timeline"][0]["at"]) == (
            0,
            30,
            found["since"],
        )


def test_clients_beyond_the_most_are_added_up(app, told, monkeypatch):
    monkeypatch.setattr(tally, "ROOM", {False: 30, True: 30})
    app.extensions["usage"].revive()
    for number in range(50):
        asked = Asked("/api/v2/books", "2", "GET", Client(0, 0, f"203.0.113.{number}"))
        app.extensions["usage"].record(asked, status=429 if number == 49 else 200, seconds=0.01)
    asked = Asked("/api/v2/books", "2", "GET", Client(7, 0, ""))
    app.extensions["usage"].record(asked, status=200, seconds=0.01)
    found = told()
    assert (found["totals"]["requests"], len(found["clients"])) == (51, 20)
    others = {"requests": 31, "client_errors": 1, "server_errors": 0, "throttled": 1}
    assert (found["other_clients"], found["limited"]) == (others, [])
    with app.app_context():
        assert db.session.scalar(text("SELECT count(*) FROM usage")) == 30 + 2 + 1 + 2

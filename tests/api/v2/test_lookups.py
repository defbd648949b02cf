"""Look-ups: what others say of an ISBN, and what becomes of it when they say nothing, or nonsense."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from sqlalchemy import text

from bookstore.extensions import db
from tests.conftest import logged_in, problem
from tests.factories import an_isbn
from tests.providers import GOOGLE_BOOKS, OPEN_LIBRARY, Reply, google_books, open_library

ISBN = "9780140328721"
SLACK = 2.0
"""Seconds that a busy machine may take for everything but waiting."""

without_postgresql = pytest.mark.parametrize("backend", ["sqlite"])
"""For what the database plays no part in."""

HASTE = 2.0
SLOW = Reply(delay=5 * HASTE)

hasty = pytest.mark.parametrize("budget", [HASTE])
"""For slow providers."""


@pytest.fixture
def budget(library):
    """Seconds that everything may take."""
    return library.settings["LOOKUP_BUDGET"]


@pytest.fixture
def app(make_app, library, budget):
    """The application, which asks the local server."""
    return make_app(**library.settings | {"LOOKUP_BUDGET": budget})


def look_up(client, isbn=ISBN):
    """The answer to a look-up."""
    return client.get(f"/api/v2/isbn/{isbn}/lookup")


@contextmanager
def in_haste():
    """Keeps to the budget, whatever happens."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < HASTE + SLACK


@pytest.fixture
def elsewhere(make_app, library):
    """Gives somebody at another server with the same database, where nobody has asked anything yet."""
    return lambda: logged_in(make_app(**library.settings), "elsa", "customer")


def outcomes(body):
    """What came of asking, by provider."""
    return {said["provider"]: said["outcome"] for said in body["providers"]}


def age(app, days):
    """Make all answers older."""
    then = datetime.now(UTC) - timedelta(days=days)
    with app.app_context(), db.engine.begin() as connection:
        spelled = then if connection.dialect.name == "postgresql" else then.isoformat().replace("+00:00", "Z")
        connection.execute(text("UPDATE lookups SET asked_at = :then"), {"then": spelled})


def test_what_both_tell_is_merged_field_by_field(customer):
    body = look_up(customer, "0-14-032872-6").get_json()
    assert body["book"] == {
        "isbn": ISBN,
        "title": "Fantastic Mr. Fox",
        "subtitle": "A Children's Book",
        "authors": [{"name": "Roald Dahl"}],
        "publisher": {"name": "Puffin"},
        "language": "en",
        "year": 1988,
        "pages": 96,
        "description": "Boggis, Bunce and Bean are three of the meanest farmers around.",
    }
    theirs = {"subtitle", "language", "description"}
    assert {name for name, source in body["sources"].items() if source == GOOGLE_BOOKS} == theirs
    assert outcomes(body) == {OPEN_LIBRARY: "found", GOOGLE_BOOKS: "found"}
    assert (body["stale"], [said["cached"] for said in body["providers"]]) == (False, [False, False])


@without_postgresql
def test_both_are_asked_at_the_same_time(customer, library):
    library.say(Reply(delay=0.3))
    assert outcomes(look_up(customer).get_json()) == {OPEN_LIBRARY: "found", GOOGLE_BOOKS: "found"}
    assert library.most_at_once == 2


@without_postgresql
def test_who_is_not_known_has_nobody_asked(anonymous, library):
    problem(anonymous.get(f"/api/v2/isbn/{ISBN}/lookup"), 401)
    assert library.asked == []


@without_postgresql
def test_what_is_no_isbn_is_refused_and_nobody_asked(customer, library):
    for wrong in ("9780140328722", "x", "ISBN:9780140328721&bibkeys=OLID:1", "example.org"):
        body = problem(customer.get(f"/api/v2/isbn/{wrong}/lookup"), 422, "invalid")
        assert body["errors"] == [{"parameter": "isbn", "detail": "Is not a valid ISBN."}]
    assert library.asked == []


FAULTS = {
    "rate limited": (Reply(429, {}, {"Retry-After": "120"}), "rate_limited"),
    "rate limited for an unknown time": (Reply(429, {}), "rate_limited"),
    "fault": (Reply(500, b"oops"), "unavailable"),
    "down for a while": (Reply(503, {}, {"Retry-After": "Fri, 31 Dec 2027 23:59:59 GMT"}), "unavailable"),
    "garbage": (Reply(body=b"<html>Sorry</html>"), "bad_answer"),
    "no object": (Reply(body=[1, 2]), "bad_answer"),
    "other members": (Reply(body={f"ISBN:{ISBN}": {"name": 1}, "items": [{"volumeInfo": 5}]}), "bad_answer"),
    "deep": (Reply(body=b"[" * 100_000), "bad_answer"),
    "not UTF-8": (Reply(body=b'{"a": "\xff"}'), "bad_answer"),
    "truncated": (Reply(cut=20), "bad_answer"),
    "huge": (Reply(body=b" " * 3_000_000), "bad_answer"),
    "compressed": (Reply(body=b"\x1f\x8b", headers={"Content-Encoding": "gzip"}), "bad_answer"),
    "empty": (Reply(204, b""), "bad_answer"),
    "key is wrong": (Reply(403, {}), "refused"),
    "moved": (Reply(404, {}), "refused"),
}


@without_postgresql
@pytest.mark.parametrize(("reply", "outcome"), FAULTS.values(), ids=FAULTS)
def test_one_fault_leaves_the_other_provider(customer, library, reply, outcome):
    library.say(reply, by=(OPEN_LIBRARY,))
    answer = look_up(customer)
    assert answer.status_code == 200, answer.text
    assert outcomes(answer.get_json()) == {OPEN_LIBRARY: outcome, GOOGLE_BOOKS: "found"}
    assert set(answer.get_json()["sources"].values()) == {GOOGLE_BOOKS}


@without_postgresql
@pytest.mark.parametrize(("reply", "outcome"), FAULTS.values(), ids=FAULTS)
def test_who_gets_no_answer_is_not_told_that_there_is_none(customer, library, reply, outcome):
    library.say(reply)
    body = problem(look_up(customer), 502, "lookup-failed")
    assert set(outcomes(body).values()) == {outcome}
    assert library.url not in str(body)


@hasty
@without_postgresql
def test_slow_providers_keep_nobody_waiting_beyond_the_budget(customer, library):
    library.say(SLOW)
    with in_haste():
        body = problem(look_up(customer), 504, "lookup-timeout")
    assert set(outcomes(body).values()) == {"timeout"}
    library.say(Reply(), by=(GOOGLE_BOOKS,))
    with in_haste():
        found = look_up(customer).get_json()
    assert outcomes(found) == {OPEN_LIBRARY: "timeout", GOOGLE_BOOKS: "found"}


@without_postgresql
def test_a_redirect_is_not_followed(customer, library):
    library.say(Reply(302, {}, {"Location": f"{library.url.replace('127.0.0.1', 'localhost')}/elsewhere"}))
    assert set(outcomes(problem(look_up(customer), 502)).values()) == {"bad_answer"}
    assert {provider for provider, _ in library.asked} == {OPEN_LIBRARY, GOOGLE_BOOKS}


@without_postgresql
def test_who_cannot_be_reached_is_unavailable(make_app, budget):
    nobody = {"OPENLIBRARY_URL": "http://127.0.0.1:9", "GOOGLE_BOOKS_URL": "http://books.invalid"}
    app = make_app(**nobody, LOOKUP_PROVIDERS=(OPEN_LIBRARY, GOOGLE_BOOKS), LOOKUP_BUDGET=budget)
    body = problem(look_up(logged_in(app, "carla", "customer")), 502, "lookup-failed")
    assert outcomes(body) == {OPEN_LIBRARY: "unavailable", GOOGLE_BOOKS: "unavailable"}


@hasty
@without_postgresql
def test_a_resolver_that_hangs_keeps_nobody_waiting(make_app, budget, monkeypatch):
    resolve = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *args, **more: time.sleep(HASTE + SLACK) or resolve(*args, **more)
    )
    app = make_app(GOOGLE_BOOKS_URL="http://books.invalid", LOOKUP_PROVIDERS=(GOOGLE_BOOKS,), LOOKUP_BUDGET=budget)
    client = logged_in(app, "carla", "customer")
    with in_haste():
        body = problem(look_up(client), 504, "lookup-timeout")
    assert outcomes(body)[GOOGLE_BOOKS] == "timeout"


@without_postgresql
def test_another_book_is_not_taken_for_the_one_that_was_asked_for(customer, library):
    other = an_isbn()
    wrong = open_library(ISBN, identifiers={"isbn_13": [other]})
    for body in (wrong, open_library(other)):
        library.say(Reply(body=body), by=(OPEN_LIBRARY,))
        library.say(Reply(body=google_books(other)), by=(GOOGLE_BOOKS,))
        assert set(outcomes(problem(look_up(customer), 502)).values()) == {"wrong_book"}


@without_postgresql
def test_of_several_volumes_the_right_one_is_taken(customer, library):
    both = google_books(an_isbn(), title="Wrong")
    both["items"] += google_books(ISBN, title="Right")["items"]
    library.say(Reply(body=both), by=(GOOGLE_BOOKS,))
    library.know_nothing(OPEN_LIBRARY)
    assert look_up(customer).get_json()["book"]["title"] == "Right"


def test_only_who_asked_all_is_told_that_there_is_none(customer, library):
    library.know_nothing()
    assert outcomes(problem(look_up(customer), 404, "not-found")) == dict.fromkeys(library.replies, "no_match")
    library.say(Reply(403, {}), by=(GOOGLE_BOOKS,))
    body = problem(look_up(customer, an_isbn()), 502, "lookup-failed")
    assert outcomes(body) == {OPEN_LIBRARY: "no_match", GOOGLE_BOOKS: "refused"}


@without_postgresql
def test_where_nobody_is_configured_nobody_says_that_there_is_none(make_app):
    body = problem(look_up(logged_in(make_app(), "carla", "customer")), 502, "lookup-failed")
    assert set(outcomes(body).values()) == {"not_configured"}


@without_postgresql
def test_one_provider_is_enough(make_app, library):
    app = make_app(**library.settings | {"LOOKUP_PROVIDERS": (GOOGLE_BOOKS,)})
    body = look_up(logged_in(app, "carla", "customer")).get_json()
    assert outcomes(body) == {GOOGLE_BOOKS: "found", OPEN_LIBRARY: "not_configured"}
    assert {provider for provider, _ in library.asked} == {GOOGLE_BOOKS}


@without_postgresql
def test_a_passing_fault_is_tried_again(customer, library):
    library.say(Reply(500), Reply(cut=5), Reply())
    assert outcomes(look_up(customer).get_json()) == {OPEN_LIBRARY: "found", GOOGLE_BOOKS: "found"}
    assert library.times(OPEN_LIBRARY) == 3


@without_postgresql
def test_who_asks_for_patience_is_left_alone(customer, library):
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    for header, by in (("120", OPEN_LIBRARY), (until, GOOGLE_BOOKS)):
        library.say(Reply(429, {}, {"Retry-After": header}), by=(by,))
    first = look_up(customer)
    waits = {said["provider"]: said["retry_after"] for said in problem(first, 502)["providers"]}
    assert (waits[OPEN_LIBRARY], 80 < waits[GOOGLE_BOOKS] <= 90) == (120, True)
    assert first.headers["Retry-After"] == str(waits[GOOGLE_BOOKS])
    library.say(Reply())
    assert set(outcomes(problem(look_up(customer, an_isbn()), 502)).values()) == {"rate_limited"}
    assert len(library.asked) == 2


@without_postgresql
def test_a_short_wait_is_waited_for(customer, library):
    library.say(Reply(429, {}, {"Retry-After": "1"}), Reply(), by=(OPEN_LIBRARY,))
    began = time.monotonic()
    assert outcomes(look_up(customer).get_json())[OPEN_LIBRARY] == "found"
    assert time.monotonic() - began >= 1


@without_postgresql
def test_who_is_down_is_not_asked_for_a_while(customer, library):
    library.say(Reply(403, {}), by=(OPEN_LIBRARY,))
    found = [outcomes(look_up(customer, an_isbn()).get_json())[OPEN_LIBRARY] for _ in range(7)]
    assert found == ["refused"] * 5 + ["circuit_open"] * 2
    assert (library.times(OPEN_LIBRARY), library.times(GOOGLE_BOOKS)) == (5, 7)


def test_ten_at_once_ask_once(app, customer, library):
    library.say(Reply(delay=0.2))
    clients = [app.test_client() for _ in range(10)]
    for client in clients:
        client.environ_base["HTTP_AUTHORIZATION"] = customer.environ_base["HTTP_AUTHORIZATION"]
    with ThreadPoolExecutor(10) as pool:
        found = list(pool.map(lambda client: client.get(f"/api/v2/isbn/{ISBN}/lookup"), clients))
    assert {answer.status_code for answer in found} == {200}
    assert sorted(library.asked) == [(GOOGLE_BOOKS, ISBN), (OPEN_LIBRARY, ISBN)]


def test_answers_are_kept_and_asked_for_anew_in_time(app, customer, library, elsewhere):
    first = look_up(customer).get_json()
    again = look_up(customer).get_json()
    assert (len(library.asked), again["book"]) == (2, first["book"])
    assert {(said["cached"], said["stale"]) for said in again["providers"]} == {(True, False)}
    colleague = elsewhere()
    assert (look_up(colleague).get_json()["book"], len(library.asked)) == (first["book"], 2)
    age(app, 31)
    assert {said["cached"] for said in look_up(colleague).get_json()["providers"]} == {False}
    assert len(library.asked) == 4


def test_that_there_is_none_is_kept_for_a_day(app, customer, library, elsewhere):
    library.know_nothing()
    for _ in range(2):
        problem(look_up(customer), 404)
    assert len(library.asked) == 2
    age(app, 2)
    library.say(Reply())
    assert look_up(elsewhere()).status_code == 200


def test_old_answers_stand_in_where_nobody_answers(app, customer, library, elsewhere):
    first = look_up(customer).get_json()
    age(app, 400)
    library.say(Reply(500))
    colleague = elsewhere()
    body = look_up(colleague).get_json()
    assert (body["book"], body["stale"]) == (first["book"], True)
    assert {(said["outcome"], said["stale"]) for said in body["providers"]} == {("unavailable", True)}
    library.say(Reply())
    assert look_up(colleague).get_json()["stale"] is False


def test_nothing_of_redis_is_needed(make_app, library):
    client = logged_in(make_app(**library.settings, REDIS_URL="redis://127.0.0.1:9/0"), "carla", "customer")
    for cached in (False, True):
        body = look_up(client).get_json()
        assert {said["cached"] for said in body["providers"]} == {cached}


@pytest.mark.parametrize("backend", ["postgresql"])
def test_no_connection_is_held_while_others_take_their_time(app, customer, library):
    library.say(Reply(delay=1.0))
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(look_up, customer)
        while len(library.asked) < 2:
            time.sleep(0.01)
        with app.app_context():
            assert db.engine.pool.checkedout() == 0
        assert waiting.result().status_code == 200


@without_postgresql
def test_the_key_goes_to_google_alone_and_in_no_url(make_app, library):
    client = logged_in(make_app(**library.settings, GOOGLE_BOOKS_KEY="secret-key"), "carla", "customer")
    assert "secret-key" not in look_up(client).text
    sent = {provider: headers for (provider, _), headers in zip(library.asked, library.headers, strict=True)}
    assert sent[GOOGLE_BOOKS]["X-Goog-Api-Key"] == "secret-key"
    assert "secret-key" not in str(sent[OPEN_LIBRARY])


@without_postgresql
def test_what_cannot_be_taken_is_left_out(customer, library):
    odd = {"subtitle": 5, "authors": [{"name": None}, 7], "publishers": [{"name": "P" * 301}], "number_of_pages": "96"}
    library.say(Reply(body=open_library(ISBN, **odd, title=" Fan\u0000tastic\u202e\n Fox ")), by=(OPEN_LIBRARY,))
    library.know_nothing(GOOGLE_BOOKS)
    book = look_up(customer).get_json()["book"]
    assert (book["title"], book["year"]) == ("Fantastic Fox", 1988)
    assert (book["subtitle"], book["authors"], book["publisher"], book["pages"]) == (None, [], None, None)


@without_postgresql
def test_outcomes_are_counted(customer, anonymous, library):
    library.know_nothing(GOOGLE_BOOKS)
    line = 'bookstore_lookups_total{outcome="no_match",provider="google_books"} '
    before = _number(anonymous, line)
    look_up(customer)
    assert _number(anonymous, line) - before == 1


def _number(client, line):
    found = [row for row in client.get("/metrics").text.splitlines() if row.startswith(line)]
    return float(found[0].removeprefix(line)) if found else 0.0

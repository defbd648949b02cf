"""The log: a line a request, what is slow stands out, and no secrets."""

import json
import logging
import time

import pytest
import structlog
from sqlalchemy import text

from bookstore.extensions import db
from tests.conftest import PASSWORD, logged_in


@pytest.fixture
def lines(capsys):
    """The lines that were logged since it was asked last."""
    return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]


@pytest.fixture(autouse=True)
def _restored():
    """The log as the other tests find it."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def make_logged(make_app):
    """Makes applications that log all there is."""
    return lambda **settings: make_app(LOG_LEVEL="INFO", LOG_FORMAT="json", **settings)


def test_a_line_tells_what_was_asked_by_whom_and_how_it_ended(make_logged, lines):
    staff = logged_in(make_logged(), "stan", "staff")
    made = staff.post("/api/v2/books", json={"title": "Momo"})
    (line,) = lines()
    assert (line["event"], line["level"], line["method"], line["path"]) == ("request", "info", "POST", "/api/v2/books")
    assert (line["operation"], line["version"], line["status"], line["key"]) == ("v2-books.create_book", "2", 201, None)
    assert (line["user"], line["bytes"], line["ms"] >= 0) == (1, len(made.data), True)
    assert line["request_id"] == made.headers["X-Request-Id"]


def test_a_key_is_named_by_its_id_and_nobody_by_name(make_logged, lines):
    app = make_logged()
    made = logged_in(app, "stan", "staff").post("/api/v2/api-keys", json={"name": "till"}).get_json()
    lines()
    app.test_client().get("/api/v2/books", headers={"X-API-Key": made["key"]})
    (line,) = lines()
    assert (line["user"], line["key"]) == (1, made["id"])
    assert not {"stan", "till", made["key"]} & set(map(str, line.values()))


def test_secrets_in_urls_and_headers_stay_out(make_logged, lines):
    client = make_logged(V1_PASSWORD_IN_QUERY=True, SLOW_REQUEST_MS=0, SLOW_SQL_MS=0).test_client()
    for path in ("/api/v1/user", "/api/user", "/api/v2/books", "/nowhere"):
        client.get(path, query_string={"name": "carla", "password": "hunter2hunter2"})
    client.get("/api/v2/users/me", headers={"Authorization": "Bearer hunter2hunter2"})
    client.put("/api/v2/password-resets/hunter2hunter2", json={"new_password": "hunter2hunter2"})
    said = lines()
    assert len(said) >= 6
    assert "hunter2" not in str(said)
    assert "carla" not in str(said)


def test_what_came_by_mail_stays_out_wherever_it_stands(make_logged, lines):
    client = make_logged().test_client()
    for base in ("/api/v2/password-resets", "/api/password-resets", "/api/v2/email-confirmations", "/Password-Resets"):
        for rest in ("hunter2", "/hunter2", "x/hunter2", "x//y/hunter2/", "%2Fhunter2", "a%0Ahunter2"):
            client.put(f"{base}/{rest}", json={"new_password": "x"})
    said = lines()
    assert len(said) == 24
    assert "hunter2" not in str(said)
    assert all(line["path"].endswith("/***") for line in said)


def test_the_development_server_logs_no_urls_beside(make_logged, caplog):
    make_logged()
    with caplog.at_level("INFO", logger="werkzeug"):
        log = logging.getLogger("werkzeug")
        log.info('127.0.0.1 - - [today] "%s" %s %s\n', "GET /api/v1/user?password=hunter2 HTTP/1.1", 200, 1)
        log.info(" * Running on http://127.0.0.1:5000")
    assert caplog.messages == [" * Running on http://127.0.0.1:5000"]


def test_probes_are_silent_while_all_is_well(make_logged, lines):
    client = make_logged(METRICS_TOKEN="x", SLOW_REQUEST_MS=60_000).test_client()
    client.get("/livez")
    client.get("/metrics", headers={"Authorization": "Bearer x"})
    assert lines() == []
    client.get("/metrics")
    assert [line["status"] for line in lines()] == [401]


def test_slow_requests_are_warnings(make_logged, lines):
    app = make_logged(SLOW_REQUEST_MS=50)
    app.add_url_rule("/slow", "slow", lambda: time.sleep(0.06) or "done")
    app.add_url_rule("/quick", "quick", lambda: "done")
    for path in ("/slow", "/quick"):
        app.test_client().get(path)
    slow, quick = lines()
    assert (slow["event"], slow["level"], slow["operation"], slow["ms"] >= 50) == (
        "slow_request",
        "warning",
        "slow",
        True,
    )
    assert (quick["event"], quick["level"]) == ("request", "info")


def test_slow_statements_are_told_without_their_values(make_logged, lines):
    app = make_logged(SLOW_SQL_MS=1)
    counting = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)"
    statement = text(f"{counting}\nSELECT max(i) FROM n WHERE :secret = :secret")
    app.add_url_rule("/slow", "slow", lambda: str(db.session.scalar(statement, {"secret": "hunter2"})))
    assert app.test_client().get("/slow").text == "200000"
    slow = next(line for line in lines() if line["event"] == "slow_sql" and line["sql"] != "BEGIN")
    assert (slow["level"], slow["operation"], slow["ms"] >= 1) == ("warning", "slow", True)
    assert slow["sql"].startswith(f"{counting} SELECT max(i)")
    assert ("hunter2" in str(slow), bool(slow["request_id"])) == (False, True)


def test_quick_statements_are_not_told(make_logged, lines):
    make_logged(SLOW_SQL_MS=60_000).test_client().get("/api/v2/books")
    assert [line["event"] for line in lines()] == ["request"]


def test_a_statement_that_ran_out_of_time_was_slow(make_logged, lines, backend):
    if backend == "sqlite":
        pytest.skip("SQLite gives statements all the time there is")
    app = make_logged(DB_STATEMENT_TIMEOUT=1, SLOW_SQL_MS=500)
    app.add_url_rule("/slow", "slow", lambda: str(db.session.scalar(text("SELECT pg_sleep(5)"))))
    assert app.test_client().get("/slow").status_code == 503
    slow = next(line for line in lines() if line["event"] == "slow_sql")
    assert (slow["error"], slow["ms"] >= 900) == ("QueryCanceled", True)


def test_log_ins_tell_nothing_of_passwords(make_logged, lines):
    app = make_logged()
    logged_in(app, "carla", "customer")
    values = {"grant_type": "password", "username": "carla", "password": PASSWORD}
    tokens = app.test_client().post("/api/v2/auth/token", json=values).get_json()
    said = str(lines())
    assert not any(secret in said for secret in (PASSWORD, "carla", tokens["access_token"], tokens["refresh_token"]))

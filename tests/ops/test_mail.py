"""Letters: they go out behind the request, by a real mail server or into the log, and tell the log nothing else."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
import structlog
from aiosmtpd.smtp import AuthResult

from bookstore.ops import mail, post
from bookstore.services.letters import Letter
from tests import postboxes
from tests.conftest import PASSWORD
from tests.postboxes import TOKEN
from tests.servers import free_port

ADA = {"name": "ada", "email": "ada@example.org", "password": PASSWORD}
ROOT = Path(mail.__file__).parents[2]
LETTER = Letter("ada@example.org", "Hello", "Good day.\n")


@pytest.fixture
def backend():
    """The database plays no part in it."""
    return "sqlite"


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """Attempts follow one another at once."""
    monkeypatch.setattr(post, "DELAYS", (0.01, 0.02, 0.03))


@pytest.fixture
def lines(capsys):
    """What the log says, as it is written in production."""
    return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]


def register(app, **values):
    """Registers Ada; the answer, and how long it took."""
    began = time.perf_counter()
    response = app.test_client().post("/api/v2/users", json=ADA | values)
    return response, time.perf_counter() - began


def test_a_letter_is_plain_and_whole(postbox, make_app):
    app = make_app(SMTP_URL=postbox.url, MAIL_FROM="The Shop <shop@example.org>", PUBLIC_URL="https://shop.example.org")
    assert register(app, name="Zoë 姓名")[0].status_code == 201
    [letter] = postbox.letters(app)
    assert (letter["From"], letter["To"]) == ("The Shop <shop@example.org>", "ada@example.org")
    assert letter["Message-ID"].endswith("@example.org>")
    assert letter["Date"]
    assert letter.get_content_type() == "text/plain"
    assert "Zoë" not in letter.get_content()
    [token] = postbox.tokens(app)
    assert f"PUT https://shop.example.org/api/v2/email-confirmations/{token}" in letter.get_content()
    assert app.test_client().put(f"/api/v2/email-confirmations/{token}").status_code == 204


def test_a_link_leads_where_the_configuration_says_and_not_the_request(postbox, make_app):
    app = make_app(SMTP_URL=postbox.url)
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    app.test_client().post("/api/v2/users", json=ADA, headers=headers)
    assert "evil" not in postbox.letters(app)[0].as_string()


def test_nothing_in_a_letter_becomes_a_header(postbox, make_app):
    app = make_app(SMTP_URL=postbox.url)
    for wrong in ({"name": "a\r\nBcc: eve@example.org"}, {"email": "a@b.cd\r\nBcc: eve@example.org"}):
        assert register(app, **wrong)[0].status_code == 422
    for address in ("a@b.cd\r\nBcc: eve@example.org", "a@b.cd\nX: y", "a\r\n@b.cd"):
        with pytest.raises(ValueError):
            mail.message_of(LETTER._replace(to=address), "shop@example.org")
    with pytest.raises(ValueError):
        mail.message_of(LETTER._replace(subject="a\r\nBcc: eve@example.org"), "shop@example.org")
    assert register(app, name="Bcc= eve@example.org")[0].status_code == 201
    [letter] = postbox.letters(app)
    assert letter.keys() == ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", *letter.keys()[6:]]
    assert letter["Bcc"] is None


def test_domains_go_out_in_ascii(postbox, make_app):
    app = make_app(SMTP_URL=postbox.url)
    register(app, email="ada@bücher.example")
    assert postbox.addresses(app) == ["ada@xn--bcher-kva.example"]


def test_without_a_server_a_developer_finds_the_letter_in_the_log(make_app, lines):
    app = make_app(LOG_FORMAT="json")
    register(app)
    app.test_client().post("/api/v2/password-resets", json={"email": "ada@example.org"})
    assert app.extensions["post"].flush()
    first, second = [line for line in lines() if line["event"] == "mail"]
    assert (first["to"], second["to"]) == ("ada@example.org", "ada@example.org")
    confirmation, reset = (TOKEN.search(line["text"]).group(1) for line in (first, second))
    client = app.test_client()
    assert client.put(f"/api/v2/email-confirmations/{confirmation}").status_code == 204
    changed = client.put(f"/api/v2/password-resets/{reset}", json={"new_password": "another pass phrase"})
    assert changed.status_code == 204


def test_in_production_the_log_is_no_place_for_letters(make_app, capsys):
    app = make_app(APP_ENV="production", LOG_FORMAT="json", LOG_LEVEL="DEBUG")
    assert "SMTP_URL is not set" in capsys.readouterr().err
    assert register(app)[0].status_code == 201
    assert app.extensions["post"].flush()
    said = capsys.readouterr().err
    assert "mail_unsent" in said
    assert not TOKEN.search(said.replace('"', "\n").replace("\\n", "\n"))
    assert "ada@example.org" not in said


def test_a_server_that_is_down_does_not_touch_the_request(make_app, lines):
    app = make_app(SMTP_URL=f"smtp://user:hunter2@127.0.0.1:{free_port()}", LOG_FORMAT="json")
    response, took = register(app)
    assert (response.status_code, took < 5) == (201, True)
    assert app.extensions["post"].flush()
    said = lines()
    assert [line["event"] for line in said] == ["mail_delayed"] * 3 + ["mail_failed"]
    assert {line["error"] for line in said} == {"ConnectionRefusedError"}
    assert not any(secret in str(said) for secret in ("hunter2", "ada", "email-confirmations"))


def test_a_server_that_says_nothing_does_not_touch_the_request(make_app, monkeypatch):
    monkeypatch.setattr(mail, "TIMEOUT", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        app = make_app(SMTP_URL=f"smtp://127.0.0.1:{silent.getsockname()[1]}")
        response, took = register(app)
        assert (response.status_code, took < 5) == (201, True)
        assert app.extensions["post"].flush(20)


def test_what_is_refused_for_now_is_tried_again(postbox, make_app, lines):
    app = make_app(SMTP_URL=postbox.url, LOG_FORMAT="json")
    postbox.refusals = ["451 ada@example.org: come back later"] * 2
    register(app)
    assert postbox.addresses(app) == ["ada@example.org"]
    said = lines()
    assert [(line["event"], line["code"]) for line in said] == [("mail_delayed", 451)] * 2
    assert "ada@" not in str(said)


def test_what_is_refused_for_good_is_not_and_the_next_goes_out(postbox, make_app, lines):
    app = make_app(SMTP_URL=postbox.url, LOG_FORMAT="json")
    postbox.refusals = ["550 no"]
    register(app)
    register(app, name="bob", email="bob@example.org")
    assert postbox.addresses(app) == ["bob@example.org"]
    assert [(line["event"], line["code"]) for line in lines()] == [("mail_failed", 550)]


def test_a_letter_that_cannot_be_written_does_not_stop_the_next(postbox, make_app):
    app = make_app(SMTP_URL=postbox.url)
    office = app.extensions["post"]
    office.put(lambda: 1 / 0)
    office.put(lambda: [LETTER])
    assert postbox.addresses(app) == ["ada@example.org"]


def test_letters_keep_their_order(postbox, make_app):
    app = make_app(SMTP_URL=postbox.url)
    for number in range(20):
        app.extensions["post"].put(lambda number: [LETTER._replace(subject=f"{number}")], number)
    assert [letter["Subject"] for letter in postbox.letters(app)] == [str(number) for number in range(20)]


def test_only_so_many_letters_wait(make_app, monkeypatch, lines):
    app = make_app(LOG_FORMAT="json")
    monkeypatch.setattr(post, "CAPACITY", 3)
    office = app.extensions["post"]
    for _ in range(9):
        office.put(lambda: time.sleep(0.2) or [])
    assert office.flush()
    assert [line["event"] for line in lines()].count("mail_dropped") >= 5


def test_a_process_that_ends_waits_for_no_delay(make_app, monkeypatch, lines):
    monkeypatch.setattr(post, "DELAYS", (60.0,))
    app = make_app(SMTP_URL=f"smtp://127.0.0.1:{free_port()}", LOG_FORMAT="json")
    register(app)
    began = time.perf_counter()
    app.extensions["post"].close()
    assert time.perf_counter() - began < 5
    assert lines()[-1]["event"] == "mail_failed"


def test_a_command_ends_when_its_letters_are_away(database_url, postbox):
    given = {"PATH": os.environ["PATH"], "DATABASE_URL": database_url, "SMTP_URL": postbox.url, "SECRET_KEY": "s" * 32}
    command = ["users", "create", "ada", "--email", "ada@example.org", "--password-stdin"]
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *command]
    done = subprocess.run(
        command, cwd=ROOT, env=given, input=f"{PASSWORD}\n", capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("Created customer ada (id 1).\n", "")
    assert len(postbox.raw) == 1


def test_a_server_that_is_stopped_sends_its_last_letters(database_url, postbox, tmp_path):
    port = free_port()
    given = {"PATH": os.environ["PATH"], "DATABASE_URL": database_url, "SMTP_URL": postbox.url, "SECRET_KEY": "s" * 32}
    command = [sys.executable, "-m", "gunicorn", "-w", "1", "-b", f"127.0.0.1:{port}", "wsgi:app"]
    postbox.delay = 2
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=given, stdout=log, stderr=log)
    try:
        assert _asked(port, "POST", "/api/v2/users", ADA) == 201
        assert postbox.raw == []
    finally:
        server.terminate()
        server.wait(30)
    assert len(postbox.raw) == 1, (tmp_path / "log").read_text()


def _asked(port, method, path, body):
    """The status of an answer of a server that may yet have to start."""
    for _ in range(200):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        with suppress(ConnectionRefusedError):
            connection.request(method, path, json.dumps(body), {"Content-Type": "application/json"})
            return connection.getresponse().status
        time.sleep(0.1)
    raise AssertionError("The server did not start.")


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_the_program_says_who_it_is(make_app):
    seen = []

    def authenticate(_server, _session, _envelope, _mechanism, data):
        seen.append((data.login, data.password))
        return AuthResult(success=True)

    settings = {"authenticator": authenticate, "auth_required": True, "auth_require_tls": False}
    with postboxes.opened(**settings) as box:
        app = make_app(SMTP_URL=box.url.replace("//", "//shop:p%40ss%3Aw@"))
        register(app)
        assert box.addresses(app) == ["ada@example.org"]
    assert seen == [(b"shop", b"p@ss:w")]


def test_nothing_goes_out_in_the_clear_where_tls_is_wanted(postbox, make_app, lines):
    app = make_app(SMTP_URL=f"{postbox.url}?starttls=1", LOG_FORMAT="json")
    register(app)
    assert postbox.letters(app) == []
    assert lines()[-1]["event"] == "mail_failed"


def test_tokens_in_paths_are_not_logged(make_app, lines):
    app = make_app(LOG_FORMAT="json", LOG_LEVEL="INFO")
    client = app.test_client()
    for method, url in (
        ("PUT", "/api/v2/password-resets/tell-nobody"),
        ("GET", "/api/v2/password-resets/tell-nobody"),
        ("PUT", "/api/v2/email-confirmations/tell-nobody"),
        ("PUT", "/api/password-resets/tell-nobody?version=2"),
        ("PUT", "/api/v2/password-resets/tell-nobody/"),
    ):
        client.open(url, method=method, json={"new_password": "another pass phrase"})
    said = lines()
    assert len(said) == 5
    assert "tell-nobody" not in str(said)
    assert said[0]["path"] == "/api/v2/password-resets/***"


@pytest.fixture(autouse=True)
def _restored():
    """The log as the other tests find it."""
    yield
    structlog.reset_defaults()

"""flask doctor: what the program needs, whether it is there, and what to do where it is not."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from bookstore.cli.commands import Command
from bookstore.errors import Refusal
from bookstore.extensions import storage
from bookstore.services import health, jobs

OK, WARN, FAIL = "ok", "warn", "FAIL"

UPGRADE = "run `flask db upgrade`"
ADVICE = {
    "empty": f"there are no tables yet: {UPGRADE}",
    "behind": f"the tables are older than this program: {UPGRADE}",
    "ahead": "the tables are newer than this program: install the release that made them",
    "unknown": "nobody knows without the database: mend that first",
}
"""What to do by the state of the migrations."""


class Finding(NamedTuple):
    """One check: what it is about, how it is, and what was found or is to be done."""

    about: str
    state: str
    words: str


@click.command("doctor", cls=Command)
@with_appcontext
def doctor() -> None:
    """Check configuration, database, migrations, Redis, files and mail, and say what to do.

    Exit code 1 when anything fails; `warn` is what works, but not as most would want it.
    """
    findings = list(_findings(current_app))
    for finding in findings:
        click.echo(f"{finding.state:<4}  {finding.about:<13}  {finding.words}")
    if any(finding.state == FAIL for finding in findings):
        click.get_current_context().exit(1)


def _findings(app: Flask) -> Iterator[Finding]:
    state = health.checks(app.config["REDIS_URL"])
    yield Finding("configuration", OK, f"{app.config['APP_ENV']}, version {app.config['API_DEFAULT_VERSION']} first")
    yield _database(state["database"])
    yield _migrations(state["migrations"])
    yield _redis(state["redis"])
    if state["migrations"] == "ok":
        yield _jobs(jobs.waiting())
    yield _files()
    yield _mail(app.config)


def _database(state: str) -> Finding:
    if state == "ok":
        return Finding("database", OK, health.address())
    advice = "cannot be reached: start it, or mend DATABASE_URL"
    return Finding("database", FAIL, f"{health.address()} {advice}")


def _migrations(state: str) -> Finding:
    words = ADVICE.get(state, "the tables are those of this program")
    return Finding("migrations", OK if state == "ok" else FAIL, words)


def _redis(state: str) -> Finding:
    if state == "not configured":
        return Finding(
            "redis", OK, "not configured: each server keeps its own cache and limits, and calls workers by a file"
        )
    advice = "answers" if state == "ok" else "cannot be reached: start it, or mend or unset REDIS_URL"
    return Finding("redis", OK if state == "ok" else FAIL, advice)


def _files() -> Finding:
    try:
        storage.check()
    except (Refusal, OSError):
        return Finding("files", FAIL, f"{storage.address} cannot be written and read: mend that, or STORAGE_URL")
    return Finding("files", OK, f"kept in {storage.address}")


def _jobs(waiting: int) -> Finding:
    if waiting:
        return Finding("jobs", WARN, f"{waiting:,} wait for a worker: start `flask worker`")
    return Finding("jobs", OK, "none waits for a worker")


def _mail(config: Mapping[str, Any]) -> Finding:
    server = urlsplit(config["SMTP_URL"] or "")
    if server.hostname:
        return Finding(
            "mail", OK, f"sent by {server.hostname} from {config['MAIL_FROM']}; links: {config['PUBLIC_URL']}"
        )
    if config["APP_ENV"] == "production":
        return Finding("mail", WARN, "not sent: set SMTP_URL, or nobody can reset a password")
    return Finding("mail", OK, "not configured: letters are printed to the log")

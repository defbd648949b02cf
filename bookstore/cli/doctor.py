"""flask doctor: what the program needs, whether it is there, and what to do where it is not."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from bookstore.cli.commands import Command
from bookstore.services import health

UPGRADE = "run `flask db upgrade`"
ADVICE = {
    "empty": f"there are no tables yet: {UPGRADE}",
    "behind": f"the tables are older than this program: {UPGRADE}",
    "ahead": "the tables are newer than this program: install the release that made them",
    "unknown": "nobody knows without the database: mend that first",
}
"""What to do by the state of the migrations."""


class Finding(NamedTuple):
    """One check: what it is about, whether all is well, and what was found or is to be done."""

    about: str
    well: bool
    words: str


@click.command("doctor", cls=Command)
@with_appcontext
def doctor() -> None:
    """Check configuration, database, migrations, Redis and mail, and say what to do."""
    findings = list(_findings(current_app))
    for finding in findings:
        click.echo(f"{'ok  ' if finding.well else 'FAIL'}  {finding.about:<13}  {finding.words}")
    if not all(finding.well for finding in findings):
        click.get_current_context().exit(1)


def _findings(app: Flask) -> Iterator[Finding]:
    state = health.checks(app.config["REDIS_URL"])
    yield Finding("configuration", True, f"{app.config['APP_ENV']}, version {app.config['API_DEFAULT_VERSION']} first")
    yield _database(state["database"])
    yield _migrations(state["migrations"])
    yield _redis(state["redis"])
    yield _mail(app.config)


def _database(state: str) -> Finding:
    if state == "ok":
        return Finding("database", True, health.address())
    advice = "cannot be reached: start it, or mend DATABASE_URL"
    return Finding("database", False, f"{health.address()} {advice}")


def _migrations(state: str) -> Finding:
    return Finding("migrations", state == "ok", ADVICE.get(state, "the tables are those of this program"))


def _redis(state: str) -> Finding:
    if state == "not configured":
        return Finding("redis", True, "not configured: each process keeps its own cache, limits and jobs")
    advice = "answers" if state == "ok" else "cannot be reached: start it, or mend or unset REDIS_URL"
    return Finding("redis", state == "ok", advice)


def _mail(config: Mapping[str, Any]) -> Finding:
    server = urlsplit(config["SMTP_URL"] or "")
    if server.hostname:
        return Finding(
            "mail", True, f"sent by {server.hostname} from {config['MAIL_FROM']}; links: {config['PUBLIC_URL']}"
        )
    if config["APP_ENV"] == "production":
        return Finding("mail", True, "not sent: set SMTP_URL, or nobody can reset a password")
    return Finding("mail", True, "not configured: letters are printed to the log")

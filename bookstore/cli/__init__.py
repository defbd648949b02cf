"""The command line: `flask COMMAND`, over the same schemas and services as the API."""

from flask import Flask

from bookstore.cli import cache, catalog, doctor, jobs, keys, openapi, seed, users, welcome, worker


def register(app: Flask) -> None:
    """Bind all commands."""
    groups = (cache.group, catalog.group, jobs.group, keys.group, openapi.group, users.group)
    for command in (*groups, doctor.doctor, seed.seed, welcome.welcome, worker.worker):
        app.cli.add_command(command)

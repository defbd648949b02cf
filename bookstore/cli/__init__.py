"""The command line: `flask COMMAND`, over the same schemas and services as the API."""

from flask import Flask

from bookstore.cli import cache, catalog, doctor, keys, openapi, seed, users, welcome


def register(app: Flask) -> None:
    """Bind all commands."""
    groups = (cache.group, catalog.group, keys.group, openapi.group, users.group)
    for command in (*groups, doctor.doctor, seed.seed, welcome.welcome):
        app.cli.add_command(command)

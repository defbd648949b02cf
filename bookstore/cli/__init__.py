"""The command line: `flask COMMAND`, over the same schemas and services as the API."""

from flask import Flask

from bookstore.cli import users


def register(app: Flask) -> None:
    """Bind all commands."""
    for group in (users.group,):
        app.cli.add_command(group)

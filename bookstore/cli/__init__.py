"""The command line: `flask COMMAND`, over the same schemas and services as the API."""

from flask import Flask

from bookstore.cli import catalog, users


def register(app: Flask) -> None:
    """Bind all commands."""
    for group in (catalog.group, users.group):
        app.cli.add_command(group)

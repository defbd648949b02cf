"""The command line: `flask COMMAND`, over the same schemas and services as the API."""

from flask import Flask

from bookstore.cli import catalog, doctor, jobs, keys, openapi, seed, users, welcome, worker


def register(app: Flask) -> None:
    """Bind all commands."""
    for command in (
        catalog.group,
        doctor.doctor,
        jobs.group,
        keys.group,
        openapi.group,
        users.group,
        seed.seed,
        welcome.welcome,
        worker.worker,
    ):
        app.cli.add_command(command)

"""flask worker: does the jobs."""

import os

import click
from flask import current_app
from flask.cli import with_appcontext

from bookstore.cli.commands import Command
from bookstore.jobs import worker as workers


@click.command("worker", cls=Command)
@click.option("--with-parent", is_flag=True, help="End when the process that started this one ends.")
@with_appcontext
def worker(with_parent: bool) -> None:
    """Do jobs, such as imports, until Ctrl-C; as many may run at a time as there are workers."""
    workers.run(current_app._get_current_object(), parent=os.getppid() if with_parent else None)

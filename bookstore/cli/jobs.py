"""flask jobs: what workers do."""

import click

from bookstore.cli.commands import Group
from bookstore.services import jobs

group = Group("jobs", help="What workers do.")


@group.command("list")
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True)
def list_jobs(limit: int) -> None:
    """List jobs, the newest first: id, state, kind, how much is done, attempts, and why it failed."""
    for job in jobs.listed(limit):
        done, total = job.progress["done"], job.progress["total"]
        share = f"{done:,}" if total is None else f"{done:,}/{total:,}"
        why = "; ".join(error["detail"] for error in job.errors)
        click.echo(f"{job.id}  {job.state}  {job.kind}  {share}  {job.attempts}  {why}".rstrip())

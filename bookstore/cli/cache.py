"""flask cache: the answers that are kept, and how much they spare."""

import click
from flask import current_app

from bookstore.cli.commands import Group
from bookstore.errors import Unavailable
from bookstore.shared.reach import Away

group = Group("cache", help="Kept answers.")


@group.command("clear")
def clear() -> None:
    """Let nothing that is kept be used again, by any worker; counts begin anew."""
    current_app.extensions["changes"].void()
    current_app.extensions["tally"].reset()
    store = current_app.extensions.get("answers")
    try:
        removed = store and store.clear()
    except Away:
        raise Unavailable("Redis cannot be reached: what it keeps is void when it is back.") from None
    click.echo("Cleared." if removed is None else f"Cleared: {removed} answers were in Redis.")


@group.command("stats")
def stats() -> None:
    """Show how many requests found a kept answer, and what is kept."""
    store = current_app.extensions.get("answers")
    if store is None:
        click.echo("The cache is off: see CACHE_ENABLED.")
        return
    totals = store.tally.totals()
    ratio = "none yet" if totals.hit_ratio is None else f"{totals.hit_ratio:.1%}"
    click.echo(f"hits       {totals.hits}\nmisses     {totals.misses}\nstale      {totals.stale}")
    click.echo(f"bypassed   {totals.bypassed}\nhit ratio  {ratio}")
    click.echo(f"in memory  {totals.entries} answers, {totals.bytes / 2**20:.1f} MB")
    try:
        entries = store.far_entries()
    except Away:
        raise Unavailable("Redis cannot be reached.") from None
    click.echo("in Redis   none: REDIS_URL is not set" if entries is None else f"in Redis   {entries} answers")

"""flask welcome: where everything is."""

import click

from bookstore.cli.commands import Command

TEXT = """
  Bookstore API

  Documentation  http://127.0.0.1:{port}/api/v2/docs   (Swagger UI)
                 http://127.0.0.1:{port}/api/v2/redoc  (ReDoc)
  Try it         curl 'http://127.0.0.1:{port}/api/v2/books?q=garcia+marquez&fields=id,title,authors,price'
  To write       .venv/bin/flask users create NAME --role staff
"""


@click.command("welcome", cls=Command)
@click.option("--port", type=int, default=8000, show_default=True)
def welcome(port: int) -> None:
    """Say where the documentation is, and what to try."""
    click.echo(TEXT.format(port=port))

"""Groups of commands that say what is wrong in one line: exit code 2 for wrong use, 1 for what cannot be done."""

from typing import Any

import click
from click.exceptions import NoArgsIsHelpError
from flask.cli import AppGroup

from bookstore.errors import Refusal
from bookstore.services import health

INTERRUPTED = 130
"""What shells make of Ctrl-C: 128 and the number of the signal."""


class Command(click.Command):
    """A command whose complaints are single lines."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments; wrong ones end it."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            return _end(ctx, error.format_message(), 2)

    def invoke(self, ctx: click.Context) -> Any:
        """Run it; refusals, and whatever the machine refuses, end it."""
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            return _end(ctx, error.format_message(), 2)
        except Refusal as refusal:
            return _end(ctx, refusal.detail, 1)
        except OSError as error:
            return _end(ctx, f"{error.filename}: {error.strerror}." if error.filename else str(error), 1)
        except health.FAILURES as error:
            return _end(ctx, f"{health.words_of(error)} What to do says `flask doctor`.", 1)
        except KeyboardInterrupt as interruption:
            return _end(ctx, str(interruption) or "Interrupted.", INTERRUPTED)


class Group(AppGroup):
    """A group of such commands."""

    command_class = Command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """What stands before the command; without one, which there are ends it."""
        try:
            return super().parse_args(ctx, args)
        except NoArgsIsHelpError:
            return _end(ctx, f"Missing command: {', '.join(self.list_commands(ctx))}.", 2)
        except click.UsageError as error:
            return _end(ctx, error.format_message(), 2)

    def command(self, *args: Any, **kwargs: Any) -> Any:
        """A command of this kind, with the application's context."""
        kwargs.setdefault("cls", Command)
        return super().command(*args, **kwargs)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """The command that is called; an unknown one ends it."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            return _end(ctx, error.format_message(), 2)


def _end(ctx: click.Context, message: str, code: int) -> Any:
    click.echo(f"Error: {' '.join(message.split())}", err=True)
    ctx.exit(code)

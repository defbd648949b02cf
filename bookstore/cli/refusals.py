"""What the core refuses becomes one line on the terminal, and exit code 1."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from bookstore.errors import Refusal


def refusals_are_messages(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn refusals into click's errors."""

    @wraps(command)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except Refusal as refusal:
            raise click.ClickException(refusal.detail) from None

    return wrapper

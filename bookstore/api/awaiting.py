"""Asynchronous views, served by threads as all others."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

View = Callable[..., Any]


def awaited(view: Callable[..., Coroutine[Any, Any, Any]]) -> View:
    """A view that waits for several others at the same time: its thread runs a loop until it has its answer."""

    @wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return asyncio.run(view(*args, **kwargs))

    return wrapper

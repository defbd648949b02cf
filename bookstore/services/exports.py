"""The whole catalogue, streaming, as things that the catalogue's own formats write."""

from collections.abc import Iterator
from typing import Any


def everything() -> Iterator[dict[str, Any]]:
    """Categories, publishers and authors first, so that whoever reads it knows them when things name them."""
    yield from ()

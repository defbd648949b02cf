"""Several answers about one book become one, field by field."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from bookstore.values.lookups import FIELDS


class Merged(NamedTuple):
    """What is told of a book, and by whom: a provider for each field."""

    told: dict[str, Any]
    sources: dict[str, str]


def merge(told: Iterable[tuple[str, Mapping[str, Any]]]) -> Merged:
    """Each field as the first tells it who tells it at all."""
    answers = list(told)
    found = {
        name: next(((source, values[name]) for source, values in answers if values.get(name)), None) for name in FIELDS
    }
    known = {name: pair for name, pair in found.items() if pair is not None}
    return Merged({name: value for name, (_, value) in known.items()}, {name: who for name, (who, _) in known.items()})

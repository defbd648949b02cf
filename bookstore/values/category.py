"""Which category a word means: one rule, for requests and for files."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from bookstore.values import limits
from bookstore.values.text import name_key, slug

T = TypeVar("T")


def slug_for(name: str) -> str:
    """The slug of a category that is given none; empty when the name has no letters and digits."""
    return slug(name)[: limits.SLUG].rstrip("-")


def called(categories: Iterable[tuple[str, str, T]]) -> dict[str, T]:
    """Categories, as slug, name and what stands for them, by what they are called: by slug, else by `name_key`.

    Of several that have one name it is the first.
    """
    known = list(categories)
    names = {name_key(name): category for _, name, category in reversed(known)}
    return names | {path: category for path, _, category in known}


def meant(word: str, known: Mapping[str, T]) -> T | None:
    """The category that a word means, of those that are `called`: by the word as it is, else by the slug it makes."""
    return known.get(name_key(word)) or known.get(slug_for(word))

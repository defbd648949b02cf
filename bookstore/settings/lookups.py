"""Who is asked about ISBNs."""

import re

from bookstore.settings.reader import ConfigurationError
from bookstore.values.lookups import PROVIDERS

NONE = "none"


def lookup_providers(value: str) -> tuple[str, ...]:
    """Names between commas, the one first that is believed first; all without any, nobody with `none`."""
    if value in ("", NONE):
        return () if value else PROVIDERS
    names = tuple(name.strip() for name in value.split(","))
    if not set(names) <= set(PROVIDERS) or len(set(names)) < len(names):
        raise ConfigurationError(
            f"LOOKUP_PROVIDERS is {value!r}, but must be {NONE}, or some of {', '.join(PROVIDERS)}, each once."
        )
    return names


def google_books_key(value: str) -> str | None:
    """A key of Google's, if any; a refusal does not repeat it."""
    if value and not re.fullmatch("[!-~]{1,200}", value):
        raise ConfigurationError("GOOGLE_BOOKS_KEY must be a key as Google gives them, without blanks.")
    return value or None

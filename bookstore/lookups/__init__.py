"""Asking others what book an ISBN belongs to: calls to hosts that the configuration names, and to no others."""

from collections.abc import Mapping
from typing import Any

from bookstore.lookups.google_books import GoogleBooks
from bookstore.lookups.openlibrary import OpenLibrary
from bookstore.lookups.provider import Provider
from bookstore.values.lookups import GOOGLE_BOOKS, OPEN_LIBRARY


def providers(config: Mapping[str, Any]) -> list[Provider]:
    """Those that the configuration names, in its order: of two that tell the same, the first is believed."""
    known: dict[str, Provider] = {
        OPEN_LIBRARY: OpenLibrary(config["OPENLIBRARY_URL"]),
        GOOGLE_BOOKS: GoogleBooks(config["GOOGLE_BOOKS_URL"], config["GOOGLE_BOOKS_KEY"]),
    }
    return [known[name] for name in config["LOOKUP_PROVIDERS"]]

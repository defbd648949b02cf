"""Version 1: the slide deck's API word for word; only its differences to the canonical schemas live here."""

from datetime import UTC, datetime

from bookstore.api.openapi import Api
from bookstore.api.v1 import authors, books, magazines, users

DEPRECATED = datetime(2026, 1, 1, tzinfo=UTC)
"""Since version 2 has been there."""

DESCRIPTION = """The first version of the Bookstore API: version 2 succeeds it, and each operation says by what.

Answers carry `Deprecation`, `Link` to the successor, and `Sunset` once it is settled when this version ends. Errors,
lists, `ETag` and logging in are those of version 2.
"""


def api() -> Api:
    """The API of version 1."""
    resources = (users, books, magazines, authors)
    return Api("1", DESCRIPTION, [resource.blp for resource in resources], deprecated=DEPRECATED)

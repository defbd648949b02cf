"""Version 1: the slide deck's API word for word; only its differences to the canonical schemas live here."""

from bookstore.api.openapi import Api


def api() -> Api:
    """The API of version 1."""
    return Api("1", "The first version of the Bookstore API. Version 2 succeeds it.", [])

"""A version that might come: version 2, but for one resource."""

from bookstore.api import v2
from bookstore.api.openapi import Api
from tests.api.v3 import publishers


def api() -> Api:
    """The API of version 3."""
    kept = [blueprint for blueprint in v2.api().blueprints if blueprint.name != "publishers"]
    return Api("3", "What might come.", [*kept, publishers.blp])

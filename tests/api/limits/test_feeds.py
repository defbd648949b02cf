"""Feeds for reading apps are limited as the API is."""

import pytest

from tests.api.limits.conftest import BOOKS


def statuses(client, path, times):
    """Those of so many answers."""
    return [client.get(path).status_code for _ in range(times)]


@pytest.mark.parametrize("path", ["/opds", "/opds/v2", "/opds/books", "/opds/v2/nowhere", "/opds/opensearch.xml"])
def test_feeds_take_from_the_same_budget(limited, path):
    client = limited(anonymous="2/minute").test_client()
    assert client.get(BOOKS).status_code == 200
    assert statuses(client, path, 2)[1] == 429
    assert client.get(BOOKS).status_code == 429


def test_searches_take_from_that_of_searches(limited):
    client = limited(search="1/minute").test_client()
    assert statuses(client, "/opds/search?query=a", 1) == [200]
    assert client.get("/opds/v2/search?query=a").status_code == 429
    assert client.get(f"{BOOKS}?q=a").status_code == 429
    assert client.get("/opds/v2/books").status_code == 200


def test_what_has_not_changed_is_free(limited):
    client = limited(anonymous="2/minute").test_client()
    known = {"If-None-Match": client.get("/opds/books").headers["ETag"]}
    assert [client.get("/opds/books", headers=known).status_code for _ in range(4)] == [304] * 4

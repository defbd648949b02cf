"""Applications that keep answers: each process in its memory, and with Redis for all."""

import pytest

from bookstore.settings.rates import rate_limits
from tests.conftest import logged_in
from tests.factories import a_book

BOOKS = "/api/v2/books"
SECRET = "one secret of all processes, and long enough"


@pytest.fixture(params=[("sqlite", "memory"), ("postgresql", "redis"), ("postgresql", "memory")], ids="-".join)
def pair(request):
    """A database, and what the processes share."""
    return request.param


@pytest.fixture
def backend(pair):
    """The name of the database."""
    return pair[0]


@pytest.fixture
def shared(pair, request):
    """Settings of applications that share what is kept."""
    return request.getfixturevalue("emptied_redis") if pair[1] == "redis" else {}


@pytest.fixture
def make(make_app, shared):
    """Makes such applications, with limits that are out of reach or as given."""

    def make(*, anonymous="100000/minute", **settings):
        rates = rate_limits(
            {"RATELIMIT_ANONYMOUS": anonymous, "RATELIMIT_CREATE": "unlimited", "RATELIMIT_SEARCH": "unlimited"}
        )
        return make_app(RATELIMIT_ENABLED=True, RATELIMITS=rates, SECRET_KEY=SECRET, **shared, **settings)

    return make


@pytest.fixture
def app(make):
    """One process."""
    return make()


@pytest.fixture
def other(make):
    """Another process on the same database."""
    return make().test_client()


@pytest.fixture
def book(staff):
    """The URL of a book."""
    return f"{BOOKS}/{a_book(staff, title='Momo')['id']}"


@pytest.fixture
def stan(app):
    """One of the staff."""
    return logged_in(app, "stan2", "staff")


def outcome(response):
    """What the cache says of an answer."""
    return response.headers.get("Cache-Status", "").removeprefix("bookstore; ").removeprefix("fwd=").partition(";")[0]

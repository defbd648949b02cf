"""Applications with limits, which are counted in memory and in Redis."""

import pytest

from bookstore.settings.rates import rate_limits

BOOKS = "/api/v2/books"
HERE, THERE = {"REMOTE_ADDR": "203.0.113.1"}, {"REMOTE_ADDR": "203.0.113.2"}


@pytest.fixture(params=[("sqlite", "memory"), ("postgresql", "redis")], ids="-".join)
def pair(request):
    """A database, and where it is counted: neither has to do with the other."""
    return request.param


@pytest.fixture
def backend(pair):
    """The name of the database."""
    return pair[0]


@pytest.fixture
def store(pair, request):
    """Where it is counted: settings for an application."""
    return request.getfixturevalue("emptied_redis") if pair[1] == "redis" else {}


@pytest.fixture
def limited(make_app, store):
    """Makes an application with limits, such as `anonymous="3/minute"`; those that are not named are out of reach."""

    def make(**named):
        high = dict.fromkeys(("ANONYMOUS", "USER", "SEARCH", "CREATE", "AUTH", "LOGIN", "LOGIN_ADDRESS"), "unlimited")
        given = high | {name.upper(): rate for name, rate in named.items() if name.islower()}
        rates = rate_limits({f"RATELIMIT_{name}": rate for name, rate in given.items()})
        others = {name: value for name, value in named.items() if name.isupper()}
        return make_app(RATELIMIT_ENABLED=True, RATELIMITS=rates, **store, **others)

    return make


def log_in(client, password, name="carla", **options):
    """The answer to a request for a token."""
    form = {"grant_type": "password", "username": name, "password": password}
    return client.post("/api/v2/auth/token", data=form, **options)

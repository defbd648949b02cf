"""The application as it is met on the wire."""

import pytest
import time_machine

from tests.conftest import logged_in
from tests.wire import Wire


@pytest.fixture
def wire(app):
    """The application, called by one of the staff; there is the book 1 and its author 1."""
    client = logged_in(app, "stan", "staff")
    made = client.post("/api/v2/books", json={"title": "Momo", "authors": [{"name": "Michael Ende"}], "price": None})
    assert made.get_json()["id"] == 1
    return Wire(app, client.environ_base["HTTP_AUTHORIZATION"])


@pytest.fixture
def midday():
    """A moment that is not the end of any hour or day: what a test counts is in one part of time."""
    with time_machine.travel("2026-03-04T12:31:00Z"):
        yield

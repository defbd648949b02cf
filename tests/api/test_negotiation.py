"""What an Accept header means: one rule for what is shown, and for what is kept."""

import pytest

from bookstore.api.negotiation import REPRESENTATIONS, best, liked, prefers_json
from bookstore.values.limits import FORMATS

CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        ("", "json"),
        ("*/*", "json"),
        ("application/*", "json"),
        ("application/json; version=2", "json"),
        ("application/json, text/plain, */*", "json"),
        ("garbage", "json"),
        (CHROME, "html"),
        ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", "html"),
        ("text/*", "html"),
        ("TEXT/CSV; charset=utf-8", "csv"),
        ("text/csv, application/json;q=0.5", "csv"),
        ("text/csv;q=0.5, application/json", "json"),
        ("*/*, text/csv", "csv"),
        ("application/json;q=0, application/*", "jsonld"),
        ("application/onix+xml", "onix"),
        ("image/png", None),
        ("application/json;q=0", None),
        ("*/*;q=0", None),
    ],
)
def test_accept_is_weighed_as_rfc_9110_says(accept, name):
    found = liked("book", accept, None)
    assert (found and found.name) == name
    assert prefers_json(accept) == (name == "json")


def test_what_is_named_wins_over_accept():
    assert liked("book", "text/html", "csv").name == "csv"
    assert liked("author", "", "onix") is None


def test_a_quality_of_none_excludes_what_a_wider_range_likes():
    assert best("text/html;q=0, */*", ("text/html", "text/csv")) == "text/csv"


def test_no_representation_is_called_as_a_format_of_books():
    assert set(REPRESENTATIONS).isdisjoint(FORMATS)

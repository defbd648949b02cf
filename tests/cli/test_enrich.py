"""flask catalog enrich: gaps are filled with what others tell, and nothing else is touched."""

import pytest

from tests.cli.conftest import commands_of
from tests.factories import a_book, an_isbn
from tests.providers import Reply


@pytest.fixture
def app(make_app, library):
    """The application, which asks the local server."""
    return make_app(**library.settings)


def shown(client, book):
    """A book as it is now."""
    return client.get(f"/api/v2/books/{book['id']}").get_json()


def test_gaps_are_filled_and_nothing_is_overwritten(flask, staff, anonymous):
    kept = {"title": "Mine", "year": 1970, "authors": [{"name": "Somebody Else"}], "description": "My words."}
    book = a_book(staff, isbn=an_isbn(), **kept)
    result = flask("catalog", "enrich")
    assert result.output == (
        "1 looked up, 1 found, 1 filled, 0 unanswered.\nFilled in: 1 language, 1 pages, 1 publisher, 1 subtitle.\n"
    )
    filled = {"language": "en", "pages": 96, "subtitle": "A Children's Book"}
    after = shown(anonymous, book)
    assert {name: after[name] for name in filled} == filled
    assert after["publisher"]["name"] == "Puffin"
    assert {name: after[name] for name in kept} == {name: book[name] for name in kept}
    assert after["updated_at"] > book["updated_at"]
    assert anonymous.get("/api/v2/books?q=puffin").get_json()["count"] == 1


def test_whole_books_and_those_without_isbn_are_left_alone(flask, staff, library):
    whole = {"language": "en", "pages": 1, "year": 1, "publisher": {"name": "P"}, "description": "D"}
    for book in (a_book(staff), a_book(staff, isbn=an_isbn(), **whole)):
        assert flask("catalog", "enrich").output == "0 looked up, 0 found, 0 filled, 0 unanswered.\n"
        assert shown(staff, book) == book
    assert library.asked == []


def test_a_dry_run_changes_no_book(flask, staff):
    book = a_book(staff, isbn=an_isbn())
    assert flask("catalog", "enrich", "--dry-run").output.startswith("Dry run: 1 looked up, 1 found, 1 filled")
    assert shown(staff, book) == book


def test_those_are_first_that_nobody_was_asked_about(flask, staff, library):
    isbns = [a_book(staff, isbn=an_isbn())["isbn"] for _ in range(3)]
    library.know_nothing()
    for place in range(3):
        assert flask("catalog", "enrich", "--limit", 1).exit_code == 0
        assert {isbn for _, isbn in library.asked} == set(isbns[: place + 1])
    assert flask("catalog", "enrich").output == "3 looked up, 0 found, 0 filled, 0 unanswered.\n"
    assert len(library.asked) == 6


def test_it_ends_where_nobody_can_be_asked(flask, staff, library):
    books = [a_book(staff, isbn=an_isbn()) for _ in range(7)]
    library.say(Reply(403, {}))
    result = flask("catalog", "enrich")
    assert result.exit_code == 1
    assert result.stdout == "5 looked up, 0 found, 0 filled, 5 unanswered.\n"
    assert result.stderr == "Error: Nobody can be asked now: run it again later for the rest.\n"
    assert [shown(staff, book) for book in books] == books


def test_without_providers_and_with_wrong_limits_it_says_so(make_app, flask):
    nobody = commands_of(make_app())("catalog", "enrich")
    assert (nobody.exit_code, nobody.output) == (
        1,
        "Error: Nobody is configured to be asked: see LOOKUP_PROVIDERS.\n",
    )
    assert flask("catalog", "enrich", "--limit", 0).exit_code == 2

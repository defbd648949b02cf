import pytest

from bookstore.formats import foreign
from bookstore.formats.refusal import Refused


def outcome(function, *arguments):
    warnings = []
    return function(*arguments, warnings), warnings


def test_text_is_collapsed_without_a_warning():
    assert outcome(foreign.tidy, [" a\u00a0 b\nc ", "e\u0301"]) == (["a b c", "é"], [])


def test_forbidden_characters_are_removed_with_a_warning():
    assert outcome(foreign.tidy, ["a\0b", "c"]) == (["ab", "c"], ["removed the forbidden character U+0000"])


@pytest.mark.parametrize(("text", "year"), [("2008.0", 2008), ("-720.0", -720), ("1998", 1998), ("", None)])
def test_a_year_is_read_without_a_warning(text, year):
    assert outcome(foreign.year, text) == (year, [])


@pytest.mark.parametrize("text", ["abc", "nan", "1e3", "9999", "-5001", "1_998"])
def test_a_wrong_year_is_left_out_with_a_warning(text):
    year, warnings = outcome(foreign.year, text)
    assert year is None
    assert len(warnings) == 1


@pytest.mark.parametrize(("text", "pages"), [("1", 1), ("100000", 100_000), ("", None)])
def test_pages_are_read_without_a_warning(text, pages):
    assert outcome(foreign.pages, text) == (pages, [])


@pytest.mark.parametrize("text", ["0", "100001", "-1", "1.5", "xii", "²", "9" * 5000])
def test_wrong_pages_are_left_out_with_a_warning(text):
    pages, warnings = outcome(foreign.pages, text)
    assert pages is None
    assert len(warnings) == 1


@pytest.mark.parametrize(("text", "tag"), [("eng", "en"), ("ger", "de"), ("en-US", "en-US"), ("", None)])
def test_a_language_is_read_by_any_of_its_codes(text, tag):
    assert outcome(foreign.language, text) == (tag, [])


def test_an_unknown_language_is_left_out_with_a_warning():
    assert outcome(foreign.language, "klingonish") == (None, ['language "klingonish" is not known'])


def test_the_first_valid_isbn_wins_without_a_warning():
    assert outcome(foreign.isbn, ["123", '="0439023483"']) == ("9780439023481", [])


def test_an_isbn_is_never_made_of_scientific_notation():
    assert outcome(foreign.isbn, ["9.78043902348e+12", ""]) == (None, ["ISBN 9.78043902348e+12 is not valid"])


def test_no_isbn_is_no_fault():
    assert outcome(foreign.isbn, ['=""', " "]) == (None, [])


def test_categories_come_once_and_in_order():
    assert outcome(foreign.categories, ["B", " a ", "b", "", "C"]) == (("B", "a", "C"), [])


def test_categories_too_long_or_too_many_are_left_out_with_a_warning():
    found, warnings = outcome(foreign.categories, ["x" * 101, *map(str, range(51))])
    assert found == tuple(map(str, range(50)))
    assert len(warnings) == 2


def test_a_description_too_long_is_left_out_with_a_warning():
    assert outcome(foreign.description, "x" * 20_000) == ("x" * 20_000, [])
    assert outcome(foreign.description, "x" * 20_001)[0] is None


@pytest.mark.parametrize(
    ("word", "format_"),
    [
        ("Hardcover", "hardback"),
        ("Mass Market Paperback", "paperback"),
        ("Kindle Edition", "ebook"),
        ("Audio CD", "audiobook"),
        ("Ring-bound", "other"),
        ("", None),
    ],
)
def test_a_binding_is_one_of_our_formats(word, format_):
    assert foreign.binding(word) == format_


def test_authors_are_limited_in_number_and_length():
    assert len(foreign.authors(["x" * 300] * 100)) == 100
    with pytest.raises(Refused, match="author is longer than 300 characters"):
        foreign.authors(["x" * 301])
    with pytest.raises(Refused, match="author is given more than 100 times"):
        foreign.authors(["x"] * 101)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookstore.formats import catalogue
from bookstore.formats.refusal import Refused


@pytest.mark.parametrize(
    ("cell", "items"),
    [
        ("", ()),
        ("a", ("a",)),
        ("a; b", ("a", "b")),
        ("a;b ;", ("a", "b", "")),
        ("; k", ("", "k")),
        (r"a\; b; c\\", ("a; b", "c\\")),
        (r"a\\; b", ("a\\", "b")),
        (r"a\; b;", ("a; b", "")),
        ("a\\", ("a\\",)),
    ],
)
def test_a_cell_is_split_at_semicolons_that_are_not_escaped(cell, items):
    assert catalogue.split(cell) == items


@given(st.lists(st.text(alphabet="ab;\\ é", min_size=1).map(str.strip), min_size=2))
def test_what_is_joined_is_split_again(items):
    assert catalogue.split(catalogue.join(items).strip()) == tuple(items)


def test_empty_names_are_left_out():
    assert catalogue.listed("a; ; b;") == ("a", "b")


@pytest.mark.parametrize(
    ("names", "keys", "paired"),
    [
        (["a", "b"], ["", "k"], (("a", "b"), ("", "k"))),
        (["a", "b"], ["k", ""], (("a", "b"), ("k",))),
        (["a", ""], ["", "k"], (("a",), ("", "k"))),
        (["a", "", "b"], ["", "", ""], (("a", "b"), ())),
        ([], ["k"], ((), ("k",))),
    ],
)
def test_names_and_keys_stay_parallel(names, keys, paired):
    assert catalogue.paired(names, keys) == paired


def test_a_slug_follows_from_the_name():
    assert catalogue.category(1, "", "Science Fiction").slug == "science-fiction"
    assert catalogue.category(1, "sf", "Science Fiction").slug == "sf"


@pytest.mark.parametrize(("slug", "name"), [("sf", ""), ("", "!!!")])
def test_a_category_needs_a_name_and_a_slug(slug, name):
    with pytest.raises(Refused):
        catalogue.category(1, slug, name)


def test_a_key_of_its_own_depends_on_what_identifies_a_thing():
    key = catalogue.book_key(None, "T", ["A"], "1999", "P")
    assert key.startswith("own:")
    assert len(key) == 24
    assert key == catalogue.book_key(None, " t ", ["a"], "1999", "p")
    assert key != catalogue.book_key(None, "T", ["A"], "2000", "P")
    assert catalogue.book_key("9780439554930", "T", [], "", "") == "isbn:9780439554930"

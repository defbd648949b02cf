"""Which category a word means: an import and a request of version 1 find the same one."""

import pytest

from tests.factories import a_category, an_isbn


@pytest.fixture
def imported(take_in, write, staff):
    """The slugs of the categories of a new book that a file puts there."""

    def imported(word):
        isbn = an_isbn()
        take_in(write(f"isbn,title,categories\n{isbn},T,{word}\n"))
        return shelves(staff, isbn)

    return imported


@pytest.fixture
def sent(staff):
    """The slugs of the categories of a new book that a request of version 1 puts there."""

    def sent(word):
        isbn = an_isbn()
        assert staff.post("/api/v1/book", json={"isbn": isbn, "name": "T", "category": word}).status_code == 201
        return shelves(staff, isbn)

    return sent


def shelves(staff, isbn):
    """The slugs of a book's categories."""
    (book,) = staff.get(f"/api/v2/books?isbn={isbn}").get_json()["results"]
    return [category["slug"] for category in book["categories"]]


@pytest.mark.parametrize(
    ("word", "slug"),
    [
        ("sf", "sf"),
        ("SF", "sf"),
        ("Science Fiction", "sf"),
        ("science  FICTION", "sf"),
        ("Crime", "crime"),
        ("Crime!", "crime"),
        ("Other", "whodunit"),
        ("!!!", "bang"),
        ("New", "new"),
    ],
)
def test_a_word_means_one_category(staff, imported, sent, word, slug):
    for known, name in (("sf", "Science Fiction"), ("whodunit", "Other"), ("bang", "!!!"), ("crime", "Science")):
        a_category(staff, slug=known, name=name)
    assert (imported(word), sent(word)) == ([slug], [slug])
    assert staff.get("/api/v1/books", query_string={"category": word}).get_json()["count"] == 2


def test_a_made_slug_is_no_longer_than_slugs_are(staff, imported, sent):
    word = "ﷺ" * 40
    assert imported(word) == sent(word)
    (made,) = staff.get("/api/v2/categories").get_json()["results"]
    assert len(made["slug"]) <= 300

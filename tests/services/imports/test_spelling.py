"""Values reach the database as they are, however it is told them."""

import pytest

from bookstore.services import imports
from bookstore.values.records import BookRecord


@pytest.mark.parametrize("text", [r"\N", r"\.", r"C:\new", "a\tb\nc\r\nd", "'", '"', r"\\"])
def test_a_text_with_marks_of_the_database_stays_as_it_is(app, text, anonymous):
    plain = BookRecord(line=1, key="own:1", title="Plain", description=None)
    marked = BookRecord(line=2, key="own:2", title=f"Marked {text}", description=text, authors=(f"Ann {text}",))
    with app.app_context():
        assert imports.run([plain, marked]).created == 2
    found = anonymous.get("/api/v2/books?sort=title").get_json()["results"]
    shown = [(book["title"], book["description"], [author["name"] for author in book["authors"]]) for book in found]
    assert shown == [(f"Marked {text}", text, [f"Ann {text}"]), ("Plain", None, [])]

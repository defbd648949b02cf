"""/isbn"""

from dataclasses import asdict
from typing import Any

from bookstore.api import representation
from bookstore.api.awaiting import awaited
from bookstore.api.blueprint import ANYONE, Blueprint
from bookstore.errors import Invalid
from bookstore.schemas.book import Book
from bookstore.schemas.isbn import Isbn
from bookstore.schemas.lookup import Lookup
from bookstore.services import books, lookups
from bookstore.values import isbn as isbns

blp = Blueprint(
    "isbn", __name__, url_prefix="/isbn", description="ISBNs: what a number says, and what others say of it."
)


@blp.get("/<string(maxlength=100):spelling>")
@blp.access(ANYONE)
@blp.answers(Isbn)
def examine_isbn(spelling: str) -> dict[str, Any]:
    """Examine an ISBN in any spelling, without asking anybody."""
    found = isbns.examine(spelling)
    book = representation.fragment(books.with_isbn(found.isbn_13), Book) if found.isbn_13 else None
    return {"spelling": spelling, **asdict(found), "book": book}


@blp.get("/<string(maxlength=100):isbn>/lookup")
@blp.access("customer", scope="catalogue:read")
@blp.asks_others
@blp.answers(Lookup)
@awaited
async def look_up_isbn(isbn: str) -> dict[str, Any]:
    """Ask Open Library and Google Books what book has an ISBN.

    What they say is merged field by field, and kept for a month; when they do not answer, older answers stand in.
    """
    digits = isbns.parse(isbn)
    if digits is None:
        raise Invalid("Is not a valid ISBN.", pointer="isbn")
    return await lookups.look_up(digits)

"""/isbn"""

from dataclasses import asdict
from typing import Any

from bookstore.api import representation
from bookstore.api.blueprint import ANYONE, Blueprint
from bookstore.schemas.book import Book
from bookstore.schemas.isbn import Isbn
from bookstore.services import books
from bookstore.values import isbn

blp = Blueprint("isbn", __name__, url_prefix="/isbn", description="ISBNs: what a number says, without asking anybody.")


@blp.get("/<string(maxlength=100):spelling>")
@blp.access(ANYONE)
@blp.answers(Isbn)
def examine_isbn(spelling: str) -> dict[str, Any]:
    """Examine an ISBN in any spelling."""
    found = isbn.examine(spelling)
    book = representation.fragment(books.with_isbn(found.isbn_13), Book) if found.isbn_13 else None
    return {"spelling": spelling, **asdict(found), "book": book}

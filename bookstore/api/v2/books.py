"""/books"""

from typing import Any

from bookstore.api import batch
from bookstore.api.awaiting import awaited
from bookstore.api.blueprint import ANYONE, Blueprint
from bookstore.schemas.batch import BookBatch, BookBatchOutcome
from bookstore.schemas.book import Book
from bookstore.schemas.lookup import BookFromIsbn
from bookstore.schemas.parameters import BookFilters
from bookstore.services import books, lookups

blp = Blueprint("books", __name__, url_prefix="/books", description="Books: find them, keep them.")


@blp.get("")
@blp.access(ANYONE)
@blp.paginated(Book, BookFilters, sorts=books.SORTS, facets=books.FACETS)
def list_books(query: dict[str, Any]) -> Any:
    """List books."""
    return books.find(**query)


@blp.post("")
@blp.access("staff", scope="catalogue:write")
@blp.body(Book)
@blp.creates(Book)
def create_book(values: dict[str, Any]) -> Any:
    """Add a book."""
    return books.create(values)


@blp.post("/from-isbn")
@blp.access("staff", scope="catalogue:write")
@blp.asks_others
@blp.body(BookFromIsbn)
@blp.creates(Book, at="/api/v2/books")
@awaited
async def create_book_from_isbn(values: dict[str, Any]) -> Any:
    """Add the book that others say has an ISBN."""
    books.refuse_taken(values["isbn"])
    found = await lookups.look_up(values["isbn"])
    return books.create(found["book"] | values)


@blp.post("/batch")
@blp.access("staff", scope="catalogue:write")
@blp.body(BookBatch)
@blp.answers(BookBatchOutcome, status=207, words="What became of each item, in their order.")
def create_books(values: dict[str, Any]) -> Any:
    """Add up to 100 books, each by itself.

    One that can't be added leaves the others as they are: look at the `status` of each.
    """
    return {"results": batch.created(values["items"], Book, books.create, name="book")}


@blp.get("/<id:book_id>")
@blp.access(ANYONE)
@blp.shows(Book)
def get_book(book_id: int) -> Any:
    """Show a book."""
    return books.one(book_id)


@blp.put("/<id:book_id>")
@blp.access("staff", scope="catalogue:write")
@blp.guarded(books.one, Book)
@blp.body(Book)
@blp.shows(Book)
def replace_book(values: dict[str, Any], book_id: int, version: int | None) -> Any:
    """Replace a book; what is left out is emptied."""
    return books.change(book_id, values, version=version)


@blp.patch("/<id:book_id>")
@blp.access("staff", scope="catalogue:write")
@blp.guarded(books.one, Book)
@blp.body(Book, partial=True)
@blp.shows(Book)
def change_book(values: dict[str, Any], book_id: int, version: int | None) -> Any:
    """Change a book; what is left out stays, null empties."""
    return books.change(book_id, values, version=version)


@blp.delete("/<id:book_id>")
@blp.access("staff", scope="catalogue:write")
@blp.guarded(books.one, Book)
@blp.deletes
def delete_book(book_id: int, version: int | None) -> None:
    """Delete a book."""
    books.delete(book_id, version=version)

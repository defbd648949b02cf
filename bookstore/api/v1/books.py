"""/book and /books"""

from typing import Any

from bookstore.api.blueprint import ANYONE, Blueprint
from bookstore.api.deprecation import superseded
from bookstore.api.v1.naming import changes, in_own_terms, named, shelved
from bookstore.api.v1.schemas.book import Book, BookInput
from bookstore.api.v1.schemas.parameters import BookFilters, ByIsbn, CategoryOrYear
from bookstore.errors import NotFound
from bookstore.services import books
from bookstore.values import isbn

blp = Blueprint("books", __name__, description="Books.")


@blp.get("/books")
@superseded("GET /api/v2/books", at="/api/v2/books")
@blp.access(ANYONE)
@blp.paginated(Book, BookFilters, sorts=books.SORTS, facets=books.FACETS)
def list_books(query: dict[str, Any]) -> Any:
    """List all books."""
    return books.find(**shelved(query))


@blp.get("/book")
@superseded("GET /api/v2/books?category=&year=", at="/api/v2/books?category={category}&year={year}")
@blp.access(ANYONE)
@blp.paginated(Book, CategoryOrYear, sorts=books.SORTS, q=False)
def list_some_books(query: dict[str, Any]) -> Any:
    """List the books of a category, of a year, or of both."""
    return books.find(**shelved(query))


@blp.get("/book/<string(maxlength=100):isbn>")
@superseded("GET /api/v2/books?isbn=", at="/api/v2/books?isbn={isbn}")
@blp.access(ANYONE)
@blp.shows(Book)
def get_book(isbn: str) -> Any:
    """Show the book with an ISBN."""
    return books.with_isbn(_thirteen(isbn))


@blp.post("/book")
@superseded("POST /api/v2/books", at="/api/v2/books")
@blp.access("staff", scope="catalogue:write")
@blp.body(BookInput)
@blp.creates(Book)
@in_own_terms
def create_book(values: dict[str, Any]) -> Any:
    """Save a book."""
    return books.create(changes(values, None, Book))


@blp.put("/book")
@superseded("PUT /api/v2/books/{book_id}", at="/api/v2/books")
@blp.access("staff", scope="catalogue:write")
@blp.body(BookInput)
@named(lambda values: books.with_isbn(values["isbn"]), Book)
@blp.shows(Book)
@in_own_terms
def replace_book(values: dict[str, Any], book_id: int, version: int | None) -> Any:
    """Update the book with an ISBN; what is left out is emptied, what this version does not know is kept."""
    return books.change(book_id, changes(values, books.one(book_id), Book), version=version)


@blp.delete("/book")
@superseded("DELETE /api/v2/books/{book_id}", at="/api/v2/books?isbn={isbn}")
@blp.access("staff", scope="catalogue:write")
@blp.parameters(ByIsbn)
@named(lambda query: books.with_isbn(query["isbn"]), Book)
@blp.deletes
def delete_book(_query: dict[str, Any], book_id: int, version: int | None) -> None:
    """Delete the book with an ISBN."""
    books.delete(book_id, version=version)


def _thirteen(spelling: str) -> str:
    found = isbn.parse(spelling)
    if found is None:
        raise NotFound("There is no such book: this is no ISBN.")
    return found

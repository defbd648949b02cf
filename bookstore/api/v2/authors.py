"""/authors"""

from typing import Any

from bookstore.api.blueprint import ANYONE, Blueprint
from bookstore.schemas.author import Author
from bookstore.schemas.book import Book
from bookstore.schemas.parameters import AuthorsBooksFilters
from bookstore.services import authors, books

blp = Blueprint("authors", __name__, url_prefix="/authors", description="Authors, and the books they wrote.")


@blp.get("")
@blp.access(ANYONE)
@blp.paginated(Author, sorts=authors.SORTS)
def list_authors(query: dict[str, Any]) -> Any:
    """List authors."""
    return authors.find(**query)


@blp.post("")
@blp.access("staff", scope="catalogue:write")
@blp.body(Author)
@blp.creates(Author)
def create_author(values: dict[str, Any]) -> Any:
    """Add an author."""
    return authors.create(values)


@blp.get("/<id:author_id>")
@blp.access(ANYONE)
@blp.shows(Author)
def get_author(author_id: int) -> Any:
    """Show an author."""
    return authors.one(author_id)


@blp.put("/<id:author_id>")
@blp.access("staff", scope="catalogue:write")
@blp.guarded(authors.one, Author)
@blp.body(Author)
@blp.shows(Author)
def replace_author(values: dict[str, Any], author_id: int, version: int | None) -> Any:
    """Replace an author; what is left out is emptied."""
    return authors.change(author_id, values, version=version)


@blp.patch("/<id:author_id>")
@blp.access("staff", scope="catalogue:write")
@blp.guarded(authors.one, Author)
@blp.body(Author, partial=True)
@blp.shows(Author)
def change_author(values: dict[str, Any], author_id: int, version: int | None) -> Any:
    """Change an author; what is left out stays, null empties."""
    return authors.change(author_id, values, version=version)


@blp.delete("/<id:author_id>")
@blp.access("staff", scope="catalogue:write")
@blp.guarded(authors.one, Author)
@blp.deletes
def delete_author(author_id: int, version: int | None) -> None:
    """Delete an author."""
    authors.delete(author_id, version=version)


@blp.get("/<id:author_id>/books")
@blp.access(ANYONE)
@blp.paginated(Book, AuthorsBooksFilters, sorts=books.SORTS, q=False)
def list_books_of_author(query: dict[str, Any], author_id: int) -> Any:
    """List the books of an author."""
    return authors.books_of(author_id, **query)

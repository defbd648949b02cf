"""/author and /authors"""

from typing import Any

from bookstore.api.blueprint import ANYONE, Blueprint
from bookstore.api.deprecation import superseded
from bookstore.api.v1.naming import named, shelved
from bookstore.api.v1.schemas.author import Author, AuthorName
from bookstore.api.v1.schemas.book import Book
from bookstore.api.v1.schemas.parameters import AuthorsBooksFilters, ById
from bookstore.services import authors

blp = Blueprint("authors", __name__, description="Authors, and the books they wrote.")


@blp.get("/authors")
@superseded("GET /api/v2/authors", at="/api/v2/authors")
@blp.access(ANYONE)
@blp.paginated(Author, sorts=authors.SORTS)
def list_authors(query: dict[str, Any]) -> Any:
    """List all authors."""
    return authors.find(**query)


@blp.get("/author/<id:author_id>")
@superseded("GET /api/v2/authors/{author_id}", at="/api/v2/authors/{author_id}")
@blp.access(ANYONE)
@blp.shows(Author)
def get_author(author_id: int) -> Any:
    """Show an author."""
    return authors.one(author_id)


@blp.get("/author/<id:author_id>/book")
@superseded("GET /api/v2/authors/{author_id}/books", at="/api/v2/authors/{author_id}/books?category={category}")
@blp.access(ANYONE)
@blp.paginated(Book, AuthorsBooksFilters, q=False)
def list_books_of_author(query: dict[str, Any], author_id: int) -> Any:
    """List the books of an author by year."""
    return authors.books_of(author_id, **shelved(query))


@blp.post("/author")
@superseded("POST /api/v2/authors", at="/api/v2/authors")
@blp.access("staff", scope="catalogue:write")
@blp.body(Author)
@blp.creates(Author)
def create_author(values: dict[str, Any]) -> Any:
    """Save an author."""
    return authors.create(values)


@blp.patch("/author/name")
@superseded("PATCH /api/v2/authors/{author_id}", at="/api/v2/authors")
@blp.access("staff", scope="catalogue:write")
@blp.body(AuthorName)
@named(lambda values: authors.one(values["id"]), Author)
@blp.shows(Author)
def rename_author(values: dict[str, Any], author_id: int, version: int | None) -> Any:
    """Change the name of an author."""
    return authors.change(author_id, {"name": values["name"]}, version=version)


@blp.delete("/author")
@superseded("DELETE /api/v2/authors/{author_id}", at="/api/v2/authors/{id}")
@blp.access("staff", scope="catalogue:write")
@blp.parameters(ById)
@named(lambda query: authors.one(query["id"]), Author)
@blp.deletes
def delete_author(_query: dict[str, Any], author_id: int, version: int | None) -> None:
    """Delete an author; 409 while there are books of theirs."""
    authors.delete(author_id, version=version)

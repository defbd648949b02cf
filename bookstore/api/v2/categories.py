"""/categories"""

from typing import Any

from bookstore.api.blueprint import ANYONE, Blueprint
from bookstore.schemas.category import Category
from bookstore.services import categories

blp = Blueprint("categories", __name__, url_prefix="/categories", description="Categories: the shelves of the shop.")


@blp.get("")
@blp.access(ANYONE)
@blp.paginated(Category, sorts=categories.SORTS)
def list_categories(query: dict[str, Any]) -> Any:
    """List categories."""
    return categories.find(**query)


@blp.post("")
@blp.access("staff", scope="catalogue:write")
@blp.body(Category)
@blp.creates(Category)
def create_category(values: dict[str, Any]) -> Any:
    """Add a category."""
    return categories.create(values)


@blp.get("/<slug:slug>")
@blp.access(ANYONE)
@blp.shows(Category)
def get_category(slug: str) -> Any:
    """Show a category."""
    return categories.one(slug)


@blp.put("/<slug:slug>")
@blp.access("staff", scope="catalogue:write")
@blp.guarded(categories.one, Category)
@blp.body(Category)
@blp.shows(Category)
def replace_category(values: dict[str, Any], slug: str, version: int | None) -> Any:
    """Replace a category; what is left out is emptied."""
    return categories.change(slug, values, version=version)


@blp.patch("/<slug:slug>")
@blp.access("staff", scope="catalogue:write")
@blp.guarded(categories.one, Category)
@blp.body(Category, partial=True)
@blp.shows(Category)
def change_category(values: dict[str, Any], slug: str, version: int | None) -> Any:
    """Change a category; what is left out stays, null empties."""
    return categories.change(slug, values, version=version)


@blp.delete("/<slug:slug>")
@blp.access("staff", scope="catalogue:write")
@blp.guarded(categories.one, Category)
@blp.deletes
def delete_category(slug: str, version: int | None) -> None:
    """Delete a category."""
    categories.delete(slug, version=version)

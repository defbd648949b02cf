"""/magazines"""

from typing import Any

from bookstore.api.blueprint import ANYONE, Blueprint
from bookstore.schemas.magazine import Magazine
from bookstore.schemas.parameters import MagazineFilters
from bookstore.services import magazines

blp = Blueprint("magazines", __name__, url_prefix="/magazines", description="Magazines: find them, keep them.")


@blp.get("")
@blp.access(ANYONE)
@blp.paginated(Magazine, MagazineFilters, sorts=magazines.SORTS, facets=magazines.FACETS)
def list_magazines(query: dict[str, Any]) -> Any:
    """List magazines."""
    return magazines.find(**query)


@blp.post("")
@blp.access("staff", scope="catalogue:write")
@blp.body(Magazine)
@blp.creates(Magazine)
def create_magazine(values: dict[str, Any]) -> Any:
    """Add a magazine."""
    return magazines.create(values)


@blp.get("/<id:magazine_id>")
@blp.access(ANYONE)
@blp.shows(Magazine)
def get_magazine(magazine_id: int) -> Any:
    """Show a magazine."""
    return magazines.one(magazine_id)


@blp.put("/<id:magazine_id>")
@blp.access("staff", scope="catalogue:write")
@blp.guarded(magazines.one, Magazine)
@blp.body(Magazine)
@blp.shows(Magazine)
def replace_magazine(values: dict[str, Any], magazine_id: int, version: int | None) -> Any:
    """Replace a magazine; what is left out is emptied."""
    return magazines.change(magazine_id, values, version=version)


@blp.patch("/<id:magazine_id>")
@blp.access("staff", scope="catalogue:write")
@blp.guarded(magazines.one, Magazine)
@blp.body(Magazine, partial=True)
@blp.shows(Magazine)
def change_magazine(values: dict[str, Any], magazine_id: int, version: int | None) -> Any:
    """Change a magazine; what is left out stays, null empties."""
    return magazines.change(magazine_id, values, version=version)


@blp.delete("/<id:magazine_id>")
@blp.access("staff", scope="catalogue:write")
@blp.guarded(magazines.one, Magazine)
@blp.deletes
def delete_magazine(magazine_id: int, version: int | None) -> None:
    """Delete a magazine."""
    magazines.delete(magazine_id, version=version)

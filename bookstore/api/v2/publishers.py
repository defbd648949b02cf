"""/publishers"""

from typing import Any

from bookstore.api.blueprint import ANYONE, Blueprint
from bookstore.schemas.publisher import Publisher
from bookstore.services import publishers

blp = Blueprint("publishers", __name__, url_prefix="/publishers", description="Publishers.")


@blp.get("")
@blp.access(ANYONE)
@blp.paginated(Publisher, sorts=publishers.SORTS)
def list_publishers(query: dict[str, Any]) -> Any:
    """List publishers."""
    return publishers.find(**query)


@blp.post("")
@blp.access("staff", scope="catalogue:write")
@blp.body(Publisher)
@blp.creates(Publisher)
def create_publisher(values: dict[str, Any]) -> Any:
    """Add a publisher."""
    return publishers.create(values)


@blp.get("/<id:publisher_id>")
@blp.access(ANYONE)
@blp.shows(Publisher)
def get_publisher(publisher_id: int) -> Any:
    """Show a publisher."""
    return publishers.one(publisher_id)


@blp.put("/<id:publisher_id>")
@blp.access("staff", scope="catalogue:write")
@blp.guarded(publishers.one, Publisher)
@blp.body(Publisher)
@blp.shows(Publisher)
def replace_publisher(values: dict[str, Any], publisher_id: int, version: int | None) -> Any:
    """Replace a publisher; what is left out is emptied."""
    return publishers.change(publisher_id, values, version=version)


@blp.patch("/<id:publisher_id>")
@blp.access("staff", scope="catalogue:write")
@blp.guarded(publishers.one, Publisher)
@blp.body(Publisher, partial=True)
@blp.shows(Publisher)
def change_publisher(values: dict[str, Any], publisher_id: int, version: int | None) -> Any:
    """Change a publisher; what is left out stays, null empties."""
    return publishers.change(publisher_id, values, version=version)


@blp.delete("/<id:publisher_id>")
@blp.access("staff", scope="catalogue:write")
@blp.guarded(publishers.one, Publisher)
@blp.deletes
def delete_publisher(publisher_id: int, version: int | None) -> None:
    """Delete a publisher."""
    publishers.delete(publisher_id, version=version)

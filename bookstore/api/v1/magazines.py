"""/magazine"""

from typing import Any

from bookstore.api.blueprint import Blueprint
from bookstore.api.deprecation import superseded
from bookstore.api.v1.naming import changes, in_own_terms, named
from bookstore.api.v1.schemas.magazine import Magazine, MagazineInput
from bookstore.api.v1.schemas.parameters import ByIssn
from bookstore.services import magazines

blp = Blueprint("magazines", __name__, url_prefix="/magazine", description="Magazines.")


@blp.post("")
@superseded("POST /api/v2/magazines", at="/api/v2/magazines")
@blp.access("staff", scope="catalogue:write")
@blp.body(MagazineInput)
@blp.creates(Magazine, at="/api/v2/magazines")
@in_own_terms
def create_magazine(values: dict[str, Any]) -> Any:
    """Save a magazine, or one issue of it."""
    return magazines.create(values)


@blp.put("")
@superseded("PUT /api/v2/magazines/{magazine_id}", at="/api/v2/magazines")
@blp.access("staff", scope="catalogue:write")
@blp.body(MagazineInput)
@named(lambda values: magazines.called(values["issn"], values["issue"], pointer="/issue", else_only_one=True), Magazine)
@blp.shows(Magazine)
@in_own_terms
def replace_magazine(values: dict[str, Any], magazine_id: int, version: int | None) -> Any:
    """Update the magazine with an ISSN: its issue that is named, or the only one there is."""
    return magazines.change(magazine_id, changes(values, magazines.one(magazine_id), Magazine), version=version)


@blp.delete("")
@superseded("DELETE /api/v2/magazines/{magazine_id}", at="/api/v2/magazines?issn={issn}")
@blp.access("staff", scope="catalogue:write")
@blp.parameters(ByIssn)
@named(lambda query: magazines.called(query["issn"], query.get("issue"), pointer="issue"), Magazine)
@blp.deletes
def delete_magazine(_query: dict[str, Any], magazine_id: int, version: int | None) -> None:
    """Delete the magazine with an ISSN; 409 when several issues have it and none is named."""
    magazines.delete(magazine_id, version=version)

"""/issn"""

from dataclasses import asdict
from typing import Any

from bookstore.api import representation
from bookstore.api.blueprint import ANYONE, Blueprint
from bookstore.schemas.issn import Issn
from bookstore.schemas.magazine import Magazine
from bookstore.services import magazines
from bookstore.values import issn

blp = Blueprint("issn", __name__, url_prefix="/issn", description="ISSNs: what a number says, without asking anybody.")


@blp.get("/<string(maxlength=100):spelling>")
@blp.access(ANYONE)
@blp.answers(Issn)
def examine_issn(spelling: str) -> dict[str, Any]:
    """Examine an ISSN in any spelling."""
    found = issn.examine(spelling)
    magazine = representation.fragment(magazines.with_issn(found.issn), Magazine) if found.issn else None
    return {"spelling": spelling, **asdict(found), "magazine": magazine}

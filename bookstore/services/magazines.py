"""Magazines: finding and keeping them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select

from bookstore.errors import Conflict, NotFound, Refusal
from bookstore.extensions import db
from bookstore.models import Magazine
from bookstore.models.product import search_document
from bookstore.models.types import SearchDocument
from bookstore.services import files, holdings, keeping, products, queries
from bookstore.services.created import Created
from bookstore.services.holdings import Holding
from bookstore.services.listing import Facet, Listing
from bookstore.services.transaction import SHOWN, writing

SORTS = products.SORTS
FACETS = products.FACETS | {"frequency": Facet(Magazine.frequency)}


FILTERS: products.Filters = products.FILTERS | {
    "issn": Magazine.issn.in_,
    "frequency": lambda name: Magazine.frequency == name,
}


def find(*, q: str | None = None, sort: Sequence[str] = (), **filters: Any) -> Listing:
    """The magazines that pass all filters; the best matches of `q` first, unless `sort` says otherwise."""
    return products.listing(Magazine, FILTERS, FACETS, filters, q=q, sort=sort)


def one(magazine_id: int) -> Select[Any]:
    """One magazine."""
    return select(Magazine).where(Magazine.id == magazine_id)


def with_issn(issn: str) -> Select[Any]:
    """The newest magazine, or issue of one, that has an ISSN."""
    return select(Magazine).where(Magazine.issn == issn).order_by(Magazine.id.desc()).limit(1)


def called(issn: str, issue: str | None = None, *, pointer: str, else_only_one: bool = False) -> Select[Any]:
    """The magazine that an ISSN and an issue name; NotFound when there is none.

    Without an issue it is the only one of this ISSN; with `else_only_one` it is the one that has no issue, or where the
    issue is not there, the only one. Conflict when there are several, at the `pointer` of the issue.
    """
    columns, found_first = Magazine.__table__.c, Magazine.issue.is_not_distinct_from(issue).desc()
    wanted = select(columns.id, columns.issue).where(Magazine.issn == issn).order_by(found_first, columns.id).limit(2)
    found = queries.rows(wanted)
    exact = [row.id for row in found if row.issue == issue]
    if not found or (issue is not None and not exact and not else_only_one):
        raise NotFound(f"There is no magazine with the ISSN {issn}" + (f" and the issue {issue}." if found else "."))
    if len(found) > 1 and (not exact or (issue is None and not else_only_one)):
        raise Conflict(f"Several issues have the ISSN {issn}: name one that is there.", pointer=pointer)
    return one(exact[0] if exact else found[0].id)


def create(values: Mapping[str, Any]) -> Created:
    """A new magazine; Conflict names the one that has its ISSN and issue."""
    with writing(lambda: _taken(values), names=SHOWN):
        magazine = holdings.filled(holdings.nothing(Magazine), values)
        made = keeping.add(magazine, _document(magazine))
    return Created(Magazine, made)


def change(magazine_id: int, values: Mapping[str, Any], *, version: int | None = None) -> Select[Any]:
    """A magazine with these of its values changed."""
    with writing(lambda: _taken(values, magazine_id), names=SHOWN):
        keeping.change(Magazine, magazine_id, values, _document, version=version)
    return one(magazine_id)


def delete(magazine_id: int, *, version: int | None = None) -> None:
    """No such magazine any more."""
    with writing(names=SHOWN):
        keeping.lock(Magazine, magazine_id, version)
        keeping.delete(magazine_id)
    files.tidy()


def _document(magazine: Holding) -> SearchDocument:
    """What search finds a magazine by."""
    publisher = magazine.publisher and magazine.publisher.name
    return search_document(
        title=magazine["title"], subtitle=None, people=(), publisher=publisher, number=magazine["issn"]
    )


def _taken(values: Mapping[str, Any], changed: int | None = None) -> Refusal | None:
    """The refusal that names another magazine with this ISSN and issue, if there is one."""
    present = db.session.get(Magazine, changed) if changed else None
    issn, issue = (values.get(name, getattr(present, name, None)) for name in ("issn", "issue"))
    same = (Magazine.issn == issn, Magazine.issue.is_not_distinct_from(issue), Magazine.id.is_distinct_from(changed))
    first = issn and db.session.scalar(select(Magazine.id).where(*same))
    return Conflict(f"Magazine {first} has the ISSN {issn} and this issue.", pointer="/issn") if first else None

"""What the lists of a catalogue can be asked: the links in them say it all, and reading apps follow those."""

from bookstore.api.paging.parameters import DEEPEST, Paging, Place
from bookstore.schemas import fields
from bookstore.schemas.parameters import MAX_QUERY, Boolean, Parameters

SIZE = 25
"""Books a page."""

LAST = DEEPEST // SIZE
"""The last page that has a number."""

SORTS = {
    "title": "Title",
    "-id": "Newest",
    "-year": "Year of publication",
    "price": "Price, lowest first",
    "-price": "Price, highest first",
}
"""What lists of books can be sorted by, as people read it."""


class Walk(Parameters):
    """A list, page after page."""

    cursor = Paging._declared_fields["cursor"]


class Narrowed(Parameters):
    """What any list of books can be narrowed by."""

    language = fields.Language()
    in_stock = Boolean()


class NewBooks(Walk, Narrowed):
    """The newest books first."""

    category = fields.Slug()


class ShelvedBooks(Walk, Narrowed):
    """The books of a shelf, in an order that can be chosen."""

    sort = fields.Choice(tuple(SORTS))


class AllBooks(ShelvedBooks):
    """Books of all shelves."""

    category = fields.Slug()


class FoundBooks(Narrowed):
    """What a search finds, best first unless it is sorted: such a list has numbered pages."""

    query = fields.Text(MAX_QUERY)
    category = fields.Slug()
    sort = fields.Choice(tuple(SORTS))
    page = Place(1, LAST)

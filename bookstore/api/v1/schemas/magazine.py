"""The shape of a magazine in version 1."""

from bookstore.api.v1.schemas.fields import Category, Price
from bookstore.api.v1.schemas.lines import FirstName
from bookstore.schemas import fields
from bookstore.schemas.base import Schema
from bookstore.values import limits

EXAMPLE = {
    "issn": "0028-0836",
    "name": "Nature",
    "issue": "Vol. 612, No. 7938",
    "category": "Science",
    "year": 2022,
    "price": {"amount": "12.00", "currency": "GBP"},
    "stock": 5,
}


class Magazine(Schema):
    """A magazine as version 1 shows it."""

    issn = fields.Issn(dump_only=True, allow_none=True)
    name = fields.Text(limits.TITLE, dump_only=True, attribute="title")
    issue = fields.Text(limits.ISSUE, dump_only=True, allow_none=True)
    category = FirstName("categories", "The name of its first category.")
    year = fields.Integer(limits.YEAR_MIN, limits.YEAR_MAX, dump_only=True, allow_none=True)
    price = fields.Money(dump_only=True, allow_none=True)
    stock = fields.Integer(0, limits.STOCK_MAX, dump_only=True)

    class Meta(Schema.Meta):
        """What the documentation shows; version 1 has no URL of one magazine, so the id leads to its successor's."""

        example = EXAMPLE
        key = "id"


class MagazineInput(Schema):
    """A magazine as version 1 takes it; what is left out is emptied, and what version 1 does not know is kept."""

    issn = fields.Issn(required=True, metadata={"description": "In any spelling."})
    name = fields.Text(limits.TITLE, required=True, attribute="title")
    issue = fields.Text(
        limits.ISSUE,
        allow_none=True,
        load_default=None,
        metadata={"description": "Tells the issues of one ISSN apart."},
    )
    category = Category(attribute="categories", metadata={"description": "A slug or a name; made when it is new."})
    year = fields.Integer(limits.YEAR_MIN, limits.YEAR_MAX, allow_none=True, load_default=None)
    price = Price(metadata={"description": "An amount alone is in EUR."})
    stock = fields.Integer(0, limits.STOCK_MAX, load_default=0)

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = EXAMPLE

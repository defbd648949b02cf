"""The shape of a magazine."""

import marshmallow as ma

from bookstore.schemas import fields
from bookstore.schemas.base import Schema
from bookstore.schemas.cover import Cover
from bookstore.schemas.refs import CategoryRef, PublisherRef
from bookstore.values import limits


class Magazine(Schema):
    """A magazine, or one issue of it, that is or was for sale."""

    id = fields.Id(dump_only=True)
    issn = fields.Issn(allow_none=True, load_default=None, metadata={"description": "Any spelling in, 1234-567X out."})
    title = fields.Text(limits.TITLE, required=True)
    publisher = fields.Whole(PublisherRef, allow_none=True, load_default=None)
    categories = ma.fields.List(
        fields.Whole(CategoryRef), load_default=list, validate=ma.validate.Length(max=limits.CATEGORIES)
    )
    language = fields.Language(allow_none=True, load_default=None, metadata={"description": "BCP 47."})
    frequency = fields.Choice(limits.FREQUENCIES, allow_none=True, load_default=None)
    issue = fields.Text(limits.ISSUE, allow_none=True, load_default=None)
    year = fields.Integer(limits.YEAR_MIN, limits.YEAR_MAX, allow_none=True, load_default=None)
    description = fields.Text(limits.DESCRIPTION, multiline=True, allow_none=True, load_default=None)
    price = fields.Money(allow_none=True, load_default=None)
    stock = fields.Integer(0, limits.STOCK_MAX, load_default=0, metadata={"description": "Copies for sale."})
    cover = ma.fields.Nested(Cover, allow_none=True, dump_only=True)
    created_at = fields.Instant(dump_only=True)
    updated_at = fields.Instant(dump_only=True)

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {
            "id": 301,
            "issn": "0028-0836",
            "title": "Nature",
            "publisher": {"id": 12, "name": "Springer Nature"},
            "categories": [{"slug": "science", "name": "Science"}],
            "language": "en",
            "frequency": "weekly",
            "issue": "Vol. 612, No. 7938",
            "year": 2022,
            "description": None,
            "price": {"amount": "12.00", "currency": "GBP"},
            "stock": 5,
            "cover": Cover.Meta.example,
            "created_at": "2026-01-05T09:30:00.000000Z",
            "updated_at": "2026-01-05T09:30:00.000000Z",
        }
        new = {
            "issn": "0028-0836",
            "title": "Nature",
            "publisher": {"name": "Springer Nature"},
            "categories": [{"slug": "science"}],
            "language": "en",
            "frequency": "weekly",
            "issue": "Vol. 613, No. 7942",
            "year": 2023,
            "price": {"amount": "12.00", "currency": "GBP"},
            "stock": 5,
        }

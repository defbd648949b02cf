"""The shape of what is known of an ISSN."""

import marshmallow as ma

from bookstore.schemas.base import Schema
from bookstore.schemas.magazine import Magazine


class Issn(Schema):
    """What a spelling of an ISSN turned out to be, and the newest magazine that has it."""

    spelling = ma.fields.String()
    valid = ma.fields.Boolean()
    reason = ma.fields.String(allow_none=True, metadata={"description": "Why it is not valid."})
    issn = ma.fields.String(allow_none=True)
    expected_check_digit = ma.fields.String(allow_none=True)
    magazine = ma.fields.Nested(Magazine, allow_none=True)

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {
            "spelling": "00280836",
            "valid": True,
            "reason": None,
            "issn": "0028-0836",
            "expected_check_digit": "6",
            "magazine": Magazine.Meta.example,
        }

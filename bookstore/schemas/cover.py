"""The shape of a cover picture."""

import marshmallow as ma

from bookstore.schemas.base import Schema


class Thumbnail(Schema):
    """A smaller copy of a picture; sizes in pixels."""

    url = ma.fields.String()
    width = ma.fields.Integer(strict=True)
    height = ma.fields.Integer(strict=True)


class Cover(Thumbnail):
    """A cover picture and its smaller copies; sizes in pixels."""

    thumbnails = ma.fields.List(ma.fields.Nested(Thumbnail))

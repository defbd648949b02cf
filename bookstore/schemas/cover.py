"""The shape of a cover picture, and how one is sent."""

import marshmallow as ma

from bookstore.schemas.base import Schema
from bookstore.schemas.files import File, Form

URL = "/api/v2/books/1/cover"
"""Of the examples."""


class Thumbnail(Schema):
    """A smaller copy of a picture; sizes in pixels."""

    url = ma.fields.String(dump_only=True, metadata={"description": "It changes with the picture."})
    width = ma.fields.Integer(strict=True, dump_only=True)
    height = ma.fields.Integer(strict=True, dump_only=True)


class Cover(Thumbnail):
    """A cover picture and its smaller copies; sizes in pixels."""

    thumbnails = ma.fields.List(
        ma.fields.Nested(Thumbnail),
        dump_only=True,
        metadata={
            "description": "At most three, the smallest first; none as long as they are being made. None is larger "
            "than the cover: one that fits as it is stands here itself, once, as the last or only one."
        },
    )

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {
            "url": f"{URL}/3f0c6e9b1d2a4c7f8e3b5f0c6e9b1d2a",
            "width": 1200,
            "height": 1800,
            "thumbnails": [
                {"url": f"{URL}/8e3b5f0c6e9b1d2a3f0c6e9b1d2a4c7f", "width": 160, "height": 240},
                {"url": f"{URL}/1d2a4c7f8e3b5f0c6e9b1d2a3f0c6e9b", "width": 320, "height": 480},
                {"url": f"{URL}/6e9b1d2a3f0c6e9b1d2a4c7f8e3b5f0c", "width": 640, "height": 960},
            ],
        }


class CoverForm(Form):
    """A picture, as a form sends it."""

    file = File(required=True, metadata={"description": "JPEG, PNG or WebP."})

    class Meta(Form.Meta):
        """What the documentation shows."""

        example = {"file": "(the bytes of cover.jpg)"}

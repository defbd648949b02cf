"""Relations as one line of text: what older versions show of them."""

import marshmallow as ma


class Names(ma.fields.String):
    """The names of all that a relation leads to, in its order, joined by commas; null when there are none."""


class FirstName(ma.fields.String):
    """The name of the first thing that a relation leads to; null when there is none."""

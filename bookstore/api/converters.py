"""Parts of paths: what does not fit is simply not found.

The converters raise NotFound and not ValidationError, of which werkzeug makes 405 where a path has several methods.
"""

from flask import Flask
from werkzeug.exceptions import NotFound
from werkzeug.routing import BaseConverter

from bookstore.values import limits, text


class IdConverter(BaseConverter):
    """A positive integer in plain digits that a database can hold."""

    regex = "[1-9][0-9]{0,18}"

    def to_python(self, value: str) -> int:
        """The id."""
        number = int(value)
        if number > limits.ID:
            raise NotFound
        return number


class DigestConverter(BaseConverter):
    """What tells a file from others, in hexadecimal digits."""

    regex = f"[0-9a-f]{{{limits.DIGEST}}}"


class SlugConverter(BaseConverter):
    """A slug as categories have it."""

    def to_python(self, value: str) -> str:
        """The slug."""
        if len(value) > limits.SLUG or text.slug(value) != value:
            raise NotFound
        return value


def register(app: Flask) -> None:
    """Make `<id:...>`, `<slug:...>` and `<digest:...>` known."""
    app.url_map.merge_slashes = False  # /books//1 is not found; a redirect would go to whatever Host says
    app.url_map.converters.update(id=IdConverter, slug=SlugConverter, digest=DigestConverter)

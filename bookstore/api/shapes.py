"""What apispec is told of our schemas and paths beyond what it sees itself."""

from copy import deepcopy
from typing import Any

import marshmallow as ma
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.openapi import OpenAPIConverter
from flask_smorest.spec.plugins import FlaskPlugin
from werkzeug.routing import Rule

from bookstore.schemas import fields

PATHS: dict[str, tuple[str, Any]] = {
    "attachment_id": ("The attachment's id.", 5),
    "author_id": ("The author's id.", 7),
    "key_id": ("The API key's id.", 4),
    "session_id": ("The session's id.", 12),
    "book_id": ("The book's id.", 1),
    "isbn": ("The book's ISBN in any spelling.", "9780060883287"),
    "import_id": ("The import's id: that of its job.", 42),
    "job_id": ("The job's id.", 42),
    "magazine_id": ("The magazine's id.", 301),
    "picture": ("The picture's digest, as its URL in the book or magazine has it.", "3f0c6e9b1d2a4c7f8e3b5f0c6e9b1d2a"),
    "publisher_id": ("The publisher's id.", 3),
    "slug": ("The category's slug.", "science-fiction"),
    "token": ("The token of the letter.", "WzEyLCI4ZjFjIl0.aSBhbQ.c2lnbmF0dXJl"),
    "user_id": ("The user's id.", 12),
    "spelling": ("The number in any spelling, right or wrong: with hyphens, blanks or without.", "978-0-06-088328-7"),
}
"""What the documentation says of parts of paths, each with an example."""

FORMATS = {"isbn": "isbn"}
"""What parts of paths are, where they are more than strings."""

EXAMPLES = {"/api/v2/issn/<string(maxlength=100):spelling>": {"spelling": "0028-0836"}}
"""Other examples for single paths."""


class Converter(OpenAPIConverter):
    """Schemas to JSON Schema: with their rules, and complete where they are what is read."""

    def schema2jsonschema(self, schema: ma.Schema) -> dict[str, Any]:
        """The shape; whatever has a read-only member is an answer, and answers leave no member out."""
        shape: dict[str, Any] = super().schema2jsonschema(schema)
        if not schema.partial and any(field.dump_only for field in schema.fields.values()):
            shape["required"] = sorted(shape["properties"])
        shape["description"] = (type(schema).__doc__ or "").partition("\n")[0]
        return shape | deepcopy(getattr(schema.Meta, "rules", {}))


class Schemas(MarshmallowPlugin):
    """apispec's plugin with our converter and our names."""

    Converter = Converter

    def __init__(self) -> None:
        super().__init__(schema_name_resolver=name_of)


class Paths(FlaskPlugin):
    """flask-smorest's plugin with descriptions and examples for parts of paths."""

    def rule_to_params(self, rule: Rule) -> list[dict[str, Any]]:
        """The parameters of a path."""
        found: list[dict[str, Any]] = super().rule_to_params(rule)
        for parameter in found:
            description, example = PATHS.get(parameter["name"], (None, None))
            if description:
                parameter["description"] = description
                parameter["schema"] |= {"format": FORMATS[parameter["name"]]} if parameter["name"] in FORMATS else {}
                parameter["example"] = EXAMPLES.get(rule.rule, {}).get(parameter["name"], example)
        return found


def as_input(schema: type[ma.Schema], *, partial: bool = False) -> ma.Schema:
    """The schema for what a client sends: without what only answers hold."""
    read_only = [name for name, field in schema._declared_fields.items() if field.dump_only]
    sent = schema(exclude=read_only, partial=partial or None)
    for field in sent.fields.values():
        if partial and isinstance(field, fields.Money):
            field.schema.partial = True
    return sent


def input_example(schema: type[ma.Schema], *, partial: bool) -> dict[str, Any]:
    """The example as a client would send it: something new, where the schema knows it, so that it can be tried out."""
    fields = schema._declared_fields
    written = {name: value for name, value in schema.Meta.example.items() if not fields[name].dump_only}
    return dict(list(written.items())[-2:]) if partial else getattr(schema.Meta, "new", written)


def name_of(schema: ma.Schema | type[ma.Schema]) -> str:
    """The name in the document: `Book` as it is read, `BookInput` and `BookPatch` as it is sent, `PartialBook`."""
    kind = schema if isinstance(schema, type) else type(schema)
    name = kind.__name__.removesuffix("Shape")
    if isinstance(schema, type):
        return name
    if schema.exclude:
        return f"{name}Patch" if schema.partial else f"{name}Input"
    return f"Partial{name}" if schema.partial else name

"""The shapes of an import, and of what it reports."""

import marshmallow as ma

from bookstore.schemas import fields
from bookstore.schemas.base import Schema
from bookstore.schemas.job import JobRun
from bookstore.schemas.parameters import Parameters
from bookstore.values import limits
from bookstore.values.jobs import OUTCOMES


def _count(meaning: str) -> fields.Integer:
    return fields.Integer(0, limits.ID, dump_only=True, metadata={"description": meaning})


class ImportSummary(Schema):
    """What an import came to, so far or in the end; the figures of `flask catalog import`."""

    read = _count("Lines that were read.")
    created = _count("New books and magazines.")
    updated = _count("Those that the file changed.")
    unchanged = _count("Those that were just so already.")
    duplicates = _count("Lines about what an earlier line of the file was about.")
    rejected = _count("Lines that were not taken in, each with its reason.")
    skipped = _count("Lines about what is no thing of a bookshop's.")
    warnings = _count("What there is to know of lines that were taken in.")
    authors = _count("New authors.")
    publishers = _count("New publishers.")
    categories = _count("New categories.")
    unreported = _count(
        "Lines with something to say that are in the figures only: what is said of the first 50,000 is kept."
    )


class Import(JobRun):
    """A file that is taken in."""

    file = ma.fields.String(dump_only=True, metadata={"description": "What it was called."})
    format = ma.fields.String(dump_only=True)
    strict = fields.Boolean(dump_only=True)
    validate_only = fields.Boolean(dump_only=True)
    summary = ma.fields.Nested(ImportSummary, dump_only=True, allow_none=True, attribute="result")

    class Meta(Schema.Meta):
        """What the documentation shows."""

        private = True
        example = {
            "id": 42,
            "state": "succeeded",
            "progress": {"done": 8000, "total": 8000},
            "errors": [],
            "attempts": 1,
            "created_at": "2026-01-05T09:30:00.000000Z",
            "started_at": "2026-01-05T09:30:00.200000Z",
            "finished_at": "2026-01-05T09:30:02.900000Z",
            "file": "books.csv",
            "format": "auto",
            "strict": False,
            "validate_only": False,
            "summary": {
                "read": 8000,
                "created": 7980,
                "updated": 0,
                "unchanged": 0,
                "duplicates": 0,
                "rejected": 20,
                "skipped": 0,
                "warnings": 3,
                "authors": 4990,
                "publishers": 0,
                "categories": 0,
                "unreported": 0,
            },
        }


class ImportLine(Schema):
    """What an import has to say of a line."""

    line = fields.Integer(0, limits.ID, dump_only=True, metadata={"description": "Its number in the file, from 1."})
    outcome = fields.Choice(
        OUTCOMES, dump_only=True, metadata={"description": "`rejected`: not taken in; `warning`: taken in."}
    )
    detail = ma.fields.String(dump_only=True, metadata={"description": "Why, or what there is to know."})

    class Meta(Schema.Meta):
        """What the documentation shows; lines are shown in lists only, so none has an ETag."""

        etag = ()
        private = True
        example = {"line": 3, "outcome": "rejected", "detail": 'year "199x" is not a whole number'}


class ImportLineFilters(Parameters):
    """What the lines of a report can be filtered by."""

    outcome = fields.Choice(OUTCOMES, metadata={"description": "What became of the line."})

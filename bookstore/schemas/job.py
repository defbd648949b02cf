"""The shape of a job."""

import marshmallow as ma

from bookstore.schemas import fields
from bookstore.schemas.base import Schema
from bookstore.values import limits
from bookstore.values.jobs import STATES


class JobProgress(Schema):
    """How much of a job is done."""

    done = fields.Integer(0, limits.ID, dump_only=True, metadata={"description": "In whatever the job counts."})
    total = fields.Integer(
        0, limits.ID, dump_only=True, allow_none=True, metadata={"description": "Null while nobody knows it."}
    )


class JobError(Schema):
    """What went wrong."""

    detail = ma.fields.String(dump_only=True)


class JobRun(Schema):
    """What all jobs show of their course."""

    id = fields.Id(dump_only=True)
    state = fields.Choice(
        STATES, dump_only=True, metadata={"description": "`succeeded` and `failed` are the end; nothing changes then."}
    )
    progress = ma.fields.Nested(JobProgress, dump_only=True)
    errors = ma.fields.List(
        ma.fields.Nested(JobError),
        dump_only=True,
        metadata={"description": "Why it failed; of one that is queued: why its last attempt did, the next one comes."},
    )
    attempts = fields.Integer(
        0, limits.ID, dump_only=True, metadata={"description": "How often a worker has begun with it."}
    )
    created_at = fields.Instant(dump_only=True)
    started_at = fields.Instant(dump_only=True, allow_none=True)
    finished_at = fields.Instant(dump_only=True, allow_none=True)


class Job(JobRun):
    """Work that takes longer than a request may."""

    kind = ma.fields.String(dump_only=True, metadata={"description": "What is done, such as `import`."})
    result = ma.fields.Dict(
        dump_only=True, allow_none=True, metadata={"description": "What it came to, so far or in the end."}
    )

    class Meta(Schema.Meta):
        """What the documentation shows."""

        private = True
        example = {
            "id": 42,
            "state": "running",
            "progress": {"done": 3000, "total": None},
            "errors": [],
            "attempts": 1,
            "created_at": "2026-01-05T09:30:00.000000Z",
            "started_at": "2026-01-05T09:30:00.200000Z",
            "finished_at": None,
            "kind": "import",
            "result": {"read": 3000, "created": 2990, "rejected": 10},
        }

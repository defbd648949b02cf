"""Jobs: what takes longer than a request may."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from bookstore.models.base import Resource, next_version, now
from bookstore.models.types import Identifier, Instant
from bookstore.values.jobs import STATES


def _nothing_yet() -> dict[str, int | None]:
    return {"done": 0, "total": None}


class Job(Resource):
    """A piece of work and what became of it: this row is the truth, whatever a queue may lose.

    `claim` is what the worker that has it holds, and `heartbeat_at` when that was last known to be alive; `due_at` is
    when it may begin; `checkpoint` is what a second attempt needs to go on where the first one ended.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        Index("ix_jobs_state_due_at", "state", "due_at"),
        {"sqlite_autoincrement": True},
    )

    kind: Mapped[str] = mapped_column(String(40))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    owner_id: Mapped[int | None] = mapped_column(Identifier, ForeignKey("users.id", ondelete="SET NULL"), index=True)
    state: Mapped[str] = mapped_column(String(10), default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    progress: Mapped[dict[str, Any]] = mapped_column(JSON, default=_nothing_yet)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    errors: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    checkpoint: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    claim: Mapped[str | None] = mapped_column(String(32))
    due_at: Mapped[datetime] = mapped_column(Instant, default=now)
    heartbeat_at: Mapped[datetime | None] = mapped_column(Instant)
    started_at: Mapped[datetime | None] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, object]:  # noqa: N805  (SQLAlchemy hands it the class)
        return {
            "polymorphic_on": "kind",
            "version_id_col": cls.version,
            "version_id_generator": next_version,
        }

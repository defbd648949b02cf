"""What every row that clients see has: id, created_at, updated_at, version."""

import time
from datetime import UTC, datetime

from sqlalchemy import BigInteger, ColumnElement, case
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from bookstore.extensions import Base
from bookstore.models.types import Identifier, Instant


def now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


def _created(context: DefaultExecutionContext) -> datetime:
    """The moment that the same row has as created_at: a new thing has not changed yet."""
    created: datetime = context.get_current_parameters()["created_at"]  # type: ignore[no-untyped-call]
    return created


def next_version(current: int | None = None) -> int:
    """A version that no earlier state had, not even in another database: microseconds, always rising."""
    return max((current or 0) + 1, time.time_ns() // 1000)


def risen(version: ColumnElement[int]) -> ColumnElement[int]:
    """`next_version` of many rows at once, in SQL."""
    fresh = next_version()
    return case((version < fresh, fresh), else_=version + 1)


class Resource(Base):
    """A row with an identity, its times, and a version that guards against lost updates."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(Identifier, primary_key=True, sort_order=-10)
    created_at: Mapped[datetime] = mapped_column(Instant, default=now, sort_order=90)
    updated_at: Mapped[datetime] = mapped_column(Instant, default=_created, onupdate=now, sort_order=91)
    version: Mapped[int] = mapped_column(BigInteger, sort_order=92)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, object]:  # noqa: N805  (SQLAlchemy hands it the class)
        return {"version_id_col": cls.version, "version_id_generator": next_version}

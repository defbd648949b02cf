"""What was asked for, counted: never what a request held, nor anybody's name."""

from sqlalchemy import BigInteger, Column, Index, Integer, SmallInteger, String, Table

from bookstore.extensions import Base
from bookstore.models.types import Identifier
from bookstore.values import limits, usage

LARGE = ("microseconds", "slowest")


class Usage(Base):
    """The requests of one kind, by one client, in one bucket of time.

    Users and keys are numbers without foreign keys: requests were made, also by those who are gone.
    """

    __table__ = Table(
        "usage",
        Base.metadata,
        Column("bucket", BigInteger, primary_key=True, autoincrement=False),
        Column("user_id", Identifier, primary_key=True, autoincrement=False),
        Column("key_id", Identifier, primary_key=True, autoincrement=False),
        Column("address", String(limits.ADDRESS), primary_key=True),
        Column("version", String(limits.VERSION), primary_key=True),
        Column("method", String(limits.METHOD), primary_key=True),
        Column("endpoint", String(limits.ENDPOINT), primary_key=True),
        Column("status", SmallInteger, primary_key=True, autoincrement=False),
        *(Column(name, BigInteger if name in LARGE else Integer, nullable=False) for name in usage.COUNTS),
        Index(None, "user_id", "bucket"),
        sqlite_with_rowid=False,
    )

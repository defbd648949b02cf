"""Imports, and what they remember between files: authors by keys of a source that nobody has told of yet."""

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, column_property, mapped_column

from bookstore.extensions import Base
from bookstore.models.job import Job
from bookstore.models.types import Identifier
from bookstore.values.jobs import IMPORT


class Import(Job):
    """The job that takes in a file of books and magazines; its result is the summary."""

    __mapper_args__ = {"polymorphic_identity": IMPORT}


Import.file = column_property(Import.arguments["file"].as_string(), deferred=True)
Import.format = column_property(Import.arguments["format"].as_string(), deferred=True)
Import.strict = column_property(Import.arguments["strict"].as_boolean(), deferred=True)
Import.validate_only = column_property(Import.arguments["validate_only"].as_boolean(), deferred=True)


class ImportLine(Base):
    """What an import has to say of a line: why it was rejected, with the cells to mend, or what to know of it."""

    __tablename__ = "import_lines"
    __table_args__ = (Index("ix_import_lines_import_id_id", "import_id", "id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Identifier, primary_key=True)
    import_id: Mapped[int] = mapped_column(Identifier, ForeignKey("jobs.id", ondelete="CASCADE"))
    line: Mapped[int] = mapped_column()
    outcome: Mapped[str] = mapped_column(String(10))
    detail: Mapped[str] = mapped_column(Text)
    cells: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))


class AwaitedAuthor(Base):
    """A book's author by the source's key; where it is the key of a work, the work's authors are meant."""

    __tablename__ = "awaited_authors"
    __table_args__ = {"sqlite_with_rowid": False}

    product_id: Mapped[int] = mapped_column(
        Identifier, ForeignKey("products.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(200), index=True)


class WorkAuthor(Base):
    """An author of a work by the source's keys: editions that name nobody borrow from here."""

    __tablename__ = "work_authors"
    __table_args__ = {"sqlite_with_rowid": False}

    work_key: Mapped[str] = mapped_column(String(200), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    author_key: Mapped[str] = mapped_column(String(200))

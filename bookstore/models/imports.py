"""What imports remember between files: books that name authors by keys of a source that nobody has told of yet."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bookstore.extensions import Base
from bookstore.models.types import Identifier


class AwaitedAuthor(Base):
    """A book's author by the source's key; where it is the key of a work, the work's authors are meant."""

    __tablename__ = "awaited_authors"

    product_id: Mapped[int] = mapped_column(
        Identifier, ForeignKey("products.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(200), index=True)


class WorkAuthor(Base):
    """An author of a work by the source's keys: editions that name nobody borrow from here."""

    __tablename__ = "work_authors"

    work_key: Mapped[str] = mapped_column(String(200), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    author_key: Mapped[str] = mapped_column(String(200))

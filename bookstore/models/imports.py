"""What imports remember between files: which record lends its authors to which, until all are known."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bookstore.extensions import db


class AuthorReference(db.Model):
    """`record_key` (a book or a work) names `target_key` (an author or a work) at a place; both are keys of the source."""

    __tablename__ = "author_references"

    record_key: Mapped[str] = mapped_column(String(200), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    target_key: Mapped[str] = mapped_column(String(200), index=True)

"""Publishers: a trade name is held once."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column, validates

from bookstore.models.base import Resource
from bookstore.models.types import Sortable
from bookstore.values import limits, text


class Publisher(Resource):
    """Who published a thing."""

    __tablename__ = "publishers"
    __table_args__ = ({"sqlite_autoincrement": True},)

    name: Mapped[str] = mapped_column(String(limits.NAME))
    name_key: Mapped[str] = mapped_column(String(3 * limits.NAME), unique=True)
    name_words: Mapped[str] = mapped_column(Sortable(text.NAME_LENGTH), index=True)

    @validates("name")
    def _follow_name(self, _attribute: str, name: str) -> str:
        self.name_key = text.name_key(name)
        self.name_words = text.sort_words(name)
        return name

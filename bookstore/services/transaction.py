"""How a write is made: begun fresh, committed once at its end, undone when anything goes wrong."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from bookstore.errors import Conflict, PreconditionFailed, Refusal
from bookstore.extensions import db


@contextmanager
def writing(taken: Callable[[], Refusal | None] = lambda: None) -> Iterator[None]:
    """One transaction; when a constraint refuses it, `taken` finds the words, in a transaction of its own."""
    db.session.rollback()  # whatever was read before is not what this write stands on
    db.session.connection(execution_options={"writing": True})
    try:
        yield
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise taken() or Conflict("This contradicts something that the catalogue holds.") from error
    except StaleDataError as error:
        db.session.rollback()
        raise PreconditionFailed("It was changed by somebody else in this moment.") from error
    except BaseException:
        db.session.rollback()
        raise

"""The transactions of an import: one for each batch, or a single one around a dry run, which is undone."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy.exc import DBAPIError, IntegrityError

from bookstore.errors import Conflict
from bookstore.extensions import db
from bookstore.models.base import next_version, now
from bookstore.services.imports.bulk import bulk
from bookstore.services.imports.bulk.driver import PATIENCE
from bookstore.services.imports.names import Names
from bookstore.services.imports.summary import Summary
from bookstore.services.transaction import hold_names, names_stay, writing

LANE_PATIENCE = 2.0
"""Seconds that a transaction beside others waits for a lock: somebody may have it who waits for one of the others."""


class Units:
    """Transactions, with the settings that an import needs in them."""

    def __init__(self, *, dry_run: bool) -> None:
        self.dry_run, self.bulk = dry_run, bulk()

    def names(self) -> Names:
        """No names, so far, for one transaction."""
        return Names(self.bulk, now(), next_version(), Summary())

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Around everything: a dry run is one transaction that is undone. However it ends, no work is left behind."""
        if self.dry_run:
            db.session.rollback()
            db.session.connection(execution_options={"writing": True})
        try:
            yield
        finally:
            db.session.rollback()
            with suppress(DBAPIError):  # the books are in, whatever becomes of this
                self.bulk.sort_in()

    @contextmanager
    def unit(self, names: str | None = None, patience: float = PATIENCE) -> Iterator[None]:
        """A transaction that does this with names, or a part of that of the whole dry run."""
        with _trying() if self.dry_run else writing():
            self.bulk.begin(patience)
            if names and not self.dry_run:
                hold_names(names)
            yield

    @contextmanager
    def lane(self) -> Iterator[None]:
        """A transaction beside others, in which names stay as they are; Conflict where somebody is to change some."""
        with writing():
            self.bulk.begin(LANE_PATIENCE)
            if not names_stay():
                raise Conflict("Names are about to change.")
            yield


@contextmanager
def _trying() -> Iterator[None]:
    """A part of a transaction that may fail and leave the rest of it as it was."""
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError as error:
        raise Conflict("This contradicts something that the catalogue holds.") from error

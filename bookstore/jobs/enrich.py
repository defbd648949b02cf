"""Enrichments: gaps of books filled with what others tell, as `flask catalog enrich` does."""

from typing import Any

from bookstore.errors import Unanswered
from bookstore.jobs.progress import Progress
from bookstore.services import enrichment
from bookstore.services.enrichment import GIVEN_UP, Enrichment


def run(progress: Progress, *, limit: int | None) -> dict[str, Any]:
    """Fill gaps of so many books; a second attempt goes on, since what is filled is no gap any more."""

    def tell(done: Enrichment) -> None:
        progress.tell(done.books, limit, result=done.as_json())

    done = enrichment.run(limit=limit, progress=tell)
    if done.ended:
        raise Unanswered(GIVEN_UP)
    return done.as_json()

"""An enrichment on the command line: how far it is, and what came of it."""

from bookstore.cli.progress import Progress
from bookstore.services import enrichment
from bookstore.services.enrichment import Enrichment


def run(*, limit: int | None, dry_run: bool) -> Enrichment:
    """Fill gaps; what is done stays done when it is interrupted."""
    progress = Progress()
    try:
        return enrichment.run(limit=limit, dry_run=dry_run, progress=lambda done: progress.say(counts(done)))
    except KeyboardInterrupt:
        raise KeyboardInterrupt("Interrupted: what was filled in stays; run it again for the rest.") from None
    finally:
        progress.end()


def counts(done: Enrichment) -> str:
    """What came of it in one line."""
    return f"{done.books:,} looked up, {done.found:,} found, {done.filled:,} filled, {done.unanswered:,} unanswered"

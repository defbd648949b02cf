"""Taking in files: records in, batches of them written whole, everything counted."""

from bookstore.services.imports.checkpoint import Checkpoint
from bookstore.services.imports.running import run
from bookstore.services.imports.summary import Summary
from bookstore.services.imports.tally import Reports

__all__ = ["Checkpoint", "Reports", "Summary", "run"]

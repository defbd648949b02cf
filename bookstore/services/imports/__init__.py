"""Taking in files: records in, batches of them written whole, everything counted."""

from bookstore.services.imports.checkpoint import Checkpoint
from bookstore.services.imports.running import Reports, run
from bookstore.services.imports.summary import Summary

__all__ = ["Checkpoint", "Reports", "Summary", "run"]

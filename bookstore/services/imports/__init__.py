"""Taking in files: records in, batches of them written whole, everything counted."""

from bookstore.services.imports.running import Reports, run
from bookstore.services.imports.summary import Summary

__all__ = ["Reports", "Summary", "run"]

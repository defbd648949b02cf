"""How far long work has come: on a terminal, and nowhere else."""

import sys
import time

from bookstore.services.imports import Summary


class Progress:
    """One line that is written again and again."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.shown = sys.stderr.isatty()
        self.read = 0

    def show(self, summary: Summary) -> None:
        """The counts, and how many a second."""
        self.read = summary.read
        rate = summary.read / max(time.monotonic() - self.started, 0.001)
        counts = f"{summary.created:,} created, {summary.rejected:,} rejected"
        self.say(f"{summary.read:,} read, {rate:,.0f} a second, {counts}")

    def say(self, line: str) -> None:
        """The line as it is now."""
        if self.shown:
            sys.stderr.write(f"\r\033[K{line}")
            sys.stderr.flush()

    def end(self) -> None:
        """Leave the line."""
        if self.shown:
            sys.stderr.write("\n")

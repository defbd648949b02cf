"""How long answers take, in classes: so that many can be added up, and still tell their percentiles."""

from collections.abc import Sequence

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds up to which each class goes; one more class takes what is longer."""

CLASSES = len(BOUNDS) + 1


def quantile(share: float, counts: Sequence[int], longest: float) -> float | None:
    """The seconds within which this share of answers came, even within a class; None where there are none."""
    rank, below = share * sum(counts), 0
    for lower, upper, count in zip((0.0, *BOUNDS), (*BOUNDS, longest), counts, strict=True):
        if count and below + count >= rank:
            return min(lower + (max(upper, lower) - lower) * (rank - below) / count, longest)
        below += count
    return None

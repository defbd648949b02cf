"""Answers that are kept: what anybody may read is made once, and holds until something changes that it was made of."""

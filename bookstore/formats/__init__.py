"""Other representations of the same things: readers and writers of the book world's files."""

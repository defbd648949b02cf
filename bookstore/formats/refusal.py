"""Why a line is not taken in."""


class Refused(ValueError):  # noqa: N818 - what happened to the line, no fault of the program
    """A line cannot be taken in; the message says why, in words for the person who mends it."""


class UnknownFormat(ValueError):  # noqa: N818 - as above
    """A file is of no format that can be read."""

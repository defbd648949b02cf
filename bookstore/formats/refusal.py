"""Why a line is not taken in."""


class Refused(ValueError):
    """A line cannot be taken in; the message says why, in words for the person who mends it."""


class UnknownFormat(ValueError):
    """A file is of no format that can be read."""

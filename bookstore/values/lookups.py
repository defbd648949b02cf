"""Who can be asked about an ISBN, and what can come of it."""

OPEN_LIBRARY, GOOGLE_BOOKS = PROVIDERS = ("openlibrary", "google_books")

FOUND, NO_MATCH, WRONG_BOOK, BAD_ANSWER, RATE_LIMITED, REFUSED, TIMEOUT, UNAVAILABLE, CIRCUIT_OPEN, NOT_CONFIGURED = (
    OUTCOMES
) = (
    "found",
    "no_match",
    "wrong_book",
    "bad_answer",
    "rate_limited",
    "refused",
    "timeout",
    "unavailable",
    "circuit_open",
    "not_configured",
)
"""The first two are answers; the others say why there was none that helps."""

ANSWERS = (FOUND, NO_MATCH)
FIELDS = ("title", "subtitle", "authors", "publisher", "language", "year", "pages", "description")
"""What a provider tells of a book, by the names of the wire shape; authors and publisher by their names alone."""

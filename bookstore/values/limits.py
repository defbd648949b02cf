"""How long and how large values may be, for files, requests and tables alike."""

TITLE = 1000
SUBTITLE = 1000
NAME = 300
"""Names of authors and publishers, in characters."""

CATEGORY = 100
DESCRIPTION = 20_000
"""Descriptions and biographies, in characters."""

ISSUE = 100
"""Issue and frequency of a magazine, in characters."""

KEY = 200
"""A source's key of a thing, in characters."""

AUTHORS = 100
"""Authors of a book, in number."""

CATEGORIES = 50
"""Categories of a book, in number."""

USER = 100
"""A user's name, in characters."""

EMAIL = 254
"""An e-mail address, in characters (RFC 5321, section 4.5.3.1.3)."""

KEY_NAME, KEY_HINT = 100, 20
"""What an API key is for, and how much of it stays readable at the most, in characters."""

CLIENT = 300
"""What is kept of what a client calls itself, in characters."""

ID = 2**63 - 1
"""The highest number that is an id."""

FILE_NAME = 255
"""The name of a file that is sent, in characters."""

TOKEN = 4096
"""A token, in characters."""

LANGUAGE = 35
"""A language tag, in characters (RFC 5646, section 4.4.1)."""

ISBN, ISSN = 13, 9
"""Characters of the canonical spellings."""

PAGES_MIN, PAGES_MAX = 1, 100_000
YEAR_MIN, YEAR_MAX = -5000, 2100
STOCK_MIN, STOCK_MAX = 0, 1_000_000

SLUG = 300
"""A category's part of a URL, in characters."""

FORMATS = ("hardback", "paperback", "ebook", "audiobook", "other")
FREQUENCIES = (
    "daily",
    "weekly",
    "biweekly",
    "monthly",
    "bimonthly",
    "quarterly",
    "biannual",
    "annual",
    "irregular",
)

PIXELS = 20_000_000
"""A cover at the most: 600 dots an inch of a large book. Decoded, each takes four bytes, and more for a moment."""

MEDIA_TYPE = 100
"""A media type, in characters."""

DIGEST = 32
"""What a file is told from others by, in hexadecimal digits."""

ADDRESS, VERSION, METHOD, ENDPOINT = 64, 10, 10, 200
"""What usage is counted by, in characters."""

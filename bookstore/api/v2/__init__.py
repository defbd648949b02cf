"""Version 2: plural REST, one blueprint a resource."""

from bookstore.api.openapi import Api
from bookstore.api.v2 import (
    api_keys,
    attachments,
    auth,
    authors,
    books,
    categories,
    covers,
    email_confirmations,
    imports,
    isbn,
    issn,
    jobs,
    magazines,
    password_resets,
    publishers,
    rate_limit,
    sessions,
    usage,
    users,
)

DESCRIPTION = """A bookshop's catalogue: books, authors, magazines, and what belongs to them.

Anyone may read it; staff may write it. Lists come by page (`page`, `page_size`), by `limit` and `offset`, or by
`cursor`, which goes through any number of rows at one price. Every answer has an `ETag`; send it back as
`If-None-Match` to spare the body, or as `If-Match` to write only what you have seen. Errors are problems (RFC 9457).

`RateLimit` says what is left of one's budgets, `RateLimit-Policy` how large they are, 429 that one is empty and
`Retry-After` for how long. Operations name the kind of call that they are to them (`x-rate-limit-scope`; with `q` it is
`search`, and a whole list as a file `export`). What is answered by 304 is free.

Books, authors and magazines are shown in several representations, by `Accept` or by `?format=`; 406 names those that
there are. CSV, NDJSON, ONIX, MARC and MARCXML are files: a list is then sent as a whole, with its filters and in its
order, unless a page of it is asked for.
"""


def api() -> Api:
    """The API of version 2."""
    catalogue = (books, authors, magazines, covers, attachments, categories, publishers, isbn, issn)
    work = (imports, jobs)
    people = (auth, users, sessions, api_keys, password_resets, email_confirmations, rate_limit, usage)
    return Api("2", DESCRIPTION, [resource.blp for resource in (*catalogue, *work, *people)])

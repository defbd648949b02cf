"""Things and lists as pages for people."""

from typing import Any
from urllib.parse import urlencode

from flask import Response, render_template, request

from bookstore.api import negotiation
from bookstore.api.pages import secured
from bookstore.api.paging.parameters import ALL_WAYS
from bookstore.formats.page import Page
from bookstore.formats.plain_text import shown

COLUMNS = {
    "book": ("title", "authors", "year", "format", "language", "price", "stock"),
    "magazine": ("title", "issue", "issn", "year", "language", "price", "stock"),
    "author": ("name", "born", "died", "book_count"),
}
"""What a list tells of each thing, unless `fields` says otherwise."""

NUMBERS = {"year", "price", "stock", "born", "died", "book_count", "pages"}


def page() -> Response:
    """An empty page, which runs nothing and is embedded nowhere."""
    return secured("", "script-src 'none'", "connect-src 'none'", "form-action 'none'", "font-src 'none'")


def write(shown_page: Page) -> bytes:
    """The page of a thing, or of a list."""
    named = request.args.get("format") == "html"
    template = "thing.html" if shown_page.envelope is None else "things.html"
    html = render_template(
        template,
        page=shown_page,
        columns=_columns(shown_page),
        numbers=NUMBERS,
        text=shown,
        kept="?format=html" if named else "",
        others=_others(shown_page),
    )
    return html.encode()


def _columns(shown_page: Page) -> tuple[str, ...]:
    if shown_page.sparse:
        return shown_page.fields
    return COLUMNS[shown_page.kind] if shown_page.envelope is not None else shown_page.fields


def _others(shown_page: Page) -> list[dict[str, Any]]:
    """The other representations, with their URLs: none where the filter of books has taken the parameter."""
    given = request.args.get("format")
    if given is not None and given not in negotiation.REPRESENTATIONS:
        return []
    kept = sorted(item for item in request.args.items() if item[0] != "format" and item[0] not in ALL_WAYS)
    return [
        {"name": found.name, "media_type": found.media_type, "url": _url([*kept, ("format", found.name)])}
        for found in negotiation.of_kind(shown_page.kind)
        if found.name != "html" and (found.sparse or not shown_page.sparse)
    ]


def _url(parameters: list[tuple[str, str]]) -> str:
    return f"{request.path}?{urlencode(parameters)}"

"""Things as text for people: a member a line, an empty line between things."""

from typing import Any

from bookstore.formats.page import Page, Thing


def write(page: Page) -> bytes:
    """One thing, or a page of a list."""
    return "\n".join(_block(thing) for thing in page.things).encode()


def _block(thing: Thing) -> str:
    told = {name: shown(value) for name, value in thing.items()}
    return "".join(f"{name}: {text}\n" for name, text in told.items() if text)


def shown(value: Any) -> str:
    """A value on as many lines as it needs; those behind the first are set in."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(map(shown, value))
    if isinstance(value, dict):
        return f"{value['amount']} {value['currency']}" if "amount" in value else value.get("name") or value["url"]
    return "\n    ".join(str(value).splitlines())

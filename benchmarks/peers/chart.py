"""Bars in SVG: readable on light and on dark pages, without a font or a script of its own."""

from collections.abc import Iterator, Mapping
from html import escape

WIDTH, NAMES_WIDTH, VALUES_WIDTH = 760, 210, 50
BAR, GAP, TITLE = 16, 4, 34
"""Heights in pixels."""

OWN, OTHER = "#1f6feb", "#8b949e"
STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#24292f}.title{font-weight:600}"
    "@media(prefers-color-scheme:dark){text{fill:#e6edf3}}"
)


def drawn(groups: Mapping[str, Mapping[str, float]]) -> str:
    """A group of bars for each case; the longest bar of a group has the whole width."""
    height = sum(TITLE + len(bars) * (BAR + GAP) for bars in groups.values()) + GAP
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">'
    label = "<title>Requests a second, as multiples of the textbook's</title>"
    return "\n".join([head, label, f"<style>{STYLE}</style>", *_parts(groups), "</svg>", ""])


def _parts(groups: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    top = 0
    for title, bars in groups.items():
        yield _text(0, top + TITLE - 10, title, kind=' class="title"')
        top += TITLE
        scale = (WIDTH - NAMES_WIDTH - VALUES_WIDTH) / max(bars.values())
        for name, value in bars.items():
            yield from _bar(top, name, value, value * scale)
            top += BAR + GAP


def _bar(top: int, name: str, value: float, length: float) -> Iterator[str]:
    colour = OWN if name.startswith("Bookstore") else OTHER
    yield _text(0, top + BAR - 4, name)
    yield f'<rect x="{NAMES_WIDTH}" y="{top}" width="{length:.1f}" height="{BAR}" rx="2" fill="{colour}"/>'
    yield _text(NAMES_WIDTH + length + 6, top + BAR - 4, f"{value:.2f}")


def _text(x: float, y: float, words: str, *, kind: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y}"{kind}>{escape(words)}</text>'

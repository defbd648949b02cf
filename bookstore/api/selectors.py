"""Which version a request asks for: by its URL, or without one there by headers and by `?version=`."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote_plus

from werkzeug.http import parse_list_header, parse_options_header

SELECTION = "bookstore.selection"
"""Where the WSGI environment holds what a request selected."""

PARAMETER = "version"
UNVERSIONED = ("/api", "/api/", "/api/versions")
"""What there is once for all versions."""

_IN_URL = re.compile(r"/api/v([0-9][^/]*)(?:/|$)")
_WHOLE = re.compile(r"([1-9][0-9]{0,5})(?:\.0)?")


class Selection(NamedTuple):
    """What a request selected: the version whose paths it means (if any), and its path there.

    `by_headers` says whether headers had a say, `refusal` (a kind of problem) why no version can answer.
    """

    version: str | None
    path: str
    query: str
    by_headers: bool = False
    refusal: str | None = None


def select(environ: Mapping[str, Any], versions: Collection[str], default: str) -> Selection:
    """The version that answers a request below /api."""
    path = environ.get("PATH_INFO", "")
    query, asked = _without_version(environ.get("QUERY_STRING", ""))
    in_url = _IN_URL.match(path)
    if in_url:
        named = [in_url[1], *map(_canonical, asked)]
        return Selection(in_url[1], path, query, refusal=_refusal(named, versions))
    if path in UNVERSIONED:
        return Selection(None, path, query)
    named = [_canonical(version) for version in (*_of_header(environ), *_of_accept(environ, versions), *asked)]
    refusal = _refusal(named, versions)
    if refusal:
        return Selection(None, path, query, by_headers=True, refusal=refusal)
    version = named[0] if named else default
    return Selection(version, f"/api/v{version}{path.removeprefix('/api')}", query, by_headers=True)


def _refusal(named: list[str], versions: Collection[str]) -> str | None:
    if not set(named) <= set(versions):
        return "unknown-version"
    return "conflicting-versions" if len(set(named)) > 1 else None


def _canonical(version: str) -> str:
    """`2` and `2.0` are the same; whatever else is not known is left to be unknown."""
    whole = _WHOLE.fullmatch(version)
    return whole[1] if whole else version


def _without_version(query: str) -> tuple[str, list[str]]:
    """The query less its `version`, which no view needs to know, and the versions that it names."""
    if not query:
        return query, []
    kept, found = [], []
    for part in query.split("&"):
        name, _, value = part.partition("=")
        if unquote_plus(name) == PARAMETER:
            found.append(unquote_plus(value))
        else:
            kept.append(part)
    return ("&".join(kept), found) if len(found) < 2 else (query, found)  # repeated: for the view to refuse


def _of_header(environ: Mapping[str, Any]) -> Iterator[str]:
    if "HTTP_ACCEPT_VERSION" in environ:
        yield from (version.strip(" \t") for version in environ["HTTP_ACCEPT_VERSION"].split(","))


def _of_accept(environ: Mapping[str, Any], versions: Collection[str]) -> list[str]:
    """The known versions of the media ranges with the highest q that has any; else what the best ranges name."""
    liked: dict[float, list[str]] = {}
    for quality, version in _media_ranges(environ.get("HTTP_ACCEPT", "")):
        liked.setdefault(quality, []).append(version)
    best = [liked[quality] for quality in sorted(liked, reverse=True)]
    known = ([name for name in names if _canonical(name) in versions] for names in best)
    return next(filter(None, known), best[0] if best else [])


def _media_ranges(accept: str) -> Iterator[tuple[float, str]]:
    for item in parse_list_header(accept):
        _, options = parse_options_header(item)
        quality = _quality(options.get("q", "1"))
        if PARAMETER in options and quality:
            yield quality, options[PARAMETER]


def _quality(text: str) -> float:
    return float(text) if re.fullmatch(r"[01](\.[0-9]{0,3})?", text) else 0

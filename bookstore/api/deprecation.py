"""What a version that has a successor says of it: since when, until when, and what to use instead."""

from collections.abc import Callable, Mapping
from string import Formatter
from typing import Any
from urllib.parse import quote

from flask import Response, current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.http import http_date

from bookstore.api.documentation import View, document
from bookstore.api.openapi import Api

PARTS = "bookstore.successor"


def superseded(call: str, *, at: str) -> Callable[[View], View]:
    """A view that a call of the next version replaces.

    `at` is the URL that answers link to, such as `/api/v2/books?year={year}`, with parts of the path and of the query;
    the list itself where the request lacks one of its path, and no parameter where it lacks that.
    """
    return lambda view: document(view, deprecated=f"Deprecated: use `{call}` instead.", successor=at)


def told(**parts: str) -> None:
    """Parts of the successor's URL for this request, where they are not what the request itself says."""
    request.environ.setdefault(PARTS, {}).update(parts)


def mark(response: Response, apis: Mapping[str, Api], version: str) -> None:
    """Deprecation (RFC 9745), Sunset (RFC 8594), and the successor's Link, beside the links that are there."""
    api, successor = apis[version], successor_of(apis, version)
    if api.deprecated is None:
        return
    response.headers["Deprecation"] = f"@{int(api.deprecated.timestamp())}"
    sunset = sunset_of(version)
    if sunset:
        response.headers["Sunset"] = http_date(sunset)
    if successor:
        link = f'<{_successor_url(api, apis[successor])}>; rel="successor-version"'
        response.headers["Link"] = ", ".join([*response.headers.getlist("Link"), link])


def successor_of(apis: Mapping[str, Api], version: str) -> str | None:
    """The version after this one."""
    later = [*apis][[*apis].index(version) + 1 :]
    return later[0] if later else None


def sunset_of(version: str) -> Any:
    """When a version will be gone, if that is settled."""
    return current_app.config.get(f"V{version}_SUNSET")


def _successor_url(api: Api, successor: Api) -> str:
    """What replaces this URL: as its view says, else the same path where the successor has it, else the successor."""
    view = current_app.view_functions.get(request.endpoint or "")
    at = getattr(view, "_apidoc", {}).get("facts", {}).get("successor")
    if at:
        return _filled(at)
    same = successor.prefix + request.path.removeprefix(api.prefix)
    return quote(same) if request.path != same and _exists(same) else successor.prefix


def _filled(url: str) -> str:
    """The URL with values of this request; what one is missing for is left out."""
    values = {**request.args, **(request.view_args or {}), **request.environ.get(PARTS, {})}
    path, _, query = url.partition("?")
    if _lacks(path, values):
        path = path.partition("{")[0].rstrip("/")
    kept = "&".join(parameter for parameter in query.split("&") if not _lacks(parameter, values))
    url = f"{path}?{kept}" if kept else path
    return url.format_map({name: quote(str(value), safe="") for name, value in values.items()})


def _lacks(template: str, values: Mapping[str, Any]) -> bool:
    return any(name and name not in values for _, name, _, _ in Formatter().parse(template))


def _exists(path: str) -> bool:
    adapter = current_app.create_url_adapter(request)
    try:
        return adapter is not None and bool(adapter.match(path, method=request.method))
    except HTTPException:  # not found, not allowed, or a redirect
        return False

"""How views write themselves into the OpenAPI document, and how an operation is made of what they wrote."""

import re
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from typing import Any

import marshmallow as ma
from flask_smorest.utils import deepupdate

from bookstore.api import represented
from bookstore.api.limits.scopes import scope_of
from bookstore.api.parsing import MERGE_PATCH
from bookstore.api.problems import MEDIA_TYPE, PROBLEMS, for_status
from bookstore.values.lookups import OUTCOMES

View = Callable[..., Any]
JSON = "application/json"

# without `example`: Swagger UI would send it, and every write that is tried out would be refused
HEADERS: dict[str, dict[str, Any]] = {
    "If-Match": {
        "description": 'The ETag that you read, such as `"64f3d1c0a2b7e"`: written only while it holds.',
        "schema": {"type": "string"},
    },
    "If-None-Match": {
        "description": 'The ETag that you have, such as `"64f3d1c0a2b7e"`: 304 when it still holds.',
        "schema": {"type": "string"},
    },
    "Range": {
        "description": "Which bytes are wanted, such as `bytes=0-1023`: 206 with one part; of several, all is sent.",
        "schema": {"type": "string"},
    },
    "If-Range": {
        "description": "The ETag of what you have a part of: Range counts only while it holds.",
        "schema": {"type": "string"},
    },
}


SENT = {"200": "The file.", "206": "The part of the file that was asked for."}
DEPRECATION = {
    "Deprecation": "Since when this version is deprecated (RFC 9745).",
    "Sunset": "When this version ends (RFC 8594), once that is settled.",
}


def document(view: View, **facts: Any) -> View:
    """Add facts to what is known of a view; dictionaries are merged."""
    known = deepcopy(getattr(view, "_apidoc", {}))
    known["facts"] = deepupdate(known.get("facts", {}), facts)
    view._apidoc = known  # type: ignore[attr-defined]
    return view


def errors(*statuses: int) -> dict[int, str]:
    """The answers for problems with these statuses, as references."""
    return {status: for_status(status).slug for status in statuses}


def binary(kinds: Iterable[str]) -> dict[str, Any]:
    """Files of these media types, as content of a request or an answer."""
    return {kind: {"schema": {"type": "string", "format": "binary"}, "example": "(bytes)"} for kind in kinds}


def operation(doc: dict[str, Any], facts: Mapping[str, Any], *, name: str, method: str) -> dict[str, Any]:
    """The operation object: what flask-smorest found in the view, and what the view said of itself."""
    doc["operationId"] = _camel(name)
    notes = (doc.get("description"), facts["needs"], facts.get("deprecated"))
    doc["description"] = " ".join(filter(None, notes))
    if "deprecated" in facts:
        doc["deprecated"] = True
    doc["security"] = facts.get("security", [])
    doc["x-access"] = {"role": facts["access"], "scope": facts["scope"]}
    doc["x-rate-limit-scope"] = scope_of(facts, method)
    doc["responses"] = _responses(facts, method)
    headers = [*facts.get("headers", ()), *(("If-None-Match",) if method == "get" and not facts.get("secret") else ())]
    doc.setdefault("parameters", []).extend({"in": "header", "name": name} | HEADERS[name] for name in headers)
    if "represented" in facts and method == "get":
        _represent(doc, facts)
    if "request_body" in facts:
        doc["requestBody"] = {"required": True, "content": facts["request_body"]}
    if method == "patch":
        content = doc["requestBody"]["content"]
        content[MERGE_PATCH] = content[JSON]
    return doc


def _responses(facts: Mapping[str, Any], method: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "default": "problem",
        "400": "bad-request",
        "406": "unknown-version",
        "429": "too-many-requests",
        "500": "internal-error",
        "503": "unavailable",
    }
    found |= {str(status): slug for status, slug in facts.get("responses", {}).items()}
    for status, (description, schema, example) in facts.get("answers", {}).items():
        found[str(status)] = {"description": description}
        if schema:
            found[str(status)]["content"] = {facts.get("media_type", JSON): {"schema": schema, "example": example}}
            found[str(status)]["headers"] = _headers(status, facts)
    for status, words in (SENT if "sent" in facts else {}).items():
        found[status] = {"description": words, "content": binary(facts["sent"]), "headers": _headers(200, facts)}
    if method == "get" and not facts.get("secret"):
        found["304"] = {"description": "You have it already: nothing has changed.", "headers": _headers(304, facts)}
    return dict(sorted(found.items()))


def _represent(doc: dict[str, Any], facts: Mapping[str, Any]) -> None:
    """Other representations than JSON, and the choice between them."""
    kind, listed = facts["represented"], "listed" in facts
    (_, _, example) = facts["answers"][200]
    doc["responses"] |= {"406": "not-acceptable", "422": "invalid"}
    doc["responses"]["200"]["content"] |= represented.content(kind, example, listed=listed)
    doc["responses"]["200"]["headers"]["Content-Disposition"] = {
        "description": "The name of the file, where it is one.",
        "schema": {"type": "string"},
    }
    if not listed:
        doc["parameters"].append(represented.parameter(kind))


def _headers(status: int, facts: Mapping[str, Any]) -> dict[str, Any]:
    headers = {"ETag": "The validator of this state."}
    if facts.get("secret"):
        headers = {"Cache-Control": "no-store: it is kept nowhere on its way."}
    if status in (201, 202):
        headers["Location"] = "The URL of what was made."
    if status == 200 and facts.get("listed"):
        headers["Link"] = "The links of the list (RFC 8288)."
    if "deprecated" in facts:
        headers |= DEPRECATION | {"Link": "What replaces this: `successor-version`; of a list its pages, too."}
    return {name: {"description": text, "schema": {"type": "string"}} for name, text in headers.items()}


def page_schema(schema: type[ma.Schema]) -> dict[str, Any]:
    """The envelope of a list; `fields` may leave members of its results out."""
    link = {"type": ["string", "null"]}
    facet = {"type": "object", "properties": {"value": {}, "label": {"type": "string"}, "count": {"type": "integer"}}}
    names = ("first", "previous", "next", "last")
    return {
        "type": "object",
        "required": ["links", "results"],
        "properties": {
            "links": {"type": "object", "properties": dict.fromkeys(names, link), "required": list(names)},
            "count": {"type": "integer", "description": "Rows in all; a walk by cursor does not count them."},
            "total_pages": {"type": "integer"},
            "current_page": {"type": "integer"},
            "facets": {"type": "object", "additionalProperties": {"type": "array", "items": facet}},
            "results": {"type": "array", "items": schema(partial=True)},
        },
    }


def page_example(schema: type[ma.Schema]) -> dict[str, Any]:
    """A list of one."""
    here = "?page=1&page_size=20"
    return {
        "links": {"first": here, "previous": None, "next": None, "last": here},
        "count": 1,
        "total_pages": 1,
        "current_page": 1,
        "results": [schema.Meta.example],
    }


def problem_responses() -> dict[str, dict[str, Any]]:
    """An answer for each kind of problem, and one for any."""
    found = {slug: _problem_response(problem.title, problem.status, slug) for slug, problem in PROBLEMS.items()}
    return found | {"problem": _problem_response("Any other problem", 500, "internal-error")}


def _problem_response(description: str, status: int, slug: str) -> dict[str, Any]:
    later = ("Retry-After", "When to try again, in seconds.")
    headers = {
        401: ("WWW-Authenticate", "How to say who you are: by Bearer or by Basic."),
        405: ("Allow", "The methods of this URL."),
        429: later,
        503: later,
    }
    example = {
        "type": f"/problems/{slug}",
        "title": PROBLEMS[slug].title,
        "status": status,
        "detail": PROBLEMS[slug].explanation,
        "instance": "/api/v2/books/1",
        "code": slug,
        "request_id": "5f0c6e9b1d2a4c7f8e3b",
    }
    if status == 429:
        example |= {"retry_after": 37, "policy": "anonymous-minute"}
    if slug == "not-acceptable":
        example |= {"choices": [{"format": "json", "media_type": JSON}]}
    if status == 422:
        example["errors"] = [{"pointer": "/title", "detail": "Must not be blank."}]
    answer: dict[str, Any] = {
        "description": description,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}},
    }
    if status in headers:
        name, text = headers[status]
        answer["headers"] = {name: {"description": text, "schema": {"type": "string"}}}
    return answer


PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457.",
    "required": ["type", "title", "status", "detail", "instance", "code", "request_id"],
    "properties": {
        "type": {"type": "string", "description": "The URL of a page that explains this kind of problem."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string", "enum": sorted(PROBLEMS)},
        "request_id": {"type": ["string", "null"]},
        "retry_after": {"type": "integer", "description": "Seconds to wait, where that is known."},
        "policy": {"type": "string", "description": "Which limit it was: see GET /api/v2/rate-limit."},
        "choices": {
            "type": "array",
            "description": "The representations that there are, where none was acceptable.",
            "items": {
                "type": "object",
                "required": ["format", "media_type"],
                "properties": {"format": {"type": "string"}, "media_type": {"type": "string"}},
            },
        },
        "providers": {
            "type": "array",
            "description": "Who was asked about an ISBN, and what came of it: see GET /api/v2/isbn/{isbn}/lookup.",
            "items": {
                "type": "object",
                "required": ["provider", "outcome"],
                "properties": {"provider": {"type": "string"}, "outcome": {"type": "string", "enum": list(OUTCOMES)}},
            },
        },
        "error": {"type": "string", "description": "What OAuth 2 calls it (RFC 6749), where tokens are given."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "Where in the body (RFC 6901)."},
                    "parameter": {"type": "string", "description": "Which parameter of the query."},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}


def _camel(name: str) -> str:
    return re.sub(r"_(.)", lambda match: match.group(1).upper(), name)

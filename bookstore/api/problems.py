"""Problems (RFC 9457): every refusal has a slug, a title, a status, and a page that explains it."""

from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import quote

from flask import Response, g, request

from bookstore.api.encoding import encode


class Problem(NamedTuple):
    """One kind of problem: what its page says."""

    slug: str
    status: int
    title: str
    explanation: str


PROBLEMS = {
    problem.slug: problem
    for problem in (
        Problem("bad-request", 400, "The request can't be read", "Its syntax is broken: mend it before trying again."),
        Problem(
            "malformed-json",
            400,
            "The body is not JSON",
            "It is cut short, not UTF-8, nested deeper than 32 levels, names a key twice, or holds NaN or Infinity.",
        ),
        Problem(
            "conflicting-versions",
            400,
            "Which version?",
            "URL, Accept-Version, Accept and ?version= name different versions of this API: name one.",
        ),
        Problem("invalid-grant", 400, "No token for that", "The name, the password or the token is wrong or outdated."),
        Problem("invalid-request", 400, "The request for a token is wrong", "`errors` says where, `error` is OAuth's."),
        Problem(
            "unsupported-grant-type",
            400,
            "Unknown grant type",
            "Tokens are given for grant_type=password and grant_type=refresh_token.",
        ),
        Problem(
            "unauthenticated",
            401,
            "Say who you are",
            "This needs a valid token, a name and a password, or an API key, of a user that is active.",
        ),
        Problem("forbidden", 403, "Not allowed", "You are known, but your role or your key does not include this."),
        Problem(
            "https-required",
            403,
            "HTTPS is required",
            "Passwords and API keys are taken by HTTPS only; one that came otherwise may have been overheard.",
        ),
        Problem("not-found", 404, "Not found", "There is no such thing, or none that you may see."),
        Problem("method-not-allowed", 405, "Method not allowed", "The Allow header names the methods of this URL."),
        Problem("not-acceptable", 406, "Not acceptable", "None of the representations that you accept exists here."),
        Problem("unknown-version", 406, "Unknown version", "This API has no such version: see /api/versions."),
        Problem("request-timeout", 408, "The request took too long", "Send it again, without pausing."),
        Problem("conflict", 409, "Conflict", "The catalogue holds something that this contradicts."),
        Problem("gone", 410, "Gone", "This was here, and will not come back."),
        Problem("length-required", 411, "Length required", "Say how long the body is (Content-Length)."),
        Problem("precondition-failed", 412, "Precondition failed", "It has changed since you read it: read it again."),
        Problem("content-too-large", 413, "Content too large", "The body is larger than this server takes."),
        Problem("uri-too-long", 414, "The URL is too long", "Shorten it."),
        Problem(
            "unsupported-media-type",
            415,
            "Unsupported media type",
            "Send application/json in UTF-8; PATCH also takes application/merge-patch+json.",
        ),
        Problem("range-not-satisfiable", 416, "Range not satisfiable", "The Range header asks for what is not there."),
        Problem("expectation-failed", 417, "Expectation failed", "This server can't meet the Expect header."),
        Problem("invalid", 422, "Invalid", "It is well formed, but breaks a rule; `errors` says where and which."),
        Problem("precondition-required", 428, "Precondition required", "Send If-Match with the ETag that you read."),
        Problem("too-many-requests", 429, "Too many requests", "Wait as long as Retry-After says."),
        Problem("header-fields-too-large", 431, "Header fields too large", "Send fewer or shorter headers."),
        Problem("internal-error", 500, "Internal error", "The fault is ours; the request_id helps to find it."),
        Problem("not-implemented", 501, "Not implemented", "This server does not do that."),
        Problem(
            "lookup-failed",
            502,
            "Nobody could tell",
            "Others, who know books by their ISBNs, gave no answer that helps: `providers` says who and why.",
        ),
        Problem(
            "lookup-timeout",
            504,
            "Nobody told in time",
            "Others, who know books by their ISBNs, gave no answer in time: `providers` says who. Try again later.",
        ),
        Problem("unavailable", 503, "Unavailable", "Something that is needed can't be reached; Retry-After says when."),
    )
}
BY_STATUS = {problem.status: problem for problem in reversed(PROBLEMS.values())}
"""The general kind of problem for a status: the first of it above."""

UNQUOTED = "/:@!$&'()*+,;=-._~"
"""What stands as it is in a path (RFC 3986); the rest is quoted, so that the instance is what was asked for."""

ASKED = "bookstore.asked"
"""Where the path as it was asked for is, when a version has been put into it."""

MEDIA_TYPE = "application/problem+json"


def respond(
    slug: str, detail: str | None = None, *, errors: list[dict[str, str]] | None = None, **more: Any
) -> Response:
    """The answer for a problem; `more` are members or, as `headers`, headers of it."""
    problem = PROBLEMS[slug]
    headers = more.pop("headers", {})
    members = {
        "type": f"/problems/{slug}",
        "title": problem.title,
        "status": problem.status,
        "detail": detail or problem.explanation,
        "instance": quote(request.environ.get(ASKED, request.environ["PATH_INFO"]).encode("latin-1"), safe=UNQUOTED),
        "code": slug,
        "request_id": g.get("request_id"),
        **({"errors": errors} if errors else {}),
        **more,
    }
    response = Response(encode(members), problem.status, mimetype=MEDIA_TYPE)
    response.headers.extend(headers)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Request-Id"] = members["request_id"] or ""  # also where the hook that adds it was not reached
    return response


def for_status(status: int) -> Problem:
    """The kind of problem that a status stands for."""
    if status in BY_STATUS:
        return BY_STATUS[status]
    return BY_STATUS[HTTPStatus.BAD_REQUEST if status < HTTPStatus.INTERNAL_SERVER_ERROR else 500]

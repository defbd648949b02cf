"""What a view's access is to the OpenAPI document."""

from typing import Any

from bookstore.api.documentation import errors

ANYONE = "anyone"
TOKEN, NAME, KEY = ("oauth2", "bearer"), "basic", "apiKey"
"""The security schemes: a token is got and sent in one, or just sent, in the other."""


def stated_access(role: str, scope: str | None, *, by_key: bool, identify: bool, confidential: bool) -> dict[str, Any]:
    """The facts about who may call: see Blueprint.access."""
    facts = _open(identify=identify) if role == ANYONE else _held(role, scope, by_key=by_key)
    answers = errors(*facts.pop("statuses"))
    if confidential and 403 not in answers:
        answers[403] = "https-required"
    return {**facts, "access": role, "identify": identify, "confidential": confidential, "responses": answers}


def _open(*, identify: bool) -> dict[str, Any]:
    schemes = [{name: []} for name in (*TOKEN, NAME, KEY)] if identify else []
    needs = "Open to anyone." if identify else "Open to anyone; credentials in headers are not looked at."
    return {"security": [{}, *schemes], "scope": None, "needs": needs, "statuses": (401, 422) if identify else (422,)}


def _held(role: str, scope: str | None, *, by_key: bool) -> dict[str, Any]:
    """Roles stand beside the schemes that have no scopes of their own, as OpenAPI 3.1 has it."""
    security: list[dict[str, list[str]]] = [{"oauth2": []}, {"bearer": [role]}, {NAME: [role]}]
    security += [{KEY: [scope] if scope else []}] if by_key else []
    key = f"an API key needs the scope `{scope}`" if scope else "any API key will do"
    key = key if by_key else "an API key will not do"
    return {
        "security": security,
        "scope": scope if by_key else None,
        "needs": f"Needs the role `{role}`; {key}.",
        "statuses": (401, 403, 422),
    }

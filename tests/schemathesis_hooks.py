"""What JSON Schema can't say, for schemathesis: values with check digits, and rules between values.

Requests that are meant to be good are brought in line with the rules that the document states in words only: each
function below names one. Requests that are meant to be bad go out as they are.
"""

from typing import Any

import schemathesis
from hypothesis import strategies as st

from bookstore.values.email import is_address
from bookstore.values.isbn import check_digit_10, check_digit_13
from bookstore.values.issn import check_digit
from bookstore.values.money import DIGITS
from bookstore.values.password import MAX_PASSWORD
from bookstore.values.text import hidden, slug
from tests.uploads import a_picture

SHELVES = ("fiction", "fantasy", "poetry")
"""Categories of the demo catalogue."""

WAYS = (("page", "page_size"), ("limit", "offset"), ("cursor", "page_size"), ("per_page",), ("perpage",))
PASSWORDS = {"password", "new_password"}
PAGING = {name for way in WAYS for name in way}

digits = st.text("0123456789", min_size=9, max_size=9)
isbn_10 = digits.map(lambda stem: stem + check_digit_10(stem))
isbn_13 = digits.map(lambda stem: "978" + stem + check_digit_13("978" + stem))
issn = digits.map(lambda stem: f"{stem[:4]}-{stem[4:7]}{check_digit(stem)}")
words = st.lists(st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=12), min_size=1, max_size=4)

schemathesis.openapi.format("isbn", st.one_of(isbn_13, isbn_10, isbn_13.map(lambda found: f"{found[:3]}-{found[3:]}")))
schemathesis.openapi.format("issn", st.one_of(issn, issn.map(lambda found: found.replace("-", ""))))
schemathesis.openapi.format("slug", st.one_of(st.sampled_from(SHELVES), words.map("-".join)))
schemathesis.openapi.format("bcp47", st.sampled_from(("en", "de", "pt-BR", "zh-Hant", "eng", "sr-Latn-RS", "EN-us")))


schemathesis.openapi.format("binary", st.just(a_picture()))


@schemathesis.serializer("image/jpeg", "image/png", "image/webp")
def as_a_picture(context: Any, body: Any) -> bytes:
    """The bytes of a body: one that is meant to be good is a picture of the kind that it is called."""
    if context.case.meta.generation.mode.is_positive:
        return a_picture(context.case.media_type.removeprefix("image/").upper())
    return body if isinstance(body, bytes) else str(body).encode()


@schemathesis.hook
def before_call(_context: Any, case: Any, _kwargs: dict[str, Any]) -> None:
    """Bring a request that is meant to be good in line with the rules in words."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    if case.headers and "If-Match" in case.headers:
        case.headers["If-Match"] = "*"  # no document can know the ETag of this moment
    if case.query:
        case.query = in_one_form(in_one_way(dict(case.query)))
    if isinstance(case.body, dict) and case.media_type and "json" in case.media_type:
        case.body = adjusted(without_fractions(case.body), case)


def in_one_way(query: dict[str, Any]) -> dict[str, Any]:
    """Pages, limit and offset, and cursors exclude one another; a cursor is signed; pages end at row 10,000."""
    way = next((way for way in WAYS if query.keys() & set(way)), ())
    kept = {name: value for name, value in query.items() if name in way or name not in PAGING}
    if "cursor" in kept:
        kept["cursor"] = ""
    if "page" in kept:
        kept["page"] = min(int(kept["page"]), 100)
    for name in ("sort", "isbn", "issn"):
        if name in kept:
            kept[name] = first_of(kept[name])
    return kept


def in_one_form(query: dict[str, Any]) -> dict[str, Any]:
    """Fields are chosen and facets are counted in JSON alone."""
    chosen = {"fields", "facets"} if query.get("format", "json") != "json" else set()
    return {name: value for name, value in query.items() if name not in chosen}


def first_of(values: Any) -> Any:
    """`year` and `-year` are one key, and an ISBN with and without hyphens is one number: one is enough."""
    return values[:1] if isinstance(values, list) else values.split(",")[0]


def without_fractions(value: Any) -> Any:
    """To JSON Schema 1.0 is an integer; to the API it is none: nothing is rounded, not even by nothing."""
    if isinstance(value, dict):
        return {name: without_fractions(item) for name, item in value.items()}
    if isinstance(value, list):
        return [without_fractions(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def adjusted(body: dict[str, Any], case: Any) -> dict[str, Any]:
    """The rules between the values of a body."""
    path = case.operation.path
    if "authors" in body:
        body["authors"] = [{"name": f"Author {place}"} for place, _ in enumerate(body["authors"])]
    if body.get("publisher"):
        body["publisher"] = {"name": body["publisher"].get("name", "A publisher")}
    if isinstance(body.get("price"), dict):
        body["price"] = {"amount": "5", "currency": "EUR"} | body["price"]  # what a patch leaves out may not be there
        body["price"]["amount"] = payable(**body["price"])
    if "categories" in body:
        body["categories"] = [{"slug": shelf} for shelf in SHELVES[: len(body["categories"])]]
    if "/authors" in path:
        body = in_order_of_life(body)
    if "/categories" in path:
        body = with_a_slug(body, case)
    if "/users" in path and isinstance(body.get("name"), str):
        body["name"] = with_nothing_hidden(body["name"])
    return as_people_have_it(body)


def as_people_have_it(body: dict[str, Any]) -> dict[str, Any]:
    """No password is one of the commonest; mail can go to the domain of an address; keys expire in the future."""
    for name in PASSWORDS & body.keys():
        body[name] = f"uncommon {body[name]}"[:MAX_PASSWORD]
    if isinstance(body.get("email"), str) and not is_address(body["email"]):
        body["email"] = "ada@example.org"
    if body.get("expires_at"):
        body["expires_at"] = "2999-12-31T23:59:59Z"
    return body


def with_nothing_hidden(name: str) -> str:
    """Nobody is called by what nobody sees; patterns that all tools read say so up to U+FFFF only."""
    return "".join("x" if ord(letter) > 0xFFFF and hidden(letter) else letter for letter in name)


def payable(amount: str, currency: str) -> str:
    """An amount has as many decimal places as its currency (as if/then in the document, tools mistake the rule)."""
    units, _, fraction = amount.partition(".")
    kept = fraction[: DIGITS[currency]]
    return f"{units}.{kept}" if kept else units


def in_order_of_life(body: dict[str, Any]) -> dict[str, Any]:
    """Nobody dies before being born; a change of one year alone meets the other as it was."""
    years = [body[name] for name in ("born", "died") if isinstance(body.get(name), int)]
    if len(years) == 2:
        return body | {"born": min(years), "died": max(years)}
    return body | {"born": body.get("born"), "died": body.get("died")} if years else body


def with_a_slug(body: dict[str, Any], case: Any) -> dict[str, Any]:
    """A name without letters needs a slug beside it; shelves keep theirs, because other requests name them."""
    if (case.path_parameters or {}).get("slug") in SHELVES:
        return {name: value for name, value in body.items() if name != "slug"}
    if case.operation.method == "post" and not slug(body["name"]):
        return body | {"slug": "without-letters"}
    return body

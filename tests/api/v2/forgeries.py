"""Tokens and Authorization headers that are none, or not good: what anybody may try."""

import hmac
import json
import string
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from typing import Any

import jwt

CLAIMS = ("iss", "aud", "exp", "iat", "jti", "sub", "type", "role", "sid")
HEADER = {"alg": "HS256", "typ": "JWT"}
OTHER_SECRET = "another secret of at least 32 bytes!!"
HUGE = 10**400
DIGITS = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
"""Those of base64 for URLs: neighbours differ by one bit."""

WRONG: dict[str, tuple[Any, ...]] = {
    "iss": ("other", "", "Bookstore", ["bookstore"], None, 1),
    "aud": ("other", "", [], ["bookstore-api"], ["bookstore-api", "other"], None, {"bookstore-api": 1}),
    "exp": (0, -1, "soon", "9999999999", None, [], {}, True, 9e9, HUGE, -HUGE),
    "iat": (9999999999, "1", "now", None, [], False, 1.5, HUGE),
    "jti": (None, 1, [], {}),
    "sub": (
        1,
        "999999",
        "x",
        "-1",
        "+1",
        "01",
        "1.0",
        "",
        " 1",
        "1 ",
        "1_0",
        "٣",
        "9" * 30,
        "9" * 5000,
        ["1"],
        {},
        None,
    ),
    "type": ("refresh", "Access", "reset", "confirm", "", None, ["access"]),
    "role": ("admin", "customer", "STAFF", "", None, ["staff"], 1),
    "sid": (0, -1, 999999, "1", 1.0, True, None, [1], 2**63, HUGE),
}
"""Values that a claim does not have, in tokens that are signed as they should be."""

HEADERS: tuple[dict[str, Any], ...] = (
    {"alg": "none"},
    {"alg": "None"},
    {"alg": ""},
    {"alg": None},
    {"alg": ["HS256"]},
    {"alg": {"HS256": 1}},
    {"alg": "HS512"},
    {"alg": "RS256"},
    {"alg": "hs256"},
    {"crit": ["exp"]},
    {"crit": ["b64"], "b64": False},
    {"b64": False},
    {"kid": "../../../../dev/null"},
    {"kid": "' UNION SELECT 'x"},
    {"jku": "https://attacker.example/jwks.json"},
    {"jwk": {"kty": "oct", "k": "AAAA"}},
    {"x5u": "https://attacker.example/"},
    {"typ": "at+jwt"},
    {"typ": None},
    {"cty": "JWT"},
    {"zip": "DEF"},
)
"""What is changed in the header of a token whose signature is right for it."""


def part(value: Any) -> str:
    """A part of a token: JSON, or bytes as they are."""
    octets = value if isinstance(value, bytes) else json.dumps(value).encode()
    return urlsafe_b64encode(octets).decode().rstrip("=")


def signed(secret: str, header: Any, claims: Any) -> str:
    """A token with a signature by HMAC-SHA256 that is right, whatever is in it."""
    body = f"{part(header)}.{part(claims)}"
    return f"{body}.{part(hmac.digest(secret.encode(), body.encode(), 'sha256'))}"


def forgeries(secret: str, genuine: str, refresh: str) -> Iterator[tuple[str, str]]:
    """Each attempt by its name, as the value of an Authorization header."""
    claims = jwt.decode(genuine, options={"verify_signature": False})
    yield from _claims(secret, claims)
    yield from _headers(secret, claims)
    yield from _signatures(claims, genuine)
    yield from _shapes(secret, claims, genuine)
    yield from _schemes(genuine)
    yield "a refresh token", f"Bearer {refresh}"


def _claims(secret: str, claims: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name in CLAIMS:
        less = {key: value for key, value in claims.items() if key != name}
        yield f"without {name}", f"Bearer {signed(secret, HEADER, less)}"
    for name, values in WRONG.items():
        for value in values:
            yield f"{name}={str(value)[:30]!r}", f"Bearer {signed(secret, HEADER, claims | {name: value})}"


def _headers(secret: str, claims: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for change in HEADERS:
        yield f"header {change}", f"Bearer {signed(secret, HEADER | change, claims)}"
    for name in HEADER:
        less = {key: value for key, value in HEADER.items() if key != name}
        yield f"header without {name}", f"Bearer {signed(secret, less, claims)}"


def _signatures(claims: dict[str, Any], genuine: str) -> Iterator[tuple[str, str]]:
    head, body, signature = genuine.split(".")
    yield "another secret", f"Bearer {jwt.encode(claims, OTHER_SECRET, algorithm='HS256')}"
    yield "an empty secret", f"Bearer {signed('', HEADER, claims)}"
    yield "RS256", f"Bearer {part(HEADER | {'alg': 'RS256'})}.{body}.{part(bytes(range(256)))}"
    yield "unsigned", f"Bearer {jwt.encode(claims, None, algorithm='none')}"
    yield "none with our signature", f"Bearer {part(HEADER | {'alg': 'none'})}.{body}.{signature}"
    yield "no signature", f"Bearer {head}.{body}."
    yield "half a signature", f"Bearer {head}.{body}.{signature[:20]}"
    yield "another's body", f"Bearer {head}.{part(claims | {'role': 'admin'})}.{signature}"
    for place in (*range(0, len(genuine), 17), len(genuine) - 1):
        flipped = DIGITS[DIGITS.index(genuine[place]) ^ 1] if genuine[place] != "." else "_"
        yield f"character {place} flipped", f"Bearer {genuine[:place]}{flipped}{genuine[place + 1 :]}"


def _shapes(secret: str, claims: dict[str, Any], genuine: str) -> Iterator[tuple[str, str]]:
    head, body, signature = genuine.split(".")
    for name, value in {"a list": [claims], "null": None, "text": "x", "no JSON": b"{", "bytes": b"\xff\xfe"}.items():
        yield f"claims are {name}", f"Bearer {signed(secret, HEADER, value)}"
        yield f"the header is {name}", f"Bearer {signed(secret, value, claims)}"
    yield "deep claims", f"Bearer {signed(secret, HEADER, b'[' * 2000)}"
    for odd in ("", "x", "a.b", "a.b.c", "..", "...", f"{genuine}.x", f"{head}.{body}", f"{genuine},x", f"{genuine} x"):
        yield f"token {odd[:20]!r}", f"Bearer {odd}"
    yield "huge", f"Bearer {head}.{body}{'A' * 5000}.{signature}"
    yield "a megabyte", f"Bearer {'a' * 1_000_000}"
    yield "not ASCII", f"Bearer {genuine[:-1]}ü"
    yield "padded", f"Bearer {genuine}=="
    yield "quoted", f'Bearer "{genuine}"'
    yield "JSON serialised", "Bearer " + json.dumps({"payload": body, "protected": head, "signature": signature})


def _schemes(genuine: str) -> Iterator[tuple[str, str]]:
    yield "two headers", f"Bearer {genuine},Bearer {genuine}"
    yield "two headers of two schemes", f"Bearer {genuine},Basic eDp5"
    for scheme in ("", "Token", "Digest", "JWT", "Bearer,", "Bearer:", "Bearer\t", "Négocier"):
        yield f"scheme {scheme!r}", f"{scheme} {genuine}"
    for header in ("", " ", "Bearer", "Basic", "bearer ", genuine):
        yield f"header {header[:10]!r}", header
    for text in (b"", b":", b"stan", b"stan:", b":x", b"stan:wrong", b"\xff:x", b"st\x00an:x", b"x" * 300 + b":x"):
        yield f"Basic {text[:10]!r}", f"Basic {b64encode(text).decode()}"
    for encoded in ("!!!", "c3Rhbjp4=", "c3Rhbjp", "c3Rhbjp4 c3Rhbjp4", "c3Rhbjp4,Basic c3Rhbjp4", "ü", "A" * 9000):
        yield f"Basic {encoded[:20]!r}", f"Basic {encoded}"

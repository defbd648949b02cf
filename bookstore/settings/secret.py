"""Secrets: the one that tokens and cursors are signed with, and the one that opens the metrics."""

import os
import re
import secrets
from contextlib import suppress
from pathlib import Path

from bookstore.settings.reader import ConfigurationError

MIN_SECRET_BYTES = 32
MIN_SECRET_VARIETY = 8
"""Different characters in a secret; random ones have more."""

PLACEHOLDERS = (
    "changeme",
    "changethis",
    "replaceme",
    "replacethis",
    "yoursecret",
    "placeholder",
    "example",
    "insecure",
)
MAKE_ONE = 'python -c "import secrets; print(secrets.token_hex(32))" makes one'


def secret_key(value: str, *, kept: Path, production: bool) -> str:
    """The secret that is given; without one, in development, the one that is kept in a file."""
    if len(value.encode()) >= MIN_SECRET_BYTES:
        if production and _is_no_secret(value):
            raise ConfigurationError(f"SECRET_KEY is not random, and nothing to run in production with: {MAKE_ONE}.")
        return value
    if value:
        raise ConfigurationError(f"SECRET_KEY is too short: it needs at least {MIN_SECRET_BYTES} bytes.")
    if production:
        raise ConfigurationError(
            f"SECRET_KEY is missing: production needs one of at least {MIN_SECRET_BYTES} bytes: {MAKE_ONE}."
        )
    return _kept_secret(kept)


def metrics_token(value: str) -> str | None:
    """What Prometheus says to be let in, if it must say anything; a refusal does not repeat it."""
    if value and not re.fullmatch(r"[A-Za-z0-9._~+/-]+=*", value):
        raise ConfigurationError("METRICS_TOKEN may hold A-Z, a-z, 0-9 and ._~+/- and end in =, as bearer tokens do.")
    return value or None


def _is_no_secret(value: str) -> bool:
    """Whether it is repetitive, or says itself that it is to be replaced."""
    letters = "".join(filter(str.isalnum, value.casefold()))
    return len(set(value)) < MIN_SECRET_VARIETY or any(word in letters for word in PLACEHOLDERS)


def _kept_secret(path: Path) -> str:
    """The secret of this development machine: made at the first start, kept for its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        with open(fresh, "x", opener=_owner_only) as file:
            file.write(secrets.token_hex(MIN_SECRET_BYTES))
        with suppress(FileExistsError):
            path.hardlink_to(fresh)  # whole from the first moment on, whoever else starts now
        fresh.unlink()
    secret = path.read_text()
    if len(secret) < MIN_SECRET_BYTES:
        raise ConfigurationError(f"{path} holds no secret of at least {MIN_SECRET_BYTES} bytes: delete it.")
    return secret


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)

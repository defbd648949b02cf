"""Where other things are: the database, Redis, the mail server, and this server for people."""

import re
from email.utils import formataddr, parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from redis import ConnectionPool
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from bookstore.settings.reader import ConfigurationError

_LABEL = "[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?"
_ORIGIN = re.compile(rf"(https?)://(?:{_LABEL}(?:\.{_LABEL})*|\[[0-9a-f:.]+\])(?::([1-9][0-9]{{0,4}}))?")
_BUCKET_OPTION = r"(?:region=[a-z0-9-]+|endpoint=https?://[A-Za-z0-9.:_\[\]-]+)"
_BUCKET_OPTIONS = re.compile(rf"(?:{_BUCKET_OPTION}(?:&{_BUCKET_OPTION})?)?")
DEFAULT_PORTS = {"http": "80", "https": "443"}


def database_url(value: str, *, instance: Path) -> str:
    """The database, as SQLAlchemy spells it; without one, a file of SQLite in the instance folder."""
    if not value:
        instance.mkdir(parents=True, exist_ok=True)
        return f"sqlite:///{instance / 'bookstore.db'}"
    for scheme in ("postgresql+psycopg://", "postgresql://", "postgres://"):
        if value.startswith(scheme):
            return _right_url("postgresql+psycopg://" + value.removeprefix(scheme))
    if value.startswith("sqlite:///"):
        return value
    raise ConfigurationError("DATABASE_URL must start with postgresql:// or sqlite:///.")


def _right_url(url: str) -> str:
    try:
        make_url(url)
    except (ArgumentError, ValueError):
        example = "postgresql://user:password@host:5432/name"
        raise ConfigurationError(f"DATABASE_URL is not a URL such as {example}.") from None
    return url


def redis_url(value: str) -> str | None:
    """Redis or Valkey, if any."""
    if value and not value.startswith(("redis://", "rediss://", "unix://")):
        raise ConfigurationError("REDIS_URL must start with redis://, rediss:// or unix://.")
    try:
        if value:
            ConnectionPool.from_url(value).make_connection()  # which connects to nothing yet
    except (ValueError, TypeError):
        raise ConfigurationError("REDIS_URL is not a URL such as redis://:password@host:6379/0.") from None
    return value or None


def storage_url(value: str, *, instance: Path) -> str:
    """Where files are kept: a folder, or a bucket that speaks S3; a refusal does not repeat it, as for mail."""
    if not value:
        return (instance / "files").as_uri()
    bucket = _is_url(value, ("s3",)) and _BUCKET_OPTIONS.fullmatch(urlsplit(value).query)
    if bucket or re.fullmatch(r"file:///[!-~]*[!-.0-~]", value):
        return value
    example = "s3://key:secret@bucket/folder?region=eu-central-1&endpoint=https://s3.example.org"
    raise ConfigurationError(f"STORAGE_URL must be like file:///srv/bookstore/files, or {example}.")


def smtp_url(value: str) -> str | None:
    """A mail server, if any; a refusal does not repeat it: it may hold a password."""
    if value and not (_is_url(value, ("smtp", "smtps")) and re.fullmatch(r"[^?#]*?/?(\?starttls=[01])?", value)):
        raise ConfigurationError("SMTP_URL must be like smtp://user:password@host:587?starttls=1, or smtps://host.")
    return value or None


def sender(value: str) -> str:
    """Whom letters come from."""
    name, address = parseaddr(value)
    if not (value.isprintable() and value.isascii() and re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", address)):
        raise ConfigurationError(f"MAIL_FROM is {value!r}, but must be like Bookstore <bookstore@example.org>.")
    return formataddr((name, address))


def web_url(name: str, value: str, example: str) -> str:
    """Where something is on the web: this server for people, or a service of others."""
    if not _is_url(value, ("http", "https")) or not re.fullmatch(r"[!-~]+", value) or re.search("[?#@]", value):
        raise ConfigurationError(f"{name} is {value!r}, but must be like {example}.")
    return value.rstrip("/")


def origins(value: str) -> tuple[str, ...]:
    """The origins whose pages may call the API, between commas, or `*` for all."""
    found = tuple(part.strip() for part in value.split(",") if value)
    if found != ("*",) and not all(map(_is_origin, found)):
        example = "https://shop.example.org,http://localhost:3000"
        raise ConfigurationError(
            f"CORS_ORIGINS is {value!r}, but must be * or origins as browsers send them: {example}."
        )
    return found


def _is_origin(text: str) -> bool:
    """Whether a browser would write it so: in small letters, without a default port, a path or a slash at its end."""
    match = _ORIGIN.fullmatch(text)
    return match is not None and match[2] != DEFAULT_PORTS[match[1]] and int(match[2] or 0) < 65_536


def _is_url(value: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False

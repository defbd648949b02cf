"""Configuration: read from the environment once, checked, and refused with a sentence when it is wrong."""

import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import formataddr, parseaddr
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError
from werkzeug.http import http_date, parse_date

INSTANCE = Path(__file__).parent / "instance"
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
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


class ConfigurationError(ValueError):
    """A setting that the program can't start with."""


@dataclass(frozen=True)
class Config:
    """All settings of the program; the names are those of the environment, but for Flask's own."""

    APP_ENV: str
    SECRET_KEY: str
    SQLALCHEMY_DATABASE_URI: str
    REDIS_URL: str | None = None
    SMTP_URL: str | None = None
    MAIL_FROM: str = "bookstore@localhost"
    PUBLIC_URL: str = "http://127.0.0.1:8000"
    API_DEFAULT_VERSION: str = "1"
    V1_SUNSET: datetime | None = None
    V1_PASSWORD_IN_QUERY: bool = False
    MAX_CONTENT_LENGTH: int = 1024 * 1024
    REQUIRE_IF_MATCH: bool = False
    LOG_LEVEL: str = "INFO"
    LOG_FORMAT: str = "json"
    DB_POOL_SIZE: int = 5
    DB_STATEMENT_TIMEOUT: int = 15
    PASSWORD_HASHES_AT_ONCE: int = 2
    REQUIRE_HTTPS: bool = False
    TRUSTED_PROXIES: tuple[str, ...] = ()
    TESTING: bool = False

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Config":
        """The configuration that the environment asks for; ConfigurationError names what is wrong."""
        read = _Reader(environ)
        Server.from_environment(environ)  # wrong ones are told by every command, and not by gunicorn alone
        app_env = read.one_of("APP_ENV", ("development", "production"), "development")
        return cls(
            APP_ENV=app_env,
            SECRET_KEY=_secret(environ.get("SECRET_KEY", ""), production=app_env == "production"),
            SQLALCHEMY_DATABASE_URI=_database_url(environ.get("DATABASE_URL", ""), production=app_env == "production"),
            REDIS_URL=_redis_url(environ.get("REDIS_URL", "")),
            SMTP_URL=_smtp_url(environ.get("SMTP_URL", "")),
            MAIL_FROM=_sender(environ.get("MAIL_FROM") or "bookstore@localhost"),
            PUBLIC_URL=_public_url(environ.get("PUBLIC_URL") or "http://127.0.0.1:8000"),
            API_DEFAULT_VERSION=read.one_of("API_DEFAULT_VERSION", _versions(), "1"),
            V1_SUNSET=read.moment("V1_SUNSET"),
            V1_PASSWORD_IN_QUERY=read.boolean("V1_PASSWORD_IN_QUERY", default=False),
            MAX_CONTENT_LENGTH=read.integer("MAX_CONTENT_LENGTH", 1024, 1024**3, 1024 * 1024),
            REQUIRE_IF_MATCH=read.boolean("REQUIRE_IF_MATCH", default=False),
            LOG_LEVEL=read.one_of("LOG_LEVEL", LOG_LEVELS, "INFO"),
            LOG_FORMAT=read.one_of("LOG_FORMAT", ("json", "text"), "json" if app_env == "production" else "text"),
            DB_POOL_SIZE=read.integer("DB_POOL_SIZE", 1, 100, 5),
            DB_STATEMENT_TIMEOUT=read.integer("DB_STATEMENT_TIMEOUT", 1, 3600, 15),
            PASSWORD_HASHES_AT_ONCE=read.integer("PASSWORD_HASHES_AT_ONCE", 1, 64, 2),
            REQUIRE_HTTPS=read.boolean("REQUIRE_HTTPS", default=False),
            TRUSTED_PROXIES=read.networks("TRUSTED_PROXIES"),
        )


@dataclass(frozen=True)
class Server:
    """How gunicorn is to serve, by the same names; it is asked before the application is loaded."""

    HOST: str = "127.0.0.1"
    PORT: int = 8000
    WEB_CONCURRENCY: int = 2
    WEB_THREADS: int = 4
    WEB_READ_TIMEOUT: float = 5.0

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Server":
        """What the environment asks for; ConfigurationError names what is wrong."""
        read = _Reader(environ)
        return cls(
            HOST=read.host("HOST", "127.0.0.1"),
            PORT=read.integer("PORT", 1, 65_535, 8000),
            WEB_CONCURRENCY=read.integer("WEB_CONCURRENCY", 1, 256, 2),
            WEB_THREADS=read.integer("WEB_THREADS", 1, 256, 4),
            WEB_READ_TIMEOUT=read.seconds("WEB_READ_TIMEOUT", 5.0),
        )

    @property
    def address(self) -> str:
        """Where it listens; an IPv6 address stands in brackets."""
        return f"[{self.HOST}]:{self.PORT}" if ":" in self.HOST else f"{self.HOST}:{self.PORT}"


def testing(**overrides: Any) -> Config:
    """The configuration of the test suite."""
    return replace(
        Config(
            APP_ENV="development",
            SECRET_KEY=secrets.token_hex(MIN_SECRET_BYTES),
            SQLALCHEMY_DATABASE_URI="sqlite://",
            LOG_LEVEL="WARNING",
            TESTING=True,
        ),
        **overrides,
    )


class _Reader:
    """Values of the environment by type; an empty one counts as not given."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ

    def one_of(self, name: str, choices: tuple[str, ...], default: str) -> str:
        value = self.environ.get(name) or default
        if value not in choices:
            raise ConfigurationError(f"{name} is {value!r}, but must be one of {', '.join(choices)}.")
        return value

    def integer(self, name: str, least: int, most: int, default: int) -> int:
        value = self.environ.get(name) or str(default)
        if not (re.fullmatch("[0-9]{1,18}", value) and least <= int(value) <= most):
            raise ConfigurationError(f"{name} is {value!r}, but must be a whole number from {least} to {most}.")
        return int(value)

    def boolean(self, name: str, *, default: bool) -> bool:
        return self.one_of(name, ("0", "1"), str(int(default))) == "1"

    def seconds(self, name: str, default: float) -> float:
        value = self.environ.get(name) or str(default)
        if not (re.fullmatch("[0-9]{1,3}(?:[.][0-9]{1,3})?", value) and float(value) > 0):
            raise ConfigurationError(f"{name} is {value!r}, but must be seconds such as 5 or 0.5, less than 1000.")
        return float(value)

    def host(self, name: str, default: str) -> str:
        value = self.environ.get(name) or default
        if not (re.fullmatch("[A-Za-z0-9_.-]+", value) or _is_address(value)):
            raise ConfigurationError(f"{name} is {value!r}, but must be a name or an address such as 0.0.0.0 or ::.")
        return value

    def networks(self, name: str) -> tuple[str, ...]:
        value = self.environ.get(name, "")
        try:
            return tuple(str(ip_network(part.strip())) for part in value.split(",") if value)
        except ValueError:
            example = "127.0.0.1,10.0.0.0/8"
            raise ConfigurationError(f"{name} is {value!r}, but must be addresses or networks: {example}.") from None

    def moment(self, name: str) -> datetime | None:
        value = self.environ.get(name)
        moment = parse_date(value)
        if value and (moment is None or http_date(moment) != value):
            raise ConfigurationError(f"{name} is {value!r}, but must be a date such as Fri, 31 Dec 2027 23:59:59 GMT.")
        return moment


def _is_address(value: str) -> bool:
    try:
        ip_address(value)
    except ValueError:
        return False
    return True


def _versions() -> tuple[str, ...]:
    from bookstore.api import VERSIONS  # noqa: PLC0415  (the application itself reads the configuration)

    return tuple(VERSIONS)


def _secret(value: str, *, production: bool) -> str:
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
    return _kept_secret(INSTANCE / "secret_key")


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


def _database_url(value: str, *, production: bool) -> str:
    if not value and production:
        raise ConfigurationError(
            "DATABASE_URL is missing: production needs postgresql://user:password@host/name, "
            "or sqlite:////data/bookstore.db for a file in a folder that is kept."
        )
    if not value:
        INSTANCE.mkdir(parents=True, exist_ok=True)
        return f"sqlite:///{INSTANCE / 'bookstore.db'}"
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


def _redis_url(value: str) -> str | None:
    if value and not value.startswith(("redis://", "rediss://", "unix://")):
        raise ConfigurationError("REDIS_URL must start with redis://, rediss:// or unix://.")
    return value or None


def _smtp_url(value: str) -> str | None:
    """A refusal does not repeat it: it may hold a password."""
    if value and not (_is_url(value, ("smtp", "smtps")) and re.fullmatch(r"[^?#]*?/?(\?starttls=[01])?", value)):
        raise ConfigurationError("SMTP_URL must be like smtp://user:password@host:587?starttls=1, or smtps://host.")
    return value or None


def _sender(value: str) -> str:
    name, address = parseaddr(value)
    if not (value.isprintable() and value.isascii() and re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", address)):
        raise ConfigurationError(f"MAIL_FROM is {value!r}, but must be like Bookstore <bookstore@example.org>.")
    return formataddr((name, address))


def _public_url(value: str) -> str:
    if not _is_url(value, ("http", "https")) or not re.fullmatch(r"[!-~]+", value) or re.search("[?#@]", value):
        raise ConfigurationError(f"PUBLIC_URL is {value!r}, but must be like https://bookstore.example.org.")
    return value.rstrip("/")


def _is_url(value: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False

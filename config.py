"""Configuration: read from the environment once, checked, and refused with a sentence when it is wrong."""

import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

INSTANCE = Path(__file__).parent / "instance"
MIN_SECRET_BYTES = 32
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
    API_DEFAULT_VERSION: str = "1"
    MAX_CONTENT_LENGTH: int = 1024 * 1024
    REQUIRE_IF_MATCH: bool = False
    LOG_LEVEL: str = "INFO"
    LOG_FORMAT: str = "json"
    DB_POOL_SIZE: int = 5
    DB_STATEMENT_TIMEOUT: int = 15
    TESTING: bool = False

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Config":
        """The configuration that the environment asks for; ConfigurationError names what is wrong."""
        read = _Reader(environ)
        app_env = read.one_of("APP_ENV", ("development", "production"), "development")
        return cls(
            APP_ENV=app_env,
            SECRET_KEY=_secret(environ.get("SECRET_KEY", ""), production=app_env == "production"),
            SQLALCHEMY_DATABASE_URI=_database_url(environ.get("DATABASE_URL", "")),
            REDIS_URL=_redis_url(environ.get("REDIS_URL", "")),
            API_DEFAULT_VERSION=read.one_of("API_DEFAULT_VERSION", ("1", "2"), "1"),
            MAX_CONTENT_LENGTH=read.integer("MAX_CONTENT_LENGTH", 1024, 1024**3, 1024 * 1024),
            REQUIRE_IF_MATCH=read.boolean("REQUIRE_IF_MATCH", default=False),
            LOG_LEVEL=read.one_of("LOG_LEVEL", LOG_LEVELS, "INFO"),
            LOG_FORMAT=read.one_of("LOG_FORMAT", ("json", "text"), "json" if app_env == "production" else "text"),
            DB_POOL_SIZE=read.integer("DB_POOL_SIZE", 1, 100, 5),
            DB_STATEMENT_TIMEOUT=read.integer("DB_STATEMENT_TIMEOUT", 1, 3600, 15),
        )


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


def _secret(value: str, *, production: bool) -> str:
    if len(value.encode()) >= MIN_SECRET_BYTES:
        return value
    if value:
        raise ConfigurationError(f"SECRET_KEY is too short: it needs at least {MIN_SECRET_BYTES} bytes.")
    if production:
        raise ConfigurationError(
            f"SECRET_KEY is missing: production needs one of at least {MIN_SECRET_BYTES} bytes "
            '(python -c "import secrets; print(secrets.token_hex(32))" makes one).'
        )
    return _kept_secret(INSTANCE / "secret_key")


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


def _database_url(value: str) -> str:
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

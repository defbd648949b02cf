"""Configuration: read from the environment once, checked, and refused with a sentence when it is wrong."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bookstore.settings.declared import declared, host, moment, networks, seconds, switch, whole, word
from bookstore.settings.lookups import google_books_key, lookup_providers
from bookstore.settings.rates import rate_limits
from bookstore.settings.reader import ConfigurationError, Reader
from bookstore.settings.secret import MIN_SECRET_BYTES, metrics_token, secret_key
from bookstore.settings.urls import database_url, origins, redis_url, sender, smtp_url, storage_url, web_url
from bookstore.values.lookups import PROVIDERS
from bookstore.values.rates import Rate

__all__ = ["Config", "ConfigurationError", "Server", "testing"]

INSTANCE = Path(__file__).parent / "instance"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


@dataclass(frozen=True)
class Config:
    """All settings of the program; the names are those of the environment, but for Flask's own."""

    APP_ENV: str
    SECRET_KEY: str
    SQLALCHEMY_DATABASE_URI: str
    STORAGE_URL: str = (INSTANCE / "files").as_uri()
    INSTANCE_FOLDER: Path | None = None
    REDIS_URL: str | None = None
    UPLOADS_FOLDER: Path | None = None
    CACHE_ENABLED: bool = switch(default=True)
    CACHE_SECONDS: int = whole(60, 1, 86_400)
    CACHE_MEGABYTES: int = whole(32, 1, 4096)
    SMTP_URL: str | None = None
    MAIL_FROM: str = "bookstore@localhost"
    PUBLIC_URL: str = "http://127.0.0.1:8000"
    API_DEFAULT_VERSION: str = "1"
    V1_SUNSET: datetime | None = moment()  # noqa: RUF009  (a field, like all others here)
    V1_PASSWORD_IN_QUERY: bool = switch(default=False)
    MAX_CONTENT_LENGTH: int = whole(1024 * 1024, 1024, 1024**3)
    MAX_IMPORT_LENGTH: int = whole(100 * 1024 * 1024, 1024, 1024**4)
    MAX_COVER_LENGTH: int = whole(5 * 1024 * 1024, 1024, 1024**3)
    MAX_ATTACHMENT_LENGTH: int = whole(10 * 1024 * 1024, 1024, 1024**3)
    REQUIRE_IF_MATCH: bool = switch(default=False)
    LOG_LEVEL: str = "INFO"
    LOG_FORMAT: str = "json"
    DB_POOL_SIZE: int = whole(5, 1, 100)
    DB_STATEMENT_TIMEOUT: int = whole(15, 1, 3600)
    PASSWORD_HASHES_AT_ONCE: int = whole(2, 1, 64)
    REQUIRE_HTTPS: bool = switch(default=False)
    TRUSTED_PROXIES: tuple[str, ...] = networks()
    CORS_ORIGINS: tuple[str, ...] = ()
    LOOKUP_PROVIDERS: tuple[str, ...] = PROVIDERS
    LOOKUP_BUDGET: float = seconds(10.0)
    OPENLIBRARY_URL: str = "https://openlibrary.org"
    GOOGLE_BOOKS_URL: str = "https://www.googleapis.com"
    GOOGLE_BOOKS_KEY: str | None = None
    METRICS_TOKEN: str | None = None
    BUILD: str = word("unknown")
    SLOW_REQUEST_MS: int = whole(1000, 1, 3_600_000)
    SLOW_SQL_MS: int = whole(500, 1, 3_600_000)
    USAGE_INTERVAL: float = seconds(5.0)
    USAGE_DAYS: int = whole(30, 1, 3650)
    RATELIMIT_ENABLED: bool = switch(default=True)
    RATELIMITS: Mapping[str, tuple[Rate, ...]] = field(default_factory=lambda: rate_limits({}))
    TESTING: bool = False

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Config":
        """The configuration that the environment asks for; ConfigurationError names what is wrong."""
        read = Reader(environ)
        server = Server.from_environment(environ)  # wrong ones are told by every command, and not by gunicorn alone
        instance = read.folder("INSTANCE_FOLDER", INSTANCE)
        app_env = read.one_of("APP_ENV", ("development", "production"), "development")
        return cls(
            APP_ENV=app_env,
            SECRET_KEY=secret_key(
                environ.get("SECRET_KEY", ""), kept=instance / "secret_key", production=app_env == "production"
            ),
            SQLALCHEMY_DATABASE_URI=database_url(environ.get("DATABASE_URL", ""), instance=instance),
            STORAGE_URL=storage_url(environ.get("STORAGE_URL", ""), instance=instance),
            INSTANCE_FOLDER=instance,
            UPLOADS_FOLDER=read.folder("UPLOADS_FOLDER", instance / "uploads"),
            REDIS_URL=redis_url(environ.get("REDIS_URL", "")),
            SMTP_URL=smtp_url(environ.get("SMTP_URL", "")),
            MAIL_FROM=sender(environ.get("MAIL_FROM") or cls.MAIL_FROM),
            PUBLIC_URL=web_url(
                "PUBLIC_URL",
                environ.get("PUBLIC_URL") or f"http://127.0.0.1:{server.PORT}",
                "https://bookstore.example.org",
            ),
            API_DEFAULT_VERSION=read.one_of("API_DEFAULT_VERSION", _versions(), cls.API_DEFAULT_VERSION),
            LOG_LEVEL=read.one_of("LOG_LEVEL", LOG_LEVELS, cls.LOG_LEVEL),
            LOG_FORMAT=read.one_of("LOG_FORMAT", ("json", "text"), "json" if app_env == "production" else "text"),
            RATELIMITS=rate_limits(environ),
            CORS_ORIGINS=origins(environ.get("CORS_ORIGINS", "")),
            LOOKUP_PROVIDERS=lookup_providers(environ.get("LOOKUP_PROVIDERS", "")),
            OPENLIBRARY_URL=_service("OPENLIBRARY_URL", environ, cls.OPENLIBRARY_URL),
            GOOGLE_BOOKS_URL=_service("GOOGLE_BOOKS_URL", environ, cls.GOOGLE_BOOKS_URL),
            GOOGLE_BOOKS_KEY=google_books_key(environ.get("GOOGLE_BOOKS_KEY", "")),
            METRICS_TOKEN=metrics_token(environ.get("METRICS_TOKEN", "")),
            **declared(cls, read),
        )


@dataclass(frozen=True)
class Server:
    """How gunicorn is to serve, by the same names; it is asked before the application is loaded."""

    HOST: str = host("127.0.0.1")
    PORT: int = whole(8000, 1, 65_535)
    WEB_CONCURRENCY: int = whole(2, 1, 256)
    WEB_THREADS: int = whole(8, 1, 256)
    WEB_READ_TIMEOUT: float = seconds(5.0)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Server":
        """What the environment asks for; ConfigurationError names what is wrong."""
        return cls(**declared(cls, Reader(environ)))

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
            STORAGE_URL="file:///nonexistent/files",
            LOG_LEVEL="WARNING",
            RATELIMIT_ENABLED=False,
            LOOKUP_PROVIDERS=(),
            USAGE_INTERVAL=0,
            TESTING=True,
        ),
        **overrides,
    )


def _service(name: str, environ: Mapping[str, str], default: str) -> str:
    return web_url(name, environ.get(name) or default, default)


def _versions() -> tuple[str, ...]:
    from bookstore.api import VERSIONS  # noqa: PLC0415  (the application itself reads the configuration)

    return tuple(VERSIONS)

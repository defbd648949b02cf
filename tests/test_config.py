"""Configuration: right values are taken, wrong ones stop the start with a sentence that names them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import config
from config import Config, ConfigurationError

SECRET = "s" * 32
ROOT = Path(config.__file__).parent


@pytest.fixture
def instance(tmp_path, monkeypatch):
    """A folder for what the program keeps."""
    monkeypatch.setattr(config, "INSTANCE", tmp_path / "instance")
    return tmp_path / "instance"


def read(**environ):
    """The configuration of an environment with a good secret."""
    return Config.from_environment({"SECRET_KEY": SECRET} | environ)


def test_an_empty_environment_is_that_of_a_developer(instance):
    found = Config.from_environment({})
    assert (found.APP_ENV, found.LOG_FORMAT, found.API_DEFAULT_VERSION, found.REDIS_URL) == (
        "development",
        "text",
        "1",
        None,
    )
    assert f"sqlite:///{instance / 'bookstore.db'}" == found.SQLALCHEMY_DATABASE_URI
    assert (found.MAX_CONTENT_LENGTH, found.REQUIRE_IF_MATCH, found.LOG_LEVEL) == (1024 * 1024, False, "INFO")


def test_values_of_the_environment_are_taken():
    found = read(
        APP_ENV="production", API_DEFAULT_VERSION="2", REQUIRE_IF_MATCH="1", MAX_CONTENT_LENGTH="2048", DB_POOL_SIZE="9"
    )
    assert (found.APP_ENV, found.API_DEFAULT_VERSION, found.REQUIRE_IF_MATCH) == ("production", "2", True)
    assert (found.MAX_CONTENT_LENGTH, found.DB_POOL_SIZE, found.LOG_FORMAT) == (2048, 9, "json")
    assert read(REDIS_URL="redis://x:1/0").REDIS_URL == "redis://x:1/0"


def test_an_empty_value_counts_as_not_given(instance):
    given = dict.fromkeys(
        ("APP_ENV", "DATABASE_URL", "REDIS_URL", "MAX_CONTENT_LENGTH", "REQUIRE_IF_MATCH", "LOG_LEVEL"), ""
    )
    assert read(**given) == read()


@pytest.mark.parametrize(
    ("name", "values"),
    {
        "APP_ENV": ("test", "Production"),
        "API_DEFAULT_VERSION": ("3", "2.0", "v1"),
        "MAX_CONTENT_LENGTH": ("0", "1023", "-1", "1e6", "1_000_000", "1 MB", "٣٠٠٠", "9" * 5000, str(1024**3 + 1)),
        "REQUIRE_IF_MATCH": ("yes", "true", "2"),
        "LOG_LEVEL": ("debug", "LOUD"),
        "LOG_FORMAT": ("xml",),
        "DB_POOL_SIZE": ("0", "101", "x"),
        "DB_STATEMENT_TIMEOUT": ("0", "3601", "1.5"),
        "DATABASE_URL": ("mysql://x/y", "sqlite://", "x", "http://x"),
        "REDIS_URL": ("http://x", "localhost:6379"),
        "SECRET_KEY": ("short", "s" * 31, "ü" * 15),
    }.items(),
)
def test_a_wrong_value_is_refused_by_name(name, values):
    for value in values:
        with pytest.raises(ConfigurationError, match=rf"^{name} .*[.]$"):
            read(**{name: value})


def test_postgresql_is_named_in_any_of_its_ways():
    for scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        assert read(DATABASE_URL=f"{scheme}://u:p@h/d").SQLALCHEMY_DATABASE_URI == "postgresql+psycopg://u:p@h/d"
    assert read(DATABASE_URL="sqlite:////tmp/x.db").SQLALCHEMY_DATABASE_URI == "sqlite:////tmp/x.db"


def test_production_needs_a_secret(instance):
    for environ in ({}, {"SECRET_KEY": ""}, {"SECRET_KEY": "s" * 31}):
        with pytest.raises(ConfigurationError, match=r"^SECRET_KEY .*32 bytes"):
            Config.from_environment({"APP_ENV": "production"} | environ)
    assert not (instance / "secret_key").exists()
    assert Config.from_environment({"APP_ENV": "production", "SECRET_KEY": SECRET}).SECRET_KEY == SECRET


def test_a_secret_is_measured_in_bytes():
    assert read(SECRET_KEY="ü" * 16).SECRET_KEY == "ü" * 16


def test_development_keeps_the_secret_that_it_made(instance):
    made = Config.from_environment({}).SECRET_KEY
    assert len(made) == 64
    assert (instance / "secret_key").stat().st_mode & 0o777 == 0o600
    assert made == Config.from_environment({}).SECRET_KEY
    (instance / "secret_key").unlink()
    assert made != Config.from_environment({}).SECRET_KEY


def test_a_kept_secret_that_is_damaged_is_named(instance):
    instance.mkdir()
    (instance / "secret_key").write_text("x")
    with pytest.raises(ConfigurationError, match="secret_key holds no secret"):
        Config.from_environment({})


def test_a_refusal_does_not_tell_the_secret():
    with pytest.raises(ConfigurationError) as refused:
        read(SECRET_KEY="hunter2")
    assert "hunter2" not in str(refused.value)


def test_the_server_does_not_start_with_a_wrong_value():
    environ = {"PATH": os.environ["PATH"], "SECRET_KEY": SECRET, "MAX_CONTENT_LENGTH": "lots"}
    command = [sys.executable, "-c", "import wsgi"]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "MAX_CONTENT_LENGTH is 'lots', but must be a whole number from 1024 to 1073741824.\n"


def test_a_database_url_that_is_none_stops_the_start():
    with pytest.raises(ConfigurationError, match="DATABASE_URL"):
        Config.from_environment({"DATABASE_URL": "postgresql://user:password@host:port/name", "SECRET_KEY": "s" * 32})

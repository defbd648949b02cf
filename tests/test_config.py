"""Configuration: right values are taken, wrong ones stop the start with a sentence that names them."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

import config
from config import Config, ConfigurationError, Server

SECRET = "0123456789abcdef" * 2
DATABASE = "sqlite:////tmp/shop.db"
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
        APP_ENV="production",
        DATABASE_URL=DATABASE,
        API_DEFAULT_VERSION="2",
        REQUIRE_IF_MATCH="1",
        MAX_CONTENT_LENGTH="2048",
        DB_POOL_SIZE="9",
    )
    assert (found.APP_ENV, found.API_DEFAULT_VERSION, found.REQUIRE_IF_MATCH) == ("production", "2", True)
    assert (found.MAX_CONTENT_LENGTH, found.DB_POOL_SIZE, found.LOG_FORMAT) == (2048, 9, "json")
    assert read(REDIS_URL="redis://x:1/0").REDIS_URL == "redis://x:1/0"


def test_what_is_kept_has_a_folder(instance, tmp_path):
    assert (instance, instance / "uploads") == (read().INSTANCE_FOLDER, read().UPLOADS_FOLDER)
    found = Config.from_environment({"INSTANCE_FOLDER": str(tmp_path / "data")})
    assert f"sqlite:///{tmp_path / 'data' / 'bookstore.db'}" == found.SQLALCHEMY_DATABASE_URI
    assert (found.UPLOADS_FOLDER, (tmp_path / "data/secret_key").exists()) == (tmp_path / "data/uploads", True)
    assert Path("/srv/uploads") == read(UPLOADS_FOLDER="/srv/uploads").UPLOADS_FOLDER


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
        "V1_SUNSET": ("2027-12-31", "soon", "Fri, 31 Dec 2027 23:59:59", "Thu, 31 Dec 2027 23:59:59 GMT", "0"),
        "V1_PASSWORD_IN_QUERY": ("yes", "2"),
        "MAX_CONTENT_LENGTH": ("0", "1023", "-1", "1e6", "1_000_000", "1 MB", "٣٠٠٠", "9" * 5000, str(1024**3 + 1)),
        "REQUIRE_IF_MATCH": ("yes", "true", "2"),
        "LOG_LEVEL": ("debug", "LOUD"),
        "LOG_FORMAT": ("xml",),
        "DB_POOL_SIZE": ("0", "101", "x"),
        "DB_STATEMENT_TIMEOUT": ("0", "3601", "1.5"),
        "HOST": ("a b", "http://x", "[::1]", "x:y", "127.0.0.1:80"),
        "PORT": ("0", "65536", "http", "80.0"),
        "WEB_CONCURRENCY": ("0", "257", "two", "1.5"),
        "WEB_THREADS": ("0", "257", "-1"),
        "WEB_READ_TIMEOUT": ("0", "0.0", "1000", "5s", "nan", "-1"),
        "DATABASE_URL": ("mysql://x/y", "sqlite://", "x", "http://x"),
        "REDIS_URL": ("http://x", "localhost:6379"),
        "STORAGE_URL": (
            *("x", "/srv/files", "file:///", "file://srv", "http://x", "s3://", "s3://bucket?region=", "s3://b?x=y"),
            *("s3://b?endpoint=x", "s3://b?endpoint=ftp://x", "s3://b?region=a&region=b&region=c"),
        ),
        "MAX_COVER_LENGTH": ("0", "5 MB", "1023"),
        "MAX_ATTACHMENT_LENGTH": ("0", "10 MB", "1023"),
        "SMTP_URL": ("x", "http://x", "smtp://", "smtp://x:port", "smtp://x:99999", "smtp://x?tls=1", "smtp://x/y#z"),
        "MAIL_FROM": ("x", "a@b@c", "<a@b>\r\nBcc: c@d", "A <a>", "@"),
        "PUBLIC_URL": ("x", "ftp://x", "http://", "https://x?y", "https://x#y", "https://u:p@x", "https://x y"),
        "SECRET_KEY": ("short", "s" * 31, "ü" * 15),
        "PASSWORD_HASHES_AT_ONCE": ("0", "65", "two"),
        "REQUIRE_HTTPS": ("yes", "on"),
        "CORS_ORIGINS": (
            *(
                "shop.example.org",
                "https://shop.example.org/",
                "https://shop.example.org/x",
                "HTTPS://x",
                "https://X.org",
            ),
            *(
                "*,https://x",
                "https://*.example.org",
                "null",
                "https://x,",
                ",",
                "ftp://x",
                "https://u:p@x",
                "https://x y",
            ),
            *("https://x:443", "http://x:80", "http://x:0", "http://x:65536", "http://x:", "https://", "https://x?y"),
        ),
        "LOOKUP_PROVIDERS": ("amazon", "openlibrary,", "openlibrary,openlibrary", "none,openlibrary", "OpenLibrary"),
        "LOOKUP_BUDGET": ("0", "-1", "10s", "1000", "nan"),
        "OPENLIBRARY_URL": ("x", "ftp://x", "file:///etc/passwd", "https://u:p@x", "https://x?y"),
        "GOOGLE_BOOKS_URL": ("googleapis.com", "https://"),
        "GOOGLE_BOOKS_KEY": ("two words", "x" * 201, "ü"),
        "METRICS_TOKEN": ("two words", "ü", "=x", "a\nb", '"x"'),
        "BUILD": ("two words", "x" * 65, "ü", 'x"'),
        "SLOW_REQUEST_MS": ("0", "-1", "1.5", "1s", "3600001"),
        "SLOW_SQL_MS": ("0", "never"),
        "USAGE_INTERVAL": ("0", "0.0", "1000", "-1", "soon"),
        "USAGE_DAYS": ("0", "-1", "3651", "1.5", "always"),
        "RATELIMIT_ENABLED": ("yes", "true", "2"),
        "RATELIMIT_ANONYMOUS": (
            "100",
            "100/fortnight",
            "0/minute",
            "-1/minute",
            "1/0 minutes",
            "1/minute;2/minute",
            ";",
        ),
        "RATELIMIT_USER": ("many", "1/minute;", "1e3/day", f"{10**9 + 1}/day", "1/minute 2/day", "none"),
        "RATELIMIT_SEARCH": ("1.5/second", "1/minuteS/x", "٣/minute"),
        "RATELIMIT_SERACH": ("1/minute",),
        "INSTANCE_FOLDER": ("/etc/passwd",),
        "UPLOADS_FOLDER": ("/etc/passwd",),
        "MAX_IMPORT_LENGTH": ("0", "-1", "1GB"),
        "TRUSTED_PROXIES": ("nginx", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.1,", ",", "*", "10.0.0.1 10.0.0.2", "0x7f.1"),
    }.items(),
)
def test_a_wrong_value_is_refused_by_name(name, values):
    for value in values:
        with pytest.raises(ConfigurationError, match=rf"^{name} .*[.]$"):
            read(**{name: value})


def test_the_end_of_version_1_is_a_date_as_http_writes_it():
    assert datetime(2027, 12, 31, 23, 59, 59, tzinfo=UTC) == read(V1_SUNSET="Fri, 31 Dec 2027 23:59:59 GMT").V1_SUNSET
    assert (read().V1_SUNSET, read(V1_SUNSET="").V1_SUNSET) == (None, None)
    assert (read().V1_PASSWORD_IN_QUERY, read(V1_PASSWORD_IN_QUERY="1").V1_PASSWORD_IN_QUERY) == (False, True)


def test_gunicorn_is_told_in_one_sentence_what_is_wrong():
    command = [sys.executable, "-m", "gunicorn", "--check-config", "wsgi:app"]
    for name, value in (("PORT", "http"), ("WEB_THREADS", "0"), ("WEB_CONCURRENCY", "0"), ("HOST", "a b")):
        environ = {"PATH": os.environ["PATH"], "SECRET_KEY": SECRET, name: value}
        done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1), done.stderr
        assert done.stderr.startswith(f"{name} is {value!r}, but must be ")


def test_every_command_says_what_gunicorn_could_not_be_started_with():
    command = [sys.executable, "-m", "flask", "doctor"]
    environ = {"PATH": os.environ["PATH"], "SECRET_KEY": SECRET, "WEB_CONCURRENCY": "two"}
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "WEB_CONCURRENCY is 'two', but must be a whole number from 1 to 256.\n"


def test_the_server_listens_where_it_is_told():
    assert Server.from_environment({}) == Server("127.0.0.1", 8000, 2, 8, 5.0)
    assert Server.from_environment({"HOST": "::", "PORT": "80"}).address == "[::]:80"
    assert Server.from_environment({"HOST": "0.0.0.0", "WEB_READ_TIMEOUT": "0.5"}).address == "0.0.0.0:8000"  # noqa: S104


def test_postgresql_is_named_in_any_of_its_ways():
    for scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        assert read(DATABASE_URL=f"{scheme}://u:p@h/d").SQLALCHEMY_DATABASE_URI == "postgresql+psycopg://u:p@h/d"
    assert read(DATABASE_URL="sqlite:////tmp/x.db").SQLALCHEMY_DATABASE_URI == "sqlite:////tmp/x.db"


def test_mail_is_configured_by_urls():
    for url in ("smtp://localhost", "smtps://u:p%40ss@mail.example.org", "smtp://u:p@10.0.0.1:587?starttls=1"):
        assert url == read(SMTP_URL=url).SMTP_URL
    for sender in ("shop@example.org", "The Shop <shop@example.org>"):
        assert sender == read(MAIL_FROM=sender).MAIL_FROM
    assert read(PUBLIC_URL="https://shop.example.org/books/").PUBLIC_URL == "https://shop.example.org/books"


def test_who_is_asked_about_isbns_is_configured_by_name_and_url():
    found = read()
    assert (found.LOOKUP_PROVIDERS, found.LOOKUP_BUDGET) == (("openlibrary", "google_books"), 10.0)
    assert (found.OPENLIBRARY_URL, found.GOOGLE_BOOKS_URL) == ("https://openlibrary.org", "https://www.googleapis.com")
    assert read(LOOKUP_PROVIDERS="none").LOOKUP_PROVIDERS == ()
    assert read(LOOKUP_PROVIDERS="google_books, openlibrary").LOOKUP_PROVIDERS == ("google_books", "openlibrary")
    assert read(OPENLIBRARY_URL="http://127.0.0.1:8080/").OPENLIBRARY_URL == "http://127.0.0.1:8080"


def test_a_key_of_google_is_not_told():
    with pytest.raises(ConfigurationError) as refused:
        read(GOOGLE_BOOKS_KEY="hunter2 hunter2")
    assert "hunter2" not in str(refused.value)


def test_a_mail_servers_password_is_not_told():
    with pytest.raises(ConfigurationError) as refused:
        read(SMTP_URL="smtp://user:hunter2@host:port")
    assert "hunter2" not in str(refused.value)


def test_production_needs_a_secret(instance):
    for environ in ({}, {"SECRET_KEY": ""}, {"SECRET_KEY": "s" * 31}):
        with pytest.raises(ConfigurationError, match=r"^SECRET_KEY .*32 bytes"):
            Config.from_environment({"APP_ENV": "production", "DATABASE_URL": DATABASE} | environ)
    assert not (instance / "secret_key").exists()
    assert read(APP_ENV="production", DATABASE_URL=DATABASE).SECRET_KEY == SECRET


def test_production_too_has_a_file_of_its_own_where_no_database_is_named(instance):
    url = read(APP_ENV="production").SQLALCHEMY_DATABASE_URI
    assert url == f"sqlite:///{instance / 'bookstore.db'}"
    assert read(APP_ENV="production", DATABASE_URL=DATABASE).SQLALCHEMY_DATABASE_URI == DATABASE


def test_production_takes_no_secret_that_is_none():
    weak = ("s" * 64, "01" * 32, "change-me" * 8, "change_me_please_change_me_please!", "Your-Secret-Goes-Here-" * 2)
    for secret in (*weak, "replace this by something of 32 bytes", "placeholder-placeholder-placeholder"):
        with pytest.raises(ConfigurationError, match=r"^SECRET_KEY is not random.*token_hex") as refused:
            read(APP_ENV="production", DATABASE_URL=DATABASE, SECRET_KEY=secret)
        assert secret not in str(refused.value)


def test_proxies_are_addresses_and_networks():
    assert read().TRUSTED_PROXIES == ()
    assert read(TRUSTED_PROXIES="127.0.0.1, 10.0.0.0/8,fd00::/8").TRUSTED_PROXIES == (
        "127.0.0.1/32",
        "10.0.0.0/8",
        "fd00::/8",
    )


def test_limits_hold_for_whom_and_for_what_they_name():
    found = read(
        RATELIMIT_ANONYMOUS="1000/day; 100 per minute", RATELIMIT_CREATE="unlimited", RATELIMIT_AUTH=""
    ).RATELIMITS
    assert found["anonymous"] == ((100, 60), (1000, 86_400))
    assert (found["create"], found["auth"], found["login"]) == ((), ((60, 60),), ((10, 900),))
    assert (read().RATELIMIT_ENABLED, read(RATELIMIT_ENABLED="0").RATELIMIT_ENABLED) == (True, False)


def test_origins_are_those_of_pages():
    assert (read().CORS_ORIGINS, read(CORS_ORIGINS="").CORS_ORIGINS, read(CORS_ORIGINS="*").CORS_ORIGINS) == (
        (),
        (),
        ("*",),
    )
    origins = (
        "https://shop.example.org",
        "http://localhost:3000",
        "http://[::1]:8080",
        "http://10.0.0.1",
        "https://x:80",
    )
    assert origins == read(CORS_ORIGINS=" , ".join(origins)).CORS_ORIGINS


def test_the_token_of_metrics_is_one_that_a_header_can_hold():
    assert (read().METRICS_TOKEN, read(METRICS_TOKEN="").METRICS_TOKEN) == (None, None)
    assert read(METRICS_TOKEN="abc.DEF_1~2+3/4-5==").METRICS_TOKEN == "abc.DEF_1~2+3/4-5=="
    with pytest.raises(ConfigurationError) as refused:
        read(METRICS_TOKEN="hunter2 hunter2")
    assert "hunter2" not in str(refused.value)


def test_what_is_slow_is_a_matter_of_milliseconds():
    assert (read().SLOW_REQUEST_MS, read().SLOW_SQL_MS, read().BUILD) == (1000, 500, "unknown")
    found = read(SLOW_REQUEST_MS="250", SLOW_SQL_MS="1", BUILD="1.2.3+abc")
    assert (found.SLOW_REQUEST_MS, found.SLOW_SQL_MS, found.BUILD) == (250, 1, "1.2.3+abc")


def test_usage_is_kept_for_days_and_written_after_seconds():
    assert (read().USAGE_INTERVAL, read().USAGE_DAYS) == (5.0, 30)
    found = read(USAGE_INTERVAL="0.5", USAGE_DAYS="7")
    assert (found.USAGE_INTERVAL, found.USAGE_DAYS) == (0.5, 7)


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

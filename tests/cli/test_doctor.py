"""flask doctor: one line a check, and what to do; exit 1 unless all is well."""

import pytest

from bookstore import create_app
from bookstore.extensions import db
from config import testing
from tests.cli.conftest import commands_of, without_postgresql

NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture
def doctor(database_url, tmp_path):
    """Examines an application with settings of its own."""

    def doctor(**settings):
        settings = {"STORAGE_URL": (tmp_path / "files").as_uri(), **settings}
        url = database_url.replace("postgresql://", "postgresql+psycopg://")
        application = create_app(testing(**{"SQLALCHEMY_DATABASE_URI": url, **settings}))
        result = commands_of(application)("doctor")
        with application.app_context():
            db.engine.dispose()
        return result.exit_code, {line.split()[1]: line for line in result.stdout.splitlines()}

    return doctor


def test_all_is_well(doctor):
    code, found = doctor()
    assert code == 0
    assert list(found) == ["configuration", "database", "migrations", "redis", "jobs", "files", "mail"]
    assert all(line.startswith("ok") for line in found.values())


@without_postgresql
def test_a_database_without_tables_is_to_be_upgraded(doctor, tmp_path):
    code, found = doctor(SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path}/empty.db")
    assert code == 1
    assert found["database"].startswith("ok")
    assert "no tables yet: run `flask db upgrade`" in found["migrations"]


@pytest.mark.parametrize(("revision", "advice"), [("9999", "install the release that made them")])
def test_tables_of_another_release_are_told(doctor, app, revision, advice):
    with app.app_context():
        db.session.execute(db.text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
        db.session.commit()
    code, found = doctor()
    assert code == 1
    assert found["migrations"].startswith("FAIL")
    assert advice in found["migrations"]


@without_postgresql
def test_a_database_out_of_reach_is_told_without_its_password(doctor):
    code, found = doctor(SQLALCHEMY_DATABASE_URI="postgresql+psycopg://u:secret@127.0.0.1:1/x")
    assert code == 1
    assert "mend DATABASE_URL" in found["database"]
    assert found["migrations"].startswith("FAIL")
    assert "secret" not in str(found)


@without_postgresql
def test_redis_is_checked_where_it_is_configured(doctor, redis_server):
    assert doctor(REDIS_URL=redis_server)[0] == 0
    code, found = doctor(REDIS_URL=NOWHERE)
    assert code == 1
    assert "unset REDIS_URL" in found["redis"]


def test_other_commands_say_in_one_line_that_there_are_no_tables(tmp_path):
    application = create_app(testing(SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path}/empty.db"))
    result = commands_of(application)("seed")
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    assert "flask doctor" in result.stderr


@without_postgresql
def test_where_letters_go_is_told_without_the_password(doctor):
    assert "printed to the log" in doctor()[1]["mail"]
    code, found = doctor(APP_ENV="production")
    assert (code, found["mail"].split()[0], "set SMTP_URL" in found["mail"]) == (0, "warn", True)
    told = doctor(SMTP_URL="smtp://shop:secret@mail.example.org", MAIL_FROM="shop@example.org")[1]["mail"]
    assert "mail.example.org from shop@example.org" in told
    assert "secret" not in told


@without_postgresql
def test_a_storage_that_takes_no_files_is_told_without_its_secret(doctor):
    code, found = doctor(STORAGE_URL="s3://key:hush@bucket/shop?region=x&endpoint=http://127.0.0.1:1")
    assert code == 1
    assert "s3://bucket/shop cannot be written and read" in found["files"]
    assert "hush" not in str(found)

"""Probes: alive without a database, ready only with one."""

import pytest
from flask_migrate import downgrade

from bookstore import create_app
from bookstore.extensions import db
from config import testing
from tests.conftest import problem
from tests.servers import free_port


@pytest.fixture(params=["sqlite", "postgresql"])
def lost(request, tmp_path):
    """An application whose database is gone."""
    postgresql = f"postgresql+psycopg://postgres@127.0.0.1:{free_port()}/postgres"
    url = {"sqlite": f"sqlite:///{tmp_path}/nowhere/x.db", "postgresql": postgresql}[request.param]
    return create_app(testing(SQLALCHEMY_DATABASE_URI=url, LOG_LEVEL="CRITICAL"))


def test_alive_touches_no_database(anonymous, count_queries, lost):
    with count_queries() as statements:
        response = anonymous.get("/livez")
    assert (response.status_code, response.get_json(), statements) == (200, {"status": "ok"}, [])
    assert response.headers["Cache-Control"] == "no-store"
    assert lost.test_client().get("/livez").status_code == 200


def test_ready_names_what_it_needs(anonymous):
    response = anonymous.get("/readyz")
    checks = {"database": "ok", "migrations": "ok", "redis": "not configured"}
    assert (response.status_code, response.get_json()) == (200, {"status": "ok", "checks": checks})
    assert response.headers["Cache-Control"] == "no-store"


def test_ready_names_redis_and_does_without_it(make_app, redis_server):
    assert make_app(REDIS_URL=redis_server).test_client().get("/readyz").get_json()["checks"]["redis"] == "ok"
    response = make_app(REDIS_URL=f"redis://127.0.0.1:{free_port()}/0").test_client().get("/readyz")
    checks = {"database": "ok", "migrations": "ok", "redis": "unavailable"}
    assert (response.status_code, response.get_json()) == (200, {"status": "degraded", "checks": checks})
    assert "Retry-After" not in response.headers


def test_not_ready_without_a_database(lost):
    response = lost.test_client().get("/readyz")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "2")
    checks = {"database": "unavailable", "migrations": "unknown", "redis": "not configured"}
    assert response.get_json() == {"status": "unavailable", "checks": checks}


def test_ready_is_one_statement(anonymous, count_queries):
    anonymous.get("/readyz")
    with count_queries() as statements:
        assert anonymous.get("/readyz").status_code == 200
    assert len(statements) == 1


@pytest.mark.parametrize(("before", "state"), [("base", "empty"), ("-1", "behind")])
def test_not_ready_before_all_migrations(app, anonymous, before, state):
    with app.app_context():
        downgrade(revision=before)
    response = anonymous.get("/readyz")
    assert (response.status_code, response.get_json()["checks"]["migrations"]) == (503, state)


def test_not_ready_without_any_table(anonymous, app):
    with app.app_context():
        db.session.execute(db.text("DROP TABLE alembic_version"))
        db.session.commit()
    response = anonymous.get("/readyz")
    checks = {"database": "ok", "migrations": "empty", "redis": "not configured"}
    assert (response.status_code, response.get_json()["checks"]) == (503, checks)


def test_ready_while_a_newer_release_takes_over(anonymous, app):
    with app.app_context():
        db.session.execute(db.text("UPDATE alembic_version SET version_num = '9999'"))
        db.session.commit()
    response = anonymous.get("/readyz")
    assert (response.status_code, response.get_json()["checks"]["migrations"]) == (200, "ahead")


@pytest.mark.parametrize("backend", ["postgresql"])
def test_ready_again_as_soon_as_the_database_is(anonymous, app, make_app):
    assert anonymous.get("/readyz").status_code == 200
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    with make_app().app_context():
        db.session.execute(db.text(f"{others} AND datname = current_database()"))
    assert anonymous.get("/readyz").status_code == 200


def test_a_lost_database_is_a_problem_that_passes(lost):
    for path in ("/api/v2/books", "/api/v2/books/1", "/api/v2/isbn/9780060883287"):
        response = lost.test_client().get(path)
        body = problem(response, 503, "unavailable")
        assert response.headers["Retry-After"] == "2"
        assert not {word for word in ("sqlalchemy", "psycopg", "sqlite", "127.0.0.1") if word in str(body).lower()}

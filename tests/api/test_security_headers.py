"""Security headers: on every answer, whatever became of the request."""

import pytest

from tests.conftest import problem

HTTPS = {"base_url": "https://localhost"}
PATHS = (
    "/",
    "/livez",
    "/metrics",
    "/api/v2/books",
    "/api/v1/books",
    "/api/v2/nowhere",
    "/nowhere",
    "/api/v2/books?x=1",
)


@pytest.fixture
def backend():
    """The same on every database: one is enough."""
    return "sqlite"


def test_every_answer_has_them_once(anonymous):
    for path in (*PATHS, "/api/v2/docs", "/api/v2/redoc", "/assets/swagger-ui-dist/swagger-ui.css", "/api/v9/books"):
        for method in ("GET", "HEAD", "OPTIONS", "POST"):
            headers = anonymous.open(path, method=method).headers
            assert headers.getlist("X-Content-Type-Options") == ["nosniff"], (path, method)
            assert headers.getlist("Referrer-Policy") == ["no-referrer"]
            assert headers.getlist("Cross-Origin-Opener-Policy") == ["same-origin"]
            assert headers.getlist("Cross-Origin-Resource-Policy") == ["same-origin"]
            assert len(headers.getlist("Content-Security-Policy")) == 1


def test_data_is_no_page_and_pages_keep_their_own_policy(anonymous):
    assert anonymous.get("/api/v2/books").headers["Content-Security-Policy"] == (
        "default-src 'none'; frame-ancestors 'none'"
    )
    page = anonymous.get("/api/v2/docs").headers
    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert "camera=()" in page["Permissions-Policy"]
    assert "Permissions-Policy" not in anonymous.get("/api/v2/books").headers


def test_browsers_stay_with_https_once_they_came_by_it(anonymous):
    for path in PATHS:
        assert anonymous.get(path, **HTTPS).headers["Strict-Transport-Security"].startswith("max-age=31536000")
        assert "Strict-Transport-Security" not in anonymous.get(path).headers


def test_what_all_pages_may_read_all_may_embed(make_app):
    for origins, policy in ((("*",), "cross-origin"), (("https://shop.example.org",), "same-origin")):
        answer = make_app(CORS_ORIGINS=origins).test_client().get("/api/v2/books")
        assert answer.headers["Cross-Origin-Resource-Policy"] == policy


def test_faults_have_them_too(make_app):
    app = make_app(TESTING=False)
    app.add_url_rule("/fault", "fault", lambda: 1 / 0)
    answer = app.test_client().get("/fault")
    problem(answer, 500, "internal-error")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"

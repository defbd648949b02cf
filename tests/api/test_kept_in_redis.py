"""Answers that are kept in Redis serve every process."""

from tests.conftest import logged_in
from tests.factories import a_book


def test_an_answer_that_one_process_keeps_in_redis_serves_the_next(make_app, redis_server):
    first, second = (make_app(REDIS_URL=redis_server) for _ in range(2))
    a_book(logged_in(first, "stan", "staff"))
    made, kept = (app.test_client().get("/api/v2/books") for app in (first, second))
    assert made.status_code == kept.status_code == 200
    assert "stored" in made.headers["Cache-Status"]
    assert "hit" in kept.headers["Cache-Status"]
    assert made.data == kept.data

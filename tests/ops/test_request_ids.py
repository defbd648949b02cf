"""Every answer has an id: that of the request, when it is a decent one."""

import re

from tests.conftest import problem


def test_a_decent_id_is_taken(anonymous):
    for given in ("a", "A-Z_0.9", "x" * 128):
        for path in ("/api/v2/books", "/api/v2/nowhere", "/livez", "/"):
            assert anonymous.get(path, headers={"X-Request-Id": given}).headers["X-Request-Id"] == given


def test_another_id_is_replaced(anonymous):
    for given in ("", "x" * 129, "a b", "a/b", "ä", 'a"b', "a,b", "{}"):
        made = anonymous.get("/livez", headers={"X-Request-Id": given}).headers["X-Request-Id"]
        assert re.fullmatch(r"[0-9a-f]{32}", made)
    assert len({anonymous.get("/livez").headers["X-Request-Id"] for _ in range(20)}) == 20


def test_a_problem_names_its_request(anonymous):
    response = anonymous.get("/api/v2/books/1", headers={"X-Request-Id": "mine"})
    assert problem(response, 404)["request_id"] == "mine" == response.headers["X-Request-Id"]
    response = anonymous.get("/nowhere")
    assert problem(response, 404)["request_id"] == response.headers["X-Request-Id"]

"""What the documentation sends as an example works as it stands, on the demo catalogue."""

from tests.conftest import logged_in

ASKS_OTHERS = {"/api/v2/books/from-isbn"}
"""Needs servers that are not ours."""

LAST = {"/api/v2/auth/token"}
"""Speaks of somebody whom another example makes."""


def examples(app):
    """The example of each body that a POST of version 2 takes, by path and media type."""
    paths = app.test_client().get("/api/v2/openapi.json").get_json()["paths"]
    return {
        (path, kind): content["example"]
        for path in sorted(paths, key=lambda path: (path in LAST, path))
        if "requestBody" in paths[path].get("post", {}) and path not in ASKS_OTHERS
        for kind, content in paths[path]["post"]["requestBody"]["content"].items()
        if kind != "multipart/form-data"  # a file, of which there is a name
    }


def test_what_is_sent_as_an_example_is_accepted(app):
    assert app.test_cli_runner().invoke(args=["seed"]).exit_code == 0
    staff, anonymous, sent = logged_in(app, "stan", "staff"), app.test_client(), examples(app)
    assert len(sent) >= 10
    for (path, kind), example in sent.items():
        caller = anonymous if path.startswith(("/api/v2/users", "/api/v2/auth/")) else staff
        body = {"json": example} if kind == "application/json" else {"data": example, "content_type": kind}
        answer = caller.post(path, **body)
        assert 200 <= answer.status_code < 300, (path, kind, answer.get_json())

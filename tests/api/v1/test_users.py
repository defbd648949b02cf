"""Users in version 1: each call of the deck, what it takes and what it refuses."""

from base64 import b64encode

import pytest

from tests.conftest import PASSWORD, logged_in, problem

BODY = {"name": "grace", "mail": "grace@example.org", "role": "staff", "password": "a long pass phrase"}
SHOWN = {"name": "grace", "mail": "grace@example.org", "role": "staff"}


def basic(name, password):
    """The header of Basic authentication."""
    return {"Authorization": "Basic " + b64encode(f"{name}:{password}".encode()).decode()}


def valid(client, name, password):
    """Whether there is such a user with such a password."""
    status = client.get("/api/v1/validation/user", headers=basic(name, password)).status_code
    assert status in (200, 401)
    return status == 200


@pytest.fixture
def allowing(make_app):
    """Somebody, where passwords may be in URLs, and a user who exists."""
    app = make_app(V1_PASSWORD_IN_QUERY=True, LOG_LEVEL="DEBUG")
    logged_in(app, "carla", "customer")
    return app.test_client()


def test_post_user(admin, anonymous):
    made = admin.post("/api/v1/user", json=BODY)
    assert (made.status_code, made.get_json(), list(made.get_json())) == (201, SHOWN, ["name", "mail", "role"])
    assert admin.get(made.headers["Location"]).get_json()["name"] == "grace"
    assert valid(anonymous, "grace", BODY["password"])
    problem(admin.post("/api/v1/user", json=BODY), 409, "conflict")
    saved = admin.post("/api/v1/user", json={"name": "hopper", "password": "a long pass phrase"})
    assert saved.get_json() == {"name": "hopper", "mail": None, "role": "admin"}


def test_post_user_says_what_is_wrong_in_its_own_terms(admin):
    for name, value in (
        ("name", "a:b"),
        ("mail", "x"),
        ("role", "root"),
        ("password", "short"),
        ("password", "password1"),
        ("email", "a@b.org"),
    ):
        answer = problem(admin.post("/api/v1/user", json=BODY | {name: value}), 422, "invalid")
        assert [error["pointer"] for error in answer["errors"]] == [f"/{name}"]
    for name in ("name", "password"):
        problem(admin.post("/api/v1/user", json={key: value for key, value in BODY.items() if key != name}), 422)


def test_only_admins_save_users(anonymous, customer, staff):
    for client, status in ((anonymous, 401), (customer, 403), (staff, 403)):
        problem(client.post("/api/v1/user", json=BODY), status)
    assert not valid(anonymous, "grace", BODY["password"])


def test_put_user_changes_oneself(customer, anonymous):
    changed = customer.put("/api/v1/user", json={"mail": "carla@example.org"})
    assert (changed.status_code, changed.get_json()) == (
        200,
        {"name": "carla", "mail": "carla@example.org", "role": "customer"},
    )
    for query, body in (
        ("", {"name": "carla"}),
        ("?name=Carla", {}),
        ("?name=carla", {"name": "carla"}),
        ("", {"role": "customer"}),
    ):
        assert customer.put(f"/api/v1/user{query}", json=body).get_json() == changed.get_json()


def test_put_user_sets_ones_own_password_for_who_sends_the_current_one(customer, anonymous):
    key = customer.post("/api/v2/api-keys", json={"name": "x", "scopes": ["admin"]}).get_json()["key"]
    new = {"json": {"password": "another pass phrase"}}
    for refused in (
        customer.put("/api/v1/user", **new),
        customer.put("/api/v1/user?name=CARLA", **new),
        anonymous.put("/api/v1/user", headers={"X-API-Key": key}, **new),
    ):
        assert "Basic" in problem(refused, 403, "forbidden")["detail"]
    assert valid(anonymous, "carla", PASSWORD)
    assert anonymous.put("/api/v1/user", headers=basic("carla", PASSWORD), **new).status_code == 200
    assert valid(anonymous, "carla", "another pass phrase")
    assert not valid(anonymous, "carla", PASSWORD)
    problem(customer.get("/api/v2/users/me"), 401)


def test_an_administrator_sets_the_password_of_another_by_any_way(admin, customer, anonymous):
    problem(admin.put("/api/v1/user?name=ada", json={"password": "another pass phrase"}), 403, "forbidden")
    assert admin.put("/api/v1/user?name=carla", json={"password": "another pass phrase"}).status_code == 200
    assert valid(anonymous, "carla", "another pass phrase")
    assert valid(anonymous, "ada", PASSWORD)


def test_one_name_is_one_user_however_it_is_written(app, admin):
    logged_in(app, "josé straße", "customer")
    for query, name in (("JOSÉ STRASSE", "josé straße"), ("jose\u0301  straße", "José Straße")):
        answer = admin.put("/api/v1/user", query_string={"name": query}, json={"name": name, "role": "staff"})
        assert (answer.status_code, answer.get_json()["name"]) == (200, "josé straße"), answer.text
    problem(admin.put("/api/v1/user?name=jose", json={"name": "josé"}), 422, "invalid")


def test_the_successor_is_oneself_or_among_all_users(admin, customer):
    def successor(method, query="", **options):
        answer = admin.open(f"/api/v1/user{query}", method=method, **options)
        return answer.status_code, answer.headers["Link"].partition(">")[0]

    assert successor("PUT", json={}) == (200, "</api/v2/users/me")
    assert successor("PUT", json={"name": "ADA"}) == (200, "</api/v2/users/me")
    assert successor("PUT", json={"name": "carla"}) == (200, "</api/v2/users")
    assert successor("PUT", "?name=carla", json={}) == (200, "</api/v2/users")
    assert successor("DELETE", "?name=nobody") == (404, "</api/v2/users")
    assert successor("DELETE", "?name=carla") == (204, "</api/v2/users")
    assert successor("DELETE", "?name=ada") == (409, "</api/v2/users/me")


def test_put_user_changes_whom_an_admin_names(admin, customer):
    for query, body in (
        ("", {"name": "carla", "role": "staff"}),
        ("?name=carla", {"role": "admin", "mail": "c@example.org"}),
    ):
        changed = admin.put(f"/api/v1/user{query}", json=body)
        assert (changed.status_code, changed.get_json()["role"]) == (200, body["role"])
    problem(admin.put("/api/v1/user", json={"name": "nobody", "role": "staff"}), 404, "not-found")
    problem(admin.put("/api/v1/user?name=carla", json={"name": "ada"}), 422, "invalid")
    problem(admin.put("/api/v1/user?id=1", json={}), 422, "invalid")


def test_put_user_hides_others_and_gives_nobody_a_role(customer, staff, admin):
    for client in (customer, staff):
        assert (
            client.put("/api/v1/user", json={"name": "nobody", "mail": "x@example.org"}).get_json()["detail"]
            == (
                problem(client.put("/api/v1/user", json={"name": "ada", "mail": "x@example.org"}), 404, "not-found")[
                    "detail"
                ]
            )
        )
        problem(client.put("/api/v1/user?name=ada", json={}), 404, "not-found")
        problem(client.put("/api/v1/user", json={"role": "admin"}), 403, "forbidden")
    assert admin.put("/api/v1/user", json={}).get_json() == {"name": "ada", "mail": None, "role": "admin"}


def test_put_user_takes_no_more_than_it_says(customer, anonymous):
    carla = basic("carla", PASSWORD)
    for name, value in (("mail", "x"), ("mail", None), ("password", "short"), ("active", True), ("name", "")):
        answer = problem(anonymous.put("/api/v1/user", json={name: value}, headers=carla), 422, "invalid")
        assert [error["pointer"] for error in answer["errors"]] == [f"/{name}"]
    problem(anonymous.put("/api/v1/user", json={}), 401)


def test_delete_user_deletes_oneself(customer, anonymous):
    assert valid(anonymous, "carla", PASSWORD)
    assert customer.delete("/api/v1/user").status_code == 204
    assert not valid(anonymous, "carla", PASSWORD)
    problem(customer.delete("/api/v1/user"), 401)
    problem(anonymous.delete("/api/v1/user"), 401)


def test_delete_user_deletes_whom_an_admin_names(admin, staff, customer):
    for client in (staff, customer):
        problem(client.delete("/api/v1/user?name=ada"), 404, "not-found")
    assert admin.delete("/api/v1/user?name=CARLA").status_code == 204
    problem(admin.delete("/api/v1/user?name=carla"), 404, "not-found")
    assert staff.delete("/api/v1/user?name=stan").status_code == 204
    problem(admin.delete("/api/v1/user"), 409, "conflict")
    for query in ("?name=", "?id=1", "?name=a&name=b"):
        problem(admin.delete(f"/api/v1/user{query}"), 422, "invalid")


def test_users_mind_if_match(customer):
    etag = {"If-Match": customer.put("/api/v1/user", json={}).headers["ETag"]}
    assert customer.put("/api/v1/user", json={"mail": "c@example.org"}, headers=etag).status_code == 200
    problem(customer.put("/api/v1/user", json={"mail": "d@example.org"}, headers=etag), 412)
    problem(customer.delete("/api/v1/user", headers=etag), 412)


def test_get_user_is_off(anonymous, customer):
    for query in ("", f"?name=carla&password={PASSWORD}", "?name=carla&password=wrong", "?x=1"):
        answer = anonymous.get(f"/api/v1/user{query}")
        assert "GET /api/v1/validation/user" in problem(answer, 403, "forbidden")["detail"]
        assert answer.headers["Cache-Control"] == "no-store"


def test_get_user_where_it_is_on(allowing):
    found = allowing.get("/api/v1/user", query_string={"name": "Carla", "password": PASSWORD})
    assert (found.status_code, found.get_json()) == (200, {"name": "carla", "mail": None, "role": "customer"})
    assert (found.headers["Cache-Control"], "ETag" in found.headers) == ("no-store", False)
    for name, password in (("carla", "wrong"), ("nobody", PASSWORD), ("carla", "")):
        answer = allowing.get("/api/v1/user", query_string={"name": name, "password": password})
        problem(answer, 401, "unauthenticated")
        assert (answer.headers["Cache-Control"], "WWW-Authenticate" in answer.headers) == ("no-store", True)
    for query in ("", "?name=carla", "?password=x", "?name=a&name=b&password=x", "?name=carla&password=x&x=1"):
        problem(allowing.get(f"/api/v1/user{query}"), 422, "invalid")


def test_a_password_in_a_url_is_neither_logged_nor_repeated(make_app, capfd):
    client = make_app(V1_PASSWORD_IN_QUERY=True, LOG_LEVEL="DEBUG").test_client()
    for path in ("user", "nowhere", "user/x"):
        answer = client.get(f"/api/v1/{path}?name=carla&password=hunter2hunter2")
        assert "hunter2" not in answer.text + str(answer.headers)
    logged = "".join(capfd.readouterr())
    assert "/api/v1/user" in logged
    assert "hunter2" not in logged


def test_get_validation_user(anonymous, customer):
    found = anonymous.get("/api/v1/validation/user", headers=basic("carla", PASSWORD))
    assert (found.status_code, found.get_json()) == (200, {"name": "carla", "mail": None, "role": "customer"})
    assert (found.headers["Cache-Control"], "ETag" in found.headers) == ("no-store", False)
    bad = (
        basic("carla", "wrong"),
        basic("nobody", PASSWORD),
        {},
        {"Authorization": "Basic"},
        {"Authorization": "Basic !"},
    )
    for headers in (*bad, {"Authorization": customer.environ_base["HTTP_AUTHORIZATION"]}):
        answer = anonymous.get("/api/v1/validation/user", headers=headers)
        problem(answer, 401, "unauthenticated")
        assert answer.headers.getlist("WWW-Authenticate") == ['Basic realm="bookstore", charset="UTF-8"']


def test_passwords_come_by_https_where_that_is_required(make_app):
    app = make_app(REQUIRE_HTTPS=True, V1_PASSWORD_IN_QUERY=True)
    far = {"environ_overrides": {"REMOTE_ADDR": "192.0.2.1"}}
    for path in ("user?name=a&password=b", "validation/user"):
        problem(app.test_client().get(f"/api/v1/{path}", headers=basic("a", "b"), **far), 403, "https-required")

"""Users as administrators see them: found, given roles, disabled, deleted; at once, and never the last of them."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.conftest import PASSWORD, logged_in, problem

URL = "/api/v2/users"


def id_of(client):
    """The id of who is calling."""
    return client.get(f"{URL}/me").get_json()["id"]


def names(response):
    """The names in a list."""
    assert response.status_code == 200, response.get_data(as_text=True)
    return [user["name"] for user in response.get_json()["results"]]


def logs_in(app, name):
    """Whether somebody can log in."""
    form = {"grant_type": "password", "username": name, "password": PASSWORD}
    return app.test_client().post("/api/v2/auth/token", data=form).status_code == 200


@pytest.fixture
def people(admin, staff, customer, anonymous):
    """Ada, Stan and Carla, and three who registered."""
    for name in ("Émile", "50%_off", "zoë"):
        sent = {"name": name, "email": f"{len(name)}{name[-1]}@example.org", "password": PASSWORD}
        assert anonymous.post(URL, json=sent).status_code == 201


def test_only_administrators_see_the_list(people, admin, staff, customer, anonymous):
    assert len(names(admin.get(URL))) == 6
    problem(staff.get(URL), 403, "forbidden")
    problem(customer.get(URL), 403, "forbidden")
    problem(anonymous.get(URL), 401, "unauthenticated")


def test_users_are_found_by_name_address_role_and_activity(people, admin):
    admin.patch(f"{URL}/{id_of(admin) + 1}", json={"active": False})
    for query, found in {
        "q=STA": ["stan"],
        "q=émile": ["Émile"],
        "q=example.org": ["Émile", "50%_off", "zoë"],
        "q=%25_": ["50%_off"],
        "q=nobody": [],
        "role=customer": ["carla", "Émile", "50%_off", "zoë"],
        "role=admin": ["ada"],
        "active=false": ["stan"],
        "active=true&role=staff": [],
        "active=true&q=ar": ["carla"],
    }.items():
        assert names(admin.get(f"{URL}?{query}")) == found, query
    for wrong in ("role=king", "active=1", "active=", "name=x", "role=admin&role=staff", "q="):
        problem(admin.get(f"{URL}?{wrong}"), 422, "invalid")


def test_the_list_is_sorted_and_paged_like_others(people, admin):
    assert names(admin.get(f"{URL}?sort=name&page_size=3")) == ["50%_off", "ada", "carla"]
    assert names(admin.get(f"{URL}?sort=-id&limit=2&offset=1"))[0] == "50%_off"
    assert admin.get(f"{URL}?fields=id,active").get_json()["results"][0].keys() == {"id", "active"}
    seen, url = [], f"{URL}?cursor=&page_size=4&sort=-created_at"
    while url:
        page = admin.get(url).get_json()
        seen += [user["name"] for user in page["results"]]
        url = page["links"]["next"] if len(seen) < 6 else None
    assert seen == ["zoë", "50%_off", "Émile", "carla", "stan", "ada"]
    problem(admin.get(f"{URL}?sort=email"), 422)


def test_the_list_is_one_statement_with_its_total(people, admin, count_queries):
    with count_queries() as statements:
        names(admin.get(f"{URL}?page_size=2&q=a"))
    assert len(statements) == 2, "who is calling, and the page with its total"


def test_a_new_role_holds_at_once(app, admin, customer):
    url = f"{URL}/{id_of(customer)}"
    problem(customer.post("/api/v2/books", json={"title": "T"}), 403)
    assert admin.patch(url, json={"role": "staff"}).get_json()["role"] == "staff"
    problem(customer.get(f"{URL}/me"), 401, "unauthenticated")
    form = {"grant_type": "password", "username": "carla", "password": PASSWORD}
    token = app.test_client().post("/api/v2/auth/token", data=form).get_json()
    bearer = {"Authorization": f"Bearer {token['access_token']}"}
    assert app.test_client().post("/api/v2/books", json={"title": "T"}, headers=bearer).status_code == 201


def test_who_is_disabled_is_out_at_once_and_stays_out(app, admin, customer):
    url = f"{URL}/{id_of(customer)}"
    disabled = admin.patch(url, json={"active": False}).get_json()
    assert (disabled["name"], disabled["active"]) == ("carla", False)
    problem(customer.get(f"{URL}/me"), 401, "unauthenticated")
    assert not logs_in(app, "carla")
    assert admin.get(url).get_json() == disabled
    assert admin.patch(url, json={"active": True}).get_json()["active"] is True
    problem(customer.get(f"{URL}/me"), 401, "unauthenticated")
    assert logs_in(app, "carla")


def test_who_is_deleted_is_out_at_once(app, admin, customer):
    url = f"{URL}/{id_of(customer)}"
    assert admin.delete(url).status_code == 204
    problem(customer.get(f"{URL}/me"), 401)
    problem(admin.get(url), 404, "not-found")
    for response in (admin.delete(url), admin.patch(url, json={})):
        problem(response, 404, "not-found")
    assert not logs_in(app, "carla")


def test_nobody_promotes_oneself(customer, staff):
    for client in (customer, staff):
        url = f"{URL}/{id_of(client)}"
        for response in (client.patch(url, json={"role": "admin"}), client.delete(url)):
            assert "/users/me" in problem(response, 403, "forbidden")["detail"]
    assert staff.get(f"{URL}/me").get_json()["role"] == "staff"


def test_administrators_change_role_and_activity_only(admin, customer):
    url = f"{URL}/{id_of(customer)}"
    for name, value in {"name": "x", "email": "a@b.cd", "password": PASSWORD, "id": 3, "email_confirmed": True}.items():
        problem(admin.patch(url, json={name: value}), 422, "invalid")
    for wrong in ({"role": "king"}, {"role": None}, {"active": 1}, {"active": "false"}, {"active": None}):
        problem(admin.patch(url, json=wrong), 422, "invalid")
    problem(admin.post(f"{URL}/{id_of(customer)}", json={}), 405)


def test_only_what_was_seen_is_changed(admin, customer):
    url = f"{URL}/{id_of(customer)}"
    stale = admin.get(url).headers["ETag"]
    fresh = admin.patch(url, json={"role": "staff"}, headers={"If-Match": stale}).headers["ETag"]
    problem(admin.patch(url, json={"active": False}, headers={"If-Match": stale}), 412)
    problem(admin.delete(url, headers={"If-Match": stale}), 412)
    assert admin.delete(url, headers={"If-Match": fresh}).status_code == 204


def test_the_last_administrator_is_kept(app, admin):
    url = f"{URL}/{id_of(admin)}"
    for response in (
        admin.patch(url, json={"role": "staff"}),
        admin.patch(url, json={"active": False}),
        admin.delete(url),
    ):
        problem(response, 409, "conflict")
    assert admin.patch(url, json={"role": "admin", "active": True}).status_code == 200
    second = logged_in(app, "adele", "admin")
    assert second.patch(url, json={"active": False}).status_code == 200
    problem(second.patch(f"{URL}/{id_of(second)}", json={"role": "customer"}), 409, "conflict")
    assert second.delete(url).status_code == 204


def test_of_administrators_who_demote_each_other_one_is_left(app, admin):
    others = [logged_in(app, f"admin {number}", "admin") for number in range(4)]
    urls = [f"{URL}/{id_of(client)}" for client in (admin, *others)]

    def demote(place):
        return others[place % 4].patch(urls[place], json={"role": "customer"}).status_code

    with ThreadPoolExecutor(5) as pool:
        statuses = list(pool.map(demote, range(5)))
    assert set(statuses) <= {200, 401, 409, 404, 403}
    left = [client for client in (admin, *others) if client.get(f"{URL}/me").status_code == 200]
    assert [client.get(f"{URL}/me").get_json()["role"] for client in left].count("admin") >= 1

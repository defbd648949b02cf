"""Registering: as a customer and nothing else; a taken name is told, a taken address is not."""

import pytest
from sqlalchemy import text

from bookstore.extensions import db
from bookstore.values.text import name_key
from tests.conftest import PASSWORD, beside, problem

URL = "/api/v2/users"
ADA = {"name": "ada", "email": "ada@example.org", "password": PASSWORD}
GOOD = (
    "a@b.cd",
    "Ada.Lovelace+books@sub.example.co.uk",
    "o'brien@example.org",
    "a!#$%&'*+-/=?^_`{|}~@example.org",
    "ada@bücher.example",
    "用户@例子.广告",
    "a@xn--bcher-kva.example",
    "a" * 64 + "@example.org",
    "a@" + "b" * 63 + ".org",
    "1@2.com",
)
BAD = (
    "ada",
    "@example.org",
    "ada@",
    "ada@example",
    "a@b@example.org",
    "a b@example.org",
    "ada@exa mple.org",
    "ada@example..org",
    "ada@.example.org",
    "ada@example.org.",
    "ada@-example.org",
    "ada@example-.org",
    ".ada@example.org",
    "a..b@example.org",
    "ada.@example.org",
    "Ada <ada@example.org>",
    '"a b"@example.org',
    "a@b.org,c@d.org",
    "a;b@example.org",
    "ada@[127.0.0.1]",
    "ada@127.0.0.1",
    "ada@exa_mple.org",
    "a\n@example.org",
    "ada@example.org\r\nBcc: eve@example.org",
    "ada@example.org\nx",
    "a\x00@example.org",
    "ada@exa\U0006c66dmple.org",
    "ada@\u2603.example",
    "a\ue000@example.org",
    "a\u202e@example.org",
    "a\u2028@example.org",
    "a\u00a0b@example.org",
    "a" * 65 + "@example.org",
    "ü" * 33 + "@example.org",
    "a@" + "b" * 64 + ".org",
    "a@" + "b" * 60 + ".cccccccccc" * 20 + ".org",
    "mailto:ada@example.org",
    "a\\@example.org",
)


@pytest.fixture
def app(postbox, make_app):
    """The application, with a mail server."""
    return make_app(SMTP_URL=postbox.url)


def refused(response, place):
    """A 422 about one place of the body."""
    body = problem(response, 422, "invalid")
    assert [error["pointer"] for error in body["errors"]] == [place], body["errors"]


def log_in(client, name, password=PASSWORD):
    """The answer to a log-in."""
    form = {"grant_type": "password", "username": name, "password": password}
    return client.post("/api/v2/auth/token", data=form)


def test_who_registers_is_a_customer_and_can_log_in(anonymous):
    response = anonymous.post(URL, json=ADA)
    made = response.get_json()
    assert (response.status_code, response.headers["Location"]) == (201, f"{URL}/{made['id']}")
    assert (made["name"], made["email"], made["email_confirmed"]) == ("ada", "ada@example.org", False)
    assert (made["role"], made["active"], made["created_at"]) == ("customer", True, made["updated_at"])
    token = log_in(anonymous, "ADA").get_json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert anonymous.get(f"{URL}/me", headers=headers).get_json() == made
    assert anonymous.get(response.headers["Location"], headers=headers).get_json() == made
    assert anonymous.get(f"{URL}/me").status_code == 401


def test_nobody_registers_as_more_than_a_customer(anonymous):
    values = {"role": "admin", "id": 1, "active": True, "email_confirmed": True, "password_hash": "x", "version": 1}
    for name, value in (values | {"created_at": "2026-01-01T00:00:00Z"}).items():
        refused(anonymous.post(URL, json=ADA | {name: value}), f"/{name}")
    assert log_in(anonymous, "ada").status_code == 400


def test_everything_is_needed(anonymous):
    for name in ADA:
        refused(anonymous.post(URL, json={key: value for key, value in ADA.items() if key != name}), f"/{name}")
        for wrong in (None, "", 5, [], {}):
            refused(anonymous.post(URL, json=ADA | {name: wrong}), f"/{name}")


def test_no_answer_holds_a_password_or_its_hash(app, anonymous, admin):
    grace = ADA | {"name": "grace"}
    answers = [anonymous.post(URL, json=sent) for sent in (grace, grace)] + [log_in(anonymous, "grace", "wrong words")]
    answers += [anonymous.post(URL, json=ADA | {"name": 5}), anonymous.post(URL, json=ADA | {"password": "a" * 1025})]
    answers += [admin.get(URL), admin.get(f"{URL}/me"), admin.get(f"{URL}?fields=password_hash")]
    with app.app_context():
        hashes = db.session.scalars(text("SELECT password_hash FROM users")).all()
    assert (len(hashes), [answer.status_code for answer in answers[:3]]) == (2, [201, 409, 400])
    for said in (answer.get_data(as_text=True) for answer in answers):
        assert "argon2" not in said
        assert not any(secret in said for secret in (PASSWORD, "wrong words", "a" * 1025, *hashes))


def test_a_taken_name_is_told_however_it_is_capitalised(anonymous, postbox, app):
    assert anonymous.post(URL, json=ADA | {"name": "Ada Straße"}).status_code == 201
    for name in ("Ada Straße", "ADA STRASSE", " ada straße ", "ada  strasse"):
        other = ADA | {"name": name, "email": "other@example.org", "password": "another pass phrase"}
        body = problem(anonymous.post(URL, json=other), 409, "conflict")
        assert body["errors"][0]["pointer"] == "/name"
    assert postbox.addresses(app) == ["ada@example.org"]


def test_a_name_holds_nothing_that_cannot_be_seen(anonymous):
    for char in "\u200b\u00ad\u2060\ufe0f\u115f\u034f\u200d\u200c\u3164\u2800\U000e0041":
        for name in (f"ad{char}a", f"{char}ada", f"ada{char}"):
            body = problem(anonymous.post(URL, json=ADA | {"name": name}), 422, "invalid")
            detail = f"Must not contain the character U+{ord(char):04X}."
            assert body["errors"] == [{"pointer": "/name", "detail": detail}]


def test_a_name_that_looks_like_a_taken_one_is_taken(anonymous):
    for name in ("ada", "ﬁona", "姓名", "Ⅳ"):
        assert anonymous.post(URL, json=ADA | {"name": name}).status_code == 201
    for name in ("ａｄａ", "𝐚𝐝𝐚", "ⓐda", "fiona", "FIONA", "iv"):
        problem(anonymous.post(URL, json=ADA | {"name": name}), 409, "conflict")
    assert log_in(anonymous, "ＡＤＡ").status_code == 200


def test_a_name_is_kept_however_long_its_letters_are_spelled_out(anonymous):
    name = "\ufdfa" * 100
    assert anonymous.post(URL, json=ADA | {"name": name}).get_json()["name"] == name
    assert log_in(anonymous, name).status_code == 200


@pytest.mark.parametrize("old", ["ａｄａ", "a\u200dda", "ǰ"])
def test_a_user_with_a_name_of_before_stays_who_they_are(app, anonymous, admin, old):
    """Their rows hold the keys by which names were compared then."""
    anonymous.post(URL, json=ADA | {"name": "grace", "password": "another pass phrase"})
    with beside(app) as connection:
        values = {"name": old, "key": name_key(old)}
        connection.execute(text("UPDATE users SET name = :name, name_key = :key WHERE name = 'grace'"), values)
    assert log_in(anonymous, old, "another pass phrase").status_code == 200
    assert old in [user["name"] for user in admin.get(URL, query_string={"q": old}).get_json()["results"]]
    assert admin.put("/api/v1/user", query_string={"name": old}, json={"role": "staff"}).status_code == 200
    assert anonymous.post(URL, json=ADA | {"name": old}).status_code in (409, 422)
    assert log_in(anonymous, "ada", "another pass phrase").status_code == 400


def test_a_taken_address_is_not_told(app, anonymous, postbox, count_queries):
    """Neither by status and shape, nor by what it costs; its owner hears of it."""
    anonymous.post(URL, json=ADA)
    assert anonymous.put(f"/api/v2/email-confirmations/{postbox.tokens(app)[0]}").status_code == 204
    seen = []
    for name, address in (("bob", "free@example.org"), ("eve", "ada@example.org"), ("mallory", "ADA@example.ORG")):
        with count_queries() as statements:
            response = anonymous.post(URL, json=ADA | {"name": name, "email": address})
            postbox.letters(app)
        untold = ("id", "name", "email", "created_at", "updated_at")
        shape = {key: None if key in untold else value for key, value in response.get_json().items()}
        seen.append((response.status_code, set(response.headers.keys()), shape, list(statements)))
    assert seen[1:] == seen[:1] * 2
    assert postbox.addresses(app) == ["ada@example.org", "free@example.org", "ada@example.org", "ada@example.org"]
    assert postbox.tokens(app) == []
    assert "belongs to yours, ada" in postbox.letters(app)[-1].get_content()


def test_names_may_be_anything_that_can_be_read(anonymous):
    for name in ("a/b", "me", "../..", "O'Brien", "姓名", "a" * 100, "😀", "%00", "<b>", "1"):
        made = anonymous.post(URL, json=ADA | {"name": name})
        assert (made.status_code, made.get_json()["name"]) == (201, name)
        assert log_in(anonymous, name).status_code == 200


def test_names_are_one_line_that_basic_authentication_can_hold(anonymous):
    for name in (" ", "a\nb", "a\r\nBcc: x@y.z", "a\x00", "a\tb", "a\u202eb", "a:b", "a" * 101, "\ufeffa", "\x7f"):
        refused(anonymous.post(URL, json=ADA | {"name": name}), "/name")


def test_addresses_of_mailboxes_are_taken(anonymous):
    for place, address in enumerate(GOOD):
        made = anonymous.post(URL, json=ADA | {"name": f"ada{place}", "email": address})
        assert (made.status_code, made.get_json().get("email")) == (201, address)


def test_what_is_no_address_is_refused(anonymous):
    for address in BAD:
        refused(anonymous.post(URL, json=ADA | {"email": address}), "/email")


def test_weak_passwords_are_refused(anonymous):
    for password in ("short", "p" * 7, "p" * 1025, "password", "PassWord1", "qwertyuiop"):
        refused(anonymous.post(URL, json=ADA | {"password": password}), "/password")
    refused(anonymous.post(URL, json=ADA | {"name": "Ada Lovelace", "password": "ada lovelace"}), "/password")
    for place, password in enumerate(("gj4#kq0z", "x" * 1023 + "y", "ünïcödé words", "  blanks at both ends  ")):
        assert anonymous.post(URL, json=ADA | {"name": f"ada{place}", "password": password}).status_code == 201
        assert log_in(anonymous, f"ada{place}", password).status_code == 200
    assert log_in(anonymous, "ada3", "blanks at both ends").status_code == 400


def test_a_request_that_is_refused_leaves_nobody_and_no_letter(anonymous, admin, postbox, app):
    anonymous.post(URL, json=ADA | {"password": "password"})
    anonymous.post(URL, json=ADA | {"email": "x"})
    anonymous.post(URL, data="{", content_type="application/json")
    assert admin.get(URL).get_json()["count"] == 1
    assert postbox.letters(app) == []

"""Proxies: those that are trusted say who is calling and how, and nobody else does."""

import pytest
from flask import Flask, request

from bookstore.ops import proxies

PROXY, CLIENT = "10.0.0.7", "203.0.113.9"


def heard(peer, *, trusted=("10.0.0.0/8", "fd00::/8"), **headers):
    """What an application that trusts some proxies takes for the address, the scheme and the other headers."""
    app = Flask(__name__)
    app.config["TRUSTED_PROXIES"] = trusted
    app.add_url_rule("/", view_func=lambda: [request.remote_addr, request.scheme, *map(str, dict(request.headers))])
    proxies.register(app)
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    found = app.test_client().get("/", headers=headers, environ_base={"REMOTE_ADDR": peer}).get_json()
    return found[0], found[1], set(found[2:])


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        (PROXY, CLIENT, CLIENT),
        (PROXY, f"1.2.3.4, {CLIENT}", CLIENT),
        (PROXY, f"127.0.0.1, {CLIENT}", CLIENT),
        (PROXY, f"{CLIENT}, 10.9.9.9", CLIENT),
        (PROXY, f"1.2.3.4, {CLIENT}, 10.9.9.9, 10.8.8.8", CLIENT),
        (PROXY, "10.9.9.9, 10.8.8.8", "10.9.9.9"),
        (PROXY, f"{CLIENT}:4711", CLIENT),
        (PROXY, "[2001:db8::9]:4711", "2001:db8::9"),
        (PROXY, "2001:db8::9", "2001:db8::9"),
        (PROXY, f"::ffff:{CLIENT}", CLIENT),
        ("::ffff:10.0.0.7", CLIENT, CLIENT),
        ("fd00::7", CLIENT, CLIENT),
        (PROXY, "unknown", PROXY),
        (PROXY, f"{CLIENT}, unknown", PROXY),
        (PROXY, f"{CLIENT}, nonsense, 10.8.8.8", "10.8.8.8"),
        (PROXY, "", PROXY),
        (PROXY, "," * 2000, PROXY),
    ],
)
def test_a_trusted_proxy_says_where_somebody_is(peer, forwarded, address):
    assert heard(peer, X_Forwarded_For=forwarded)[0] == address


@pytest.mark.parametrize(
    ("forwarded", "address", "scheme"),
    [
        (f"for={CLIENT};proto=https", CLIENT, "https"),
        (f'For="{CLIENT}:4711"; Proto=HTTPS;by=10.0.0.1', CLIENT, "https"),
        ('for="[2001:db8::9]:4711"', "2001:db8::9", "http"),
        (f"for=1.2.3.4;proto=https, for={CLIENT}", CLIENT, "http"),
        (f"for={CLIENT}, for=10.9.9.9;proto=https", CLIENT, "https"),
        ("for=_hidden", PROXY, "http"),
        ("nonsense", PROXY, "http"),
        ("," * 2000, PROXY, "http"),
    ],
)
def test_a_trusted_proxy_may_say_so_by_the_standard_header(forwarded, address, scheme):
    assert heard(PROXY, Forwarded=forwarded)[:2] == (address, scheme)


def test_the_standard_header_does_not_win_over_what_proxies_usually_send():
    assert heard(PROXY, Forwarded="for=1.2.3.4", X_Forwarded_For=CLIENT)[0] == CLIENT


def test_the_standard_header_of_a_stranger_is_not_believed():
    assert heard(CLIENT, Forwarded="for=1.2.3.4;proto=https")[:2] == (CLIENT, "http")


@pytest.mark.parametrize("scheme", ["https", "http, HTTPS", "ftp, https"])
def test_a_trusted_proxy_says_whether_it_is_https(scheme):
    assert heard(PROXY, X_Forwarded_Proto=scheme)[1] == "https"


@pytest.mark.parametrize("scheme", ["http", "", "https, http", "httpsx", "wss"])
def test_what_is_not_https_is_not_taken_for_it(scheme):
    assert heard(PROXY, X_Forwarded_Proto=scheme)[1] == "http"


def test_nobody_else_says_anything():
    said = {"X_Forwarded_For": "1.2.3.4", "X_Forwarded_Proto": "https"}
    assert heard(CLIENT, **said)[:2] == (CLIENT, "http")
    assert heard(PROXY, trusted=(), **said)[:2] == (PROXY, "http")


def test_what_a_trusted_proxy_said_is_gone_when_it_has_been_heard():
    names = {"X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "Via"}
    said = {name.replace("-", "_"): "x" for name in names}
    assert not heard(PROXY, **said)[2] & names
    assert heard(CLIENT, **said)[2] >= names

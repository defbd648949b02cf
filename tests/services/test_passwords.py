"""Passwords: the commonest are refused in any case, and what is hashed at once has a limit."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from bookstore.errors import Invalid, Unavailable
from bookstore.services import passwords
from bookstore.values import password

COMMON = (
    "jennifer michelle jonathan 987654321 88888888 123123123 12341234 1111111111 december adminadmin administrator "
    "password qwerty123 iloveyou1 princess1 football1 elizabeth abcd1234 1qaz2wsx p@ssw0rd 00000000 superadmin"
).split()
"""Of those that lists of leaked passwords begin with, of all kinds."""


def test_the_list_holds_at_least_three_thousand_that_are_long_enough():
    assert len(password._common()) >= 3000
    assert all(len(word) >= password.MIN_PASSWORD and word == word.casefold() for word in password._common())


@pytest.mark.parametrize(
    ("taken", "words"),
    {
        "short": "8 to 1024 characters",
        "x" * 7: "8 to 1024 characters",
        "x" * 1025: "8 to 1024 characters",
        "password": "commonest",
        "PassWord": "commonest",
        "12345678": "commonest",
        "Iloveyou": "commonest",
        "Ada Lovelace": "not the name",
        "Ａｄａ Ｌｏｖｅｌａｃｅ": "not the name",
        " ada  LOVELACE ": "not the name",
        "        ": "can be seen",
    }.items(),
)
def test_a_password_is_refused_in_words(taken, words):
    with pytest.raises(Invalid, match=words) as refused:
        passwords.check(taken, name="Ada Lovelace", pointer="/new_password")
    assert refused.value.pointer == "/new_password"


@pytest.mark.parametrize("common", COMMON)
def test_names_digits_and_repetitions_are_as_common_as_they_are(common):
    for spelling in (common, common.upper()):
        with pytest.raises(Invalid, match="commonest"):
            passwords.check(spelling)


@pytest.mark.parametrize("good", ["gj4#kq0z", "x" * 1024, "correct horse battery", "pässwörd", "🂡🂢🂣🂤🂥🂦🂧🂨", "       x"])
def test_any_other_is_taken(good):
    passwords.check(good, name="ada")
    assert passwords.matches(passwords.hashed(good), good)
    assert not passwords.matches(passwords.hashed(good), f"{good} ")


@pytest.mark.parametrize(
    ("typed", "again"), [("pässwörd", "pa\u0308sswo\u0308rd"), ("a pass phrase", "a\u00a0pass\u2003phrase")]
)
def test_a_password_is_one_however_a_keyboard_composes_it(typed, again):
    for first, second in ((typed, again), (again, typed)):
        assert passwords.matches(passwords.hashed(first), second)
        assert not passwords.matches(passwords.hashed(first), f"{second} ")
    assert not passwords.matches(passwords.hashed("password of ſ"), "password of s")


def test_a_password_that_was_kept_as_it_was_typed_still_matches():
    typed = "pa\u0308sswo\u0308rd"
    kept = passwords.HASHER.hash(typed.encode())
    assert passwords.matches(kept, typed)
    assert not passwords.matches(kept, "password")


def test_a_password_that_is_long_only_as_typed_is_too_long():
    with pytest.raises(Invalid, match="8 to 1024"):
        passwords.check("e\u0301" * 513)
    with pytest.raises(Invalid, match="8 to 1024"):
        passwords.check("e\u0301" * 4)


def test_nobodys_password_is_none():
    assert not passwords.matches(None, "x")
    assert not passwords.HASHER.check_needs_rehash(passwords._of_nobody())


def test_a_hash_that_is_none_matches_nothing():
    for kept in ("", "x", "$argon2id$", "$argon2id$v=19$m=64,t=1,p=1$x$x"):
        assert not passwords.matches(kept, "x")


def test_no_more_hashes_are_computed_at_once_than_was_said(monkeypatch):
    running, most = [], []

    class Slow:
        def hash(self, _password):
            running.append(1)
            most.append(len(running))
            time.sleep(0.01)
            running.pop()
            return ""

    monkeypatch.setattr(passwords, "HASHER", Slow())
    passwords.set_up(at_once=3)
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(passwords.hashed, ["x"] * 24))
    passwords.set_up(at_once=2)
    assert max(most) == 3


def test_so_many_wait_and_who_comes_after_them_is_sent_away_at_once(monkeypatch):
    """Two compute, one waits, and the server's other threads are left to others."""
    monkeypatch.setattr(passwords, "PATIENCE", 60)
    passwords.set_up(at_once=2, waiting=1)
    try:
        with ThreadPoolExecutor(1) as pool:
            with passwords._turn(), passwords._turn():
                waits = pool.submit(passwords.hashed, "x")
                while not waits.running():
                    time.sleep(0.001)
                time.sleep(0.05)
                started = time.monotonic()
                with pytest.raises(Unavailable):
                    passwords.hashed("x")
                assert time.monotonic() - started < 1
                assert not waits.done()
            assert waits.result(10)
        assert passwords.hashed("x")
    finally:
        passwords.set_up(at_once=2)


@pytest.mark.parametrize(("threads", "at_once", "inside"), [(4, 2, 3), (8, 2, 7), (4, 1, 3), (2, 2, 2), (1, 1, 1)])
def test_passwords_leave_a_thread_of_the_server_to_others(threads, at_once, inside):
    """As long as there are more threads than hashes are computed at once."""
    passwords.leave_a_thread(of=threads, at_once=at_once)
    try:
        taken = [passwords._places.acquire(blocking=False) for _ in range(inside + 1)]
    finally:
        passwords.set_up(at_once=2)
    assert taken == [True] * inside + [False]


def test_a_place_is_free_again_whatever_came_of_it(monkeypatch):
    passwords.set_up(at_once=1, waiting=0)
    try:
        for _ in range(3):
            with pytest.raises(RuntimeError), passwords._turn():
                raise RuntimeError
        assert passwords.hashed("x")
        monkeypatch.setattr(passwords, "PATIENCE", 0.01)
        passwords.set_up(at_once=1, waiting=1)
        for _ in range(3):
            with passwords._turn(), pytest.raises(Unavailable):
                passwords.hashed("x")
        assert passwords.hashed("x")
    finally:
        passwords.set_up(at_once=2)


def test_who_waits_too_long_is_sent_away(monkeypatch):
    monkeypatch.setattr(passwords, "PATIENCE", 0.01)
    with passwords._turn(), passwords._turn(), pytest.raises(Unavailable):
        passwords.hashed("x")
    assert passwords.hashed("x")

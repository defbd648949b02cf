"""XML of strangers: nothing is expanded, fetched or read beside it, and damage has an end."""

import socket

import pytest

from bookstore.formats import reader_for, xml_records
from tests.formats.trade import BOMB, marcxml, message, product

MAKERS = {
    "onix": lambda text, head="": message(product("Before"), product(text), head=head),
    "marcxml": lambda text, head="": marcxml(("245", [("a", text)]), head=head),
}


@pytest.fixture
def listener():
    """A server that is never to be called."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def read(path):
    reader = reader_for(path)
    return list(reader.read(path))


def was_called(server):
    try:
        server.accept()
    except BlockingIOError:
        return False
    return True


@pytest.mark.parametrize("name", MAKERS)
def test_entities_that_grow_are_refused(file, name):
    (rejected,) = read(file(MAKERS[name]("&e11;", f"<!DOCTYPE x [{BOMB}]>")))
    assert rejected.reason.startswith("the file declares entities, which are not taken")
    assert rejected.damage


@pytest.mark.parametrize("name", MAKERS)
def test_entities_that_are_files_or_addresses_are_refused_unread(file, tmp_path, listener, name):
    (tmp_path / "secret").write_text("secret")
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/x"
    for system in (f"file://{tmp_path}/secret", address):
        for entity in (f'<!ENTITY x SYSTEM "{system}">', f'<!ENTITY % x SYSTEM "{system}"> %x;'):
            records = read(file(MAKERS[name]("&x;", f"<!DOCTYPE x [{entity}]>")))
            assert "secret" not in repr(records)
            assert records[-1].reason.startswith("the file declares entities")
    assert not was_called(listener)


@pytest.mark.parametrize("name", MAKERS)
def test_a_dtd_elsewhere_is_not_fetched(file, listener, name):
    head = f'<!DOCTYPE x SYSTEM "http://127.0.0.1:{listener.getsockname()[1]}/x.dtd">'
    assert read(file(MAKERS[name]("&eacute;t&#233;", head)))[-1].title == "été"
    assert read(file(MAKERS[name]("&unknown;", head)))[-1].reason == "the entity &unknown; is not known"
    assert not was_called(listener)


@pytest.mark.parametrize("name", MAKERS)
def test_the_parser_itself_expands_and_fetches_nothing(tmp_path, listener, name, monkeypatch, file):
    (tmp_path / "secret").write_text("secret")
    monkeypatch.setattr(xml_records, "root_of", lambda _: type("Root", (), {"has_entities": False}))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/x"
    systems = (f'"file://{tmp_path}/secret"', f'"{address}"')
    for entity in (BOMB + '<!ENTITY x "&e11;">', *(f"<!ENTITY x SYSTEM {system}>" for system in systems)):
        path = file(MAKERS[name]("&x;", f"<!DOCTYPE x SYSTEM '{address}' [{entity}]>"))
        records = read(path)
        assert records[-1].reason.endswith(("the entity &x; is not known", "nested too deeply (line 1, column 5)"))
        assert "secret" not in repr(records)
    assert not was_called(listener)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (message(product("A"), product("B"))[:-200], "it is not well-formed XML (line 1, column"),
        (message(product("A"), product("&foo;")), "an entity is not declared (line 1, column"),
        (message(product("A"), product("Ä")).encode("latin-1"), "a byte is no text in the file's encoding (line 1"),
        (message(product("A"), product("\0")), "a character is none that XML may hold (line 1, column"),
        (message(product("A"), "<a>" * 300), "a part of it is too long, or nested too deeply (line 1, column"),
        (message(product("A"), "</b>"), "an element is closed that is not open (line 1, column"),
        (message(product("A"))[: -len("</ONIXMessage>")], "it ends in the middle of an element (line 1, column"),
    ],
)
def test_damage_is_told_behind_what_was_whole(file, content, reason):
    first, rejected = read(file(content))
    assert first.title == "A"
    assert (rejected.line, rejected.damage) == (2, True)
    assert rejected.reason.startswith(f"the file is damaged from here on: {reason}")


@pytest.mark.parametrize(
    ("encoding", "reason"), [("x-foo", "its encoding is not known"), ("UTF-16", "it is not well-formed XML")]
)
def test_a_wrong_declaration_is_damage(file, encoding, reason):
    (rejected,) = read(file(message(product(), head=f'<?xml version="1.0" encoding="{encoding}"?>')))
    assert reason in rejected.reason


def test_a_damaged_gzip_file_is_damage(file):
    path = file(message(*(product(str(number) * 50) for number in range(999))), zipped=True)
    path.write_bytes(path.read_bytes()[:-20])
    assert read(path)[-1].reason.startswith("the file is damaged from here on: ")


def test_a_record_has_a_largest_size(file, monkeypatch):
    monkeypatch.setattr(xml_records, "RECORD_SIZE", 100_000)
    path = file(message(product("A"), *["<Junk/>"] * 40_000, product("B")))
    assert [getattr(record, "title", "rejected") for record in read(path)] == ["A", "rejected"]
    many = file(message(*[product("x" * 900)] * 400))
    assert len(read(many)) == 400


def test_a_file_that_is_forced_into_a_format_is_refused_by_it(file):
    for name in ("onix", "marcxml"):
        path = file("title\nT\n")
        (rejected,) = reader_for(path, name).read(path)
        assert rejected.reason.startswith("the file does not begin as ")

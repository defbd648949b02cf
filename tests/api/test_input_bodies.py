"""Whatever comes in as a body: no fault of ours, the right refusal, nothing altered in silence."""

import json

import pytest

from tests.factories import NO_CURRENCY
from tests.wire import JSON, Wire, checked

BIG = "9" * 5000
DEEP = "[" * 50_000 + "]" * 50_000
B = "/api/v2/books"


def title(value: str) -> str:
    """A book whose title is this text of JSON."""
    return f'{{"title": {value}}}'


def member(name: str, value: str) -> str:
    """A book with one more member, as text of JSON."""
    return f'{{"title": "T", "{name}": {value}}}'


TEXTS = [
    *((title(f'"{text}"'), 422) for text in (r"a\u0000b", r"\ud800", r"a\udfffb", r"\u202ea", r"a\u2066", r"\ufeffa")),
    *((title(f'"{text}"'), 422) for text in ("", " ", r"\t", r"a\nb", r"a\u2028b", r"\u007f", r"\u0085", r"\ufffe")),
    *((title(text), 422) for text in ("null", "1", "true", "[]", "{}", '["T"]', f'"{"a" * 1001}"', f'"{"ä" * 5000}"')),
    *(
        (title(f'"{text}"'), 201)
        for text in ("a" * 1000, "Ø", r"\ud83d\ude00", "اقرأ", "<script>", "'; --", r"\\", "%00")
    ),
    *((title(f'"{text}"'), 201) for text in (r"\u0301", "__proto__", "null", "1e400", "${7*7}", "{{7*7}}", "../..")),
    *((title(f'"{text}"'), 201) for text in (r"\ufdd0", r"\ud83f\udffe")),  # noncharacters that harm nothing
    *((member("description", f'"{text}"'), 201) for text in (r"a\nb", r"a\tb", r"a\r\nb", "d" * 20_000)),
    *((member("description", f'"{text}"'), 422) for text in (r"a\u0000", r"\u001b[31m", r"\u202d", "d" * 20_001)),
]
INTEGERS = [
    *((member("stock", text), 422) for text in ("1.5", '"5"', "true", "null", "[]", "{}", "[1]", "-1", '"٣"', '"３"')),
    *((member("stock", text), 422) for text in ('"1_0"', '""', str(2**31), str(2**63), "1000001", "1e-1", "9" * 900)),
    *((member("stock", text), 400) for text in ("1e400", "-1e400", "NaN", "Infinity", "-Infinity", "1_0", "+1", "01")),
    *((member("stock", text), 400) for text in (".5", "1.", "0x10", "٣", "３", BIG, "-" + BIG, "1e", "--1")),
    *((member("stock", text), 201) for text in ("0", "-0", "1000000")),
    *((member("year", text), 422) for text in ("-5001", "2101", str(-(2**63)), "1999.5", '"1999"', "false")),
    *((member("year", text), 201) for text in ("-5000", "2100", "0", "null")),
    *((member("pages", text), 422) for text in ("0", "100001", str(2**31), "-3", '"many"')),
]
VALUES = [
    *(
        (member("price", text), 422)
        for text in ('"12.50"', "12.5", "[]", "{}", '{"amount": "1"}', '{"currency": "EUR"}')
    ),
    *(
        (member("price", f'{{"amount": {amount}, "currency": {currency}}}'), status)
        for amount, currency, status in (
            *(('"1.005"', '"EUR"', 422), ('"1.5"', '"JPY"', 422), ('"1_0"', '"EUR"', 422), ('"-1"', '"EUR"', 422)),
            *(("1", '"EUR"', 422), ('"NaN"', '"EUR"', 422), ('"1e2"', '"EUR"', 422), ('"01"', '"EUR"', 422)),
            *(
                ('"1000000000"', '"EUR"', 422),
                ('"1"', '"eur"', 422),
                ('"1"', f'"{NO_CURRENCY}"', 422),
                ('"1"', "null", 422),
            ),
            *(('"١"', '"EUR"', 422), ('"1 "', '"EUR"', 422), ('""', '"EUR"', 422), ('"1,5"', '"EUR"', 422)),
            *(('"0"', '"EUR"', 201), ('"999999999.99"', '"EUR"', 201), ('"1.234"', '"KWD"', 201)),
        )
    ),
    *((member("isbn", f'"{text}"'), 422) for text in ("", "1", "9780060883286", "978006088328X", "٩٧٨", "0" * 5000)),
    *((member("isbn", text), 422) for text in (r'"978\n0060883287"', r'"9780060883287\t"', r'"\ufeff9780060883287"')),
    *((member("language", text), 422) for text in (r'"en\n"', r'"\u0085en"', r'"en\u202e"')),
    *((member("isbn", text), 422) for text in ("9780060883287", "[]", r'"\u0000"', r'"\ud800"', "true")),
    *((member("language", f'"{text}"'), 422) for text in ("", "english", "e", "en--US", "xx-", r"\u0000", "é", "-")),
    *((member("format", text), 422) for text in ('""', '"Hardback"', '"scroll"', "1", "[]", r'"\ud800"', '"other\\n"')),
    *(
        (member("authors", text), 422)
        for text in ("{}", "[1]", '["A"]', "[[]]", "[{}]", "[null]", '[{"id": 0}]', "null")
    ),
    *((member("authors", text), 422) for text in ('[{"id": 1.5}]', '[{"id": "1"}]', f'[{{"id": {2**63}}}]')),
    *((member("authors", text), 422) for text in ('[{"id": 99999}]', '[{"id": 1, "name": "X"}]', '[{"name": ""}]')),
    *((member("authors", text), 422) for text in ('[{"name": "A"}, {"name": "a"}]', '[{"name": "A", "x": 1}]')),
    (member("authors", json.dumps([{"name": f"N{n}"} for n in range(101)])), 422),
    *(
        (member("publisher", text), 422)
        for text in ("1", '"P"', "[]", "{}", '{"id": -1}', '{"id": 9223372036854775807}')
    ),
    *((member("categories", text), 422) for text in ('["a"]', '[{"slug": "none"}]', '[{"slug": ""}]', "[{}]")),
    *((member("categories", text), 422) for text in (r'[{"slug": "\u0000"}]', '[{"slug": 1}]', '[{"slug": "A b"}]')),
]
UNKNOWN = [
    (member(name, "1"), 422)
    for name in (
        *("colour", "Title", "title ", "__proto__", "constructor", "prototype", "__class__", "id", "created_at"),
        *(
            "updated_at",
            "version",
            "kind",
            "search",
            "cover",
            "",
            "a/b",
            "a~b",
            "$where",
            r"\u0000",
            r"\ud800",
            "_schema",
        ),
    )
]
BROKEN = [
    *((text, 400) for text in ("", " ", "{", "}", '{"title": "T"', '{"title": "T"}}', "{'title': 'T'}", "{title: 1}")),
    *((text, 400) for text in ('{"title": "T",}', '{"title": "T"} {}', "// x\n{}", "undefined", '{"a": 1, "a": 1}')),
    *(
        (text, 400)
        for text in ('{"title": "a\nb"}', '{"title": "\\x41"}', '{"title": "\\u12"}', "\ufeff{}", "nul", DEEP)
    ),
    *(
        (text, 400)
        for text in ('{"a": ' * 40 + "1" + "}" * 40, '[{"a":' * 20_000, '{"title": {"title": 1, "title": 2}}')
    ),
    *(
        (text, 422)
        for text in ("[]", "null", '"T"', "1", "true", "[{}]", "{}", '[{"title": "T"}]', "[" * 32 + "]" * 32)
    ),
]


@pytest.mark.parametrize("cases", [TEXTS, INTEGERS, VALUES, UNKNOWN, BROKEN], ids=len)
def test_no_body_is_too_odd_to_be_answered(wire, cases):
    for text, status in cases:
        checked(wire.ask("POST", B, text.encode("utf-8", "surrogatepass"), JSON), status, text[:200])
    expected = 1 + sum(status == 201 for _, status in cases)
    assert wire.ask("GET", B).get_json()["count"] == expected


def test_what_is_taken_is_what_was_sent(wire):
    for text, status in (*TEXTS, *INTEGERS):
        sent = json.loads(text) if status == 201 else {}
        made = wire.ask("POST", B, text.encode(), JSON).get_json() if sent else {}
        assert {name: made[name] for name in sent} == sent


def test_bytes_are_utf_8_whole_and_as_declared(wire):
    good, length = b'{"title": "T"}', "CONTENT_LENGTH"
    for body, status in (
        *(('{"title": "T"}'.encode(code), 400) for code in ("utf-16", "utf-16-le", "utf-32", "utf-8-sig")),
        *((b'{"title": "\xff"}', 400), (b'{"title": "\xc0\x80"}', 400), (b'{"title": "\xed\xa0\x80"}', 400)),
        *((b"\x00", 400), (b'{"title": "\x00"}', 400), (good + b"\x00", 400), (b" \r\n\t" + good + b"\n ", 201)),
    ):
        checked(wire.ask("POST", B, body, JSON), status, body)
    for declared, status in (("500", 400), ("15", 400), ("9999999999", 413), (str(2**70), 413)):
        checked(wire.ask("POST", B, good, JSON, **{length: declared}), status, declared)
    for declared in ("x", "-1", "1.0", "", "+5", None):
        checked(wire.ask("POST", B, good, JSON, **{length: declared}), (400, 411), declared)


KINDS = (
    *("", "text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"),
    *("application/merge-patch+json", "application/jsonx", "json", "/", ";", "application/json; charset=latin-1"),
    *("application/json; charset=utf-16", "application/problem+json", "text/json", "application/*", "*/*", "\xff"),
)


def test_bodies_of_other_kinds_are_refused(wire):
    for kind in KINDS:
        checked(wire.ask("POST", B, b'{"title": "T"}', {"Content-Type": kind}), 415, kind)
    checked(wire.ask("POST", B, b'{"title": "T"}'), 415, "no type")
    checked(wire.ask("PATCH", f"{B}/1", b"title=T", {"Content-Type": "application/x-www-form-urlencoded"}), 415, "form")
    for coding in ("gzip", "gzip, chunked", "x"):
        checked(wire.ask("POST", B, b'{"title": "T"}', JSON | {"Transfer-Encoding": coding}), 501, coding)
    for coding in ("gzip", "br", "x", "identity, gzip", "deflate"):
        checked(wire.ask("POST", B, b"\x1f\x8b", JSON | {"Content-Encoding": coding}), 415, coding)
    for kind in ("application/json; charset=UTF-8", "Application/JSON", 'application/json;charset="utf-8"; x=y'):
        checked(wire.ask("POST", B, b'{"title": "T"}', {"Content-Type": kind}), 201, kind)


def test_a_body_that_is_too_large_is_refused_with_and_without_its_length(make_app, wire):
    small = Wire(make_app(MAX_CONTENT_LENGTH=2048, SECRET_KEY=wire.app.config["SECRET_KEY"]), wire.token)
    body = json.dumps({"title": "T", "description": "d" * 3000}).encode()
    checked(small.ask("POST", B, body, JSON), 413, "with its length")
    chunked = {"CONTENT_LENGTH": None, "wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    checked(small.ask("POST", B, body, JSON, **chunked), 413, "in chunks")
    checked(small.ask("POST", B, b'{"title": "T"}', JSON, **chunked), 201, "small chunks")
    checked(small.ask("POST", B, b'{"title": "T"', JSON, **chunked), 400, "broken chunks")


def test_forms_for_tokens_are_read_as_strictly(wire):
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for body, status in (
        *((b"", 400), (b"grant_type=password", 400), (b"grant_type=x&username=a&password=b", 400)),
        *((b"grant_type=password&username=a&username=b&password=c", 400), (b"%ff=1", 400), (b"\xff", 400)),
        *((b"grant_type=password&username=%00&password=b", 400), (b"grant_type=password&username=a&password=b", 400)),
        *((b"&" * 5000, 400), (b"a=1&" * 200, 400), (b"grant_type=password&username=a&password=b&x=1", 400)),
    ):
        checked(wire.ask("POST", "/api/v2/auth/token", body, form, anonymous=True), status, body[:100])

"""/isbn and /issn: what a number says, and what we have of it."""

from tests.conftest import problem
from tests.factories import a_book, a_magazine

SOLITUDE = {
    "valid": True,
    "reason": None,
    "isbn_13": "9780060883287",
    "isbn_10": "0060883286",
    "hyphenated": "978-0-06-088328-7",
    "group": "English language",
    "book": None,
}


def test_an_isbn_is_examined_in_any_spelling(anonymous, count_queries):
    for spelling, digit in (("9780060883287", "7"), ("0-06-088328-6", "6"), ("978%200%2006%20088328%207", "7")):
        with count_queries() as statements:
            shown = anonymous.get(f"/api/v2/isbn/{spelling}").get_json()
        assert shown == SOLITUDE | {"spelling": spelling.replace("%20", " "), "expected_check_digit": digit}
        assert len(statements) == 1


def test_a_wrong_isbn_is_told_what_is_wrong(anonymous, count_queries):
    nothing = dict.fromkeys(SOLITUDE) | {"valid": False}
    for spelling, digit, reason in (
        ("9780060883288", "7", "The check digit is 8, expected was 7."),
        ("006088328X", "6", "The check digit is X, expected was 6."),
        ("9770060883287", None, "An ISBN of 13 digits starts with 978 or 979."),
        ("123", None, "An ISBN has 10 or 13 digits, this one has 3; only the last of 10 may be an X."),
        ("hello", None, "An ISBN consists of digits, hyphens and blanks; the last of 10 may be an X."),
    ):
        with count_queries() as statements:
            shown = anonymous.get(f"/api/v2/isbn/{spelling}").get_json()
        assert shown == nothing | {"spelling": spelling, "expected_check_digit": digit, "reason": reason}
        assert statements == []


def test_the_book_of_an_isbn_stands_beside_it(anonymous, staff):
    book = a_book(staff, isbn="0-06-088328-6", authors=[{"name": "Ann"}])
    assert anonymous.get("/api/v2/isbn/0060883286").get_json()["book"] == book
    assert anonymous.get("/api/v2/isbn/9791090636071").get_json()["book"] is None


def test_an_isbn_without_an_old_form_has_none(anonymous):
    shown = anonymous.get("/api/v2/isbn/979-10-90636-07-1").get_json()
    assert (shown["valid"], shown["isbn_10"], shown["group"]) == (True, None, "France")


def test_an_issn_is_examined_in_any_spelling(anonymous, staff):
    for spelling in ("00280836", "0028-0836", "0028%200836"):
        shown = anonymous.get(f"/api/v2/issn/{spelling}").get_json()
        known = {"valid": True, "reason": None, "issn": "0028-0836", "expected_check_digit": "6", "magazine": None}
        assert shown == {"spelling": spelling.replace("%20", " ")} | known
    a_magazine(staff, issn="0028-0836", issue="1")
    newest = a_magazine(staff, issn="0028-0836", issue="2")
    assert anonymous.get("/api/v2/issn/00280836").get_json()["magazine"] == newest


def test_a_wrong_issn_is_told_what_is_wrong(anonymous):
    for spelling, digit, reason in (
        ("0028-0837", "6", "The check digit is 7, expected was 6."),
        ("hello", None, "An ISSN has 8 digits; only the last may be an X."),
    ):
        shown = anonymous.get(f"/api/v2/issn/{spelling}").get_json()
        assert (shown["valid"], shown["expected_check_digit"], shown["reason"]) == (False, digit, reason)
        assert (shown["issn"], shown["magazine"]) == (None, None)


def test_numbers_take_no_parameters(anonymous):
    for path in ("isbn/9780060883287", "issn/00280836"):
        body = problem(anonymous.get(f"/api/v2/{path}?fields=valid"), 422, "invalid")
        assert body["errors"] == [{"parameter": "fields", "detail": "Unknown parameter."}]


def test_the_number_of_printed_music_is_no_isbn(anonymous, staff):
    for spelling in ("979-0-2600-0043-8", "9790260000438"):
        shown = anonymous.get(f"/api/v2/isbn/{spelling}").get_json()
        assert (shown["valid"], shown["isbn_13"], shown["book"]) == (False, None, None)
        assert "ISMN" in shown["reason"]
        problem(staff.post("/api/v2/books", json={"title": "Music", "isbn": spelling}), 422, "invalid")
    assert anonymous.get("/api/v2/isbn/979-8-88645-174-0").get_json()["valid"]

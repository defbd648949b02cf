"""/imports: files that are taken in behind the answer, as the command line does it."""

import gzip
import io
import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bookstore.jobs import imports as runner
from bookstore.services import uploads
from tests.cli.conftest import catalogue, counts
from tests.conftest import logged_in, problem
from tests.formats.conftest import data, expected  # noqa: F401  (fixtures)
from tests.formats.trade import iso_2709

ISBN = "9780439554930"
BROKEN = "isbn,title,year\n9780439554930,Good,1999\n9780060883287,Bad,199x\n,,2000\n9780261103573,Last,1954\n"
URL = "/api/v2/imports"


def send(client: FlaskClient, content: str | bytes, name: str = "books.csv", **options: str):
    """The answer to a file."""
    content = content if isinstance(content, bytes) else content.encode()
    return client.post(URL, data={"file": (io.BytesIO(content), name), **options})


@pytest.fixture
def take_in(staff, worker):
    """Sends a file, has it taken in, and gives what the API shows of it."""

    def take_in(content, name="books.csv", **options):
        answer = send(staff, content, name, **options)
        assert answer.status_code == 202, answer.text
        worker()
        return staff.get(answer.headers["Location"]).get_json()

    return take_in


@pytest.fixture
def kept(app):
    """The files that are kept at this moment."""
    return lambda: list(Path(app.config["UPLOADS_FOLDER"]).glob("*"))


def figures(shown):
    """The figures of a summary, less those that are 0."""
    return {name: number for name, number in shown["summary"].items() if number}


def test_a_file_is_taken_in_behind_the_answer(staff, worker, kept):
    answer = send(staff, BROKEN, strict="false")
    shown = answer.get_json()
    assert (answer.status_code, answer.headers["Location"]) == (202, f"{URL}/{shown['id']}")
    assert (shown["state"], shown["summary"], shown["file"], shown["format"]) == ("queued", None, "books.csv", "auto")
    assert (len(kept()), staff.get("/api/v2/books").get_json()["count"]) == (1, 0)
    assert worker() == 1
    done = staff.get(answer.headers["Location"]).get_json()
    assert (done["state"], done["progress"]) == ("succeeded", {"done": 4, "total": 4})
    assert figures(done) == {"read": 4, "created": 2, "rejected": 2}
    assert staff.get(f"/api/v2/jobs/{shown['id']}").get_json()["result"] == done["summary"]
    assert (kept(), staff.get("/api/v2/books").get_json()["count"]) == ([], 2)


def test_the_figures_are_those_of_the_reference_data(take_in, data, expected, staff):  # noqa: F811
    path = data / "goodbooks/books.csv"
    wanted = expected["goodbooks/books.csv"]
    first = take_in(path.read_bytes())["summary"]
    assert first["read"] == wanted["rows"]
    assert first["created"] == wanted["books_created"]
    assert first["warnings"] == wanted["rows_invalid_isbn_only"]
    assert first["authors"] == wanted["authors_distinct"]
    again = figures(take_in(path.read_bytes()))
    assert again == {"read": wanted["rows"], "unchanged": wanted["rows"], "warnings": wanted["rows_invalid_isbn_only"]}


def test_the_figures_are_those_of_the_command_line(take_in, app, tmp_path):
    path = tmp_path / "books.csv"
    path.write_text(BROKEN)
    told = app.test_cli_runner().invoke(args=["catalog", "import", "--dry-run", str(path)])
    assert counts(told) == figures(take_in(BROKEN))


def test_a_validation_changes_nothing_and_tells_what_an_import_would(take_in, app, staff):
    checked = take_in(BROKEN, validate_only="true")
    assert not any(catalogue(app).values())
    done = take_in(BROKEN)
    assert (checked["summary"], checked["validate_only"], done["validate_only"]) == (done["summary"], True, False)
    pages = [staff.get(f"{URL}/{shown['id']}/lines").get_json()["results"] for shown in (checked, done)]
    assert pages[0] == pages[1] != []


@pytest.mark.parametrize(("strict", "created"), [("true", 1), ("false", 2)])
def test_strict_rejects_what_has_no_valid_number(take_in, strict, created):
    assert take_in(f"isbn,title\n{ISBN},A\n,B\n", strict=strict)["summary"]["created"] == created


def test_each_line_that_was_rejected_or_is_odd_is_reported(take_in, staff):
    shown = take_in(BROKEN + "9780439554931,Odd,2001\n")
    page = staff.get(f"{URL}/{shown['id']}/lines").get_json()
    assert (page["count"], page["results"]) == (
        3,
        [
            {"line": 3, "outcome": "rejected", "detail": 'year "199x" is not a whole number'},
            {"line": 4, "outcome": "rejected", "detail": "title is empty"},
            {"line": 6, "outcome": "warning", "detail": "ISBN 9780439554931 is not valid"},
        ],
    )
    warnings = staff.get(f"{URL}/{shown['id']}/lines?outcome=warning").get_json()
    assert [line["line"] for line in warnings["results"]] == [6]


def test_mended_rejects_are_taken_in(take_in, staff):
    shown = take_in(BROKEN)
    answer = staff.get(f"{URL}/{shown['id']}/rejects")
    assert (answer.mimetype, answer.headers["Content-Disposition"]) == (
        "text/csv",
        f"attachment; filename=import-{shown['id']}-rejects.csv",
    )
    assert answer.text.splitlines()[0] == "_line,_reason,isbn,title,year,_surplus"
    mended = take_in(answer.text.replace("199x", "1998").replace(",,2000", ",Named,2000"))
    assert figures(mended) == {"read": 2, "created": 2}


def test_rejects_hold_no_formulas_and_are_taken_in_as_they_were(take_in, staff):
    shown = take_in("title,subtitle,year\n=1+1,'-2,199x\n@b,c,x\n")
    text = staff.get(f"{URL}/{shown['id']}/rejects").text
    assert text.splitlines()[1].endswith(",'=1+1,''-2,199x,")
    again = take_in(text)
    assert staff.get(f"{URL}/{again['id']}/rejects").text.splitlines()[1:] == text.splitlines()[1:]
    take_in(text.replace("199x", "1999"))
    (book,) = staff.get("/api/v2/books").get_json()["results"]
    assert (book["title"], book["subtitle"]) == ("=1+1", "-2")


def test_the_rejects_of_a_line_format_are_mended_as_lines(take_in, staff):
    shown = take_in('{"title": 5}\n{"title": "T"}\n', "books.ndjson")
    rejects = staff.get(f"{URL}/{shown['id']}/rejects").text
    assert figures(take_in(rejects.replace('""title"": 5', '""title"": ""U""'))) == {"read": 1, "created": 1}


def test_an_import_without_rejects_has_a_table_of_none(take_in, staff):
    url = f"{URL}/{take_in('title' + chr(10) + 'T')['id']}/rejects"
    assert staff.get(url).text == "_line,_reason\r\n"
    tag = staff.get(url).headers["ETag"]
    assert staff.get(url, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\x00\x01\x02\xff", "is in no format that is known"),
        (b"\x1f\x8b\x08broken", "is empty or damaged"),
        ("isbn,title\n,\n,\n", "all lines were rejected"),
        (gzip.compress(b'{"title": "T"}\n' * 9999)[:-60], "is damaged"),
    ],
)
def test_what_can_not_be_taken_in_fails_with_a_reason(take_in, kept, content, reason):
    shown = take_in(content, "odd.bin", format="ndjson" if reason == "is damaged" else "auto")
    assert (shown["state"], kept()) == ("failed", [])
    assert reason in shown["errors"][0]["detail"]
    assert not any(upload in shown["errors"][0]["detail"] for upload in ("/", "uploads"))


def test_a_file_that_is_not_what_it_is_said_to_be_fails_with_what_is_missing(take_in, staff):
    shown = take_in("isbn,title,authors\n,T,A\n", format="gutenberg")
    reason = "this is no catalogue of Project Gutenberg: the columns Text#, Type are missing"
    assert (shown["state"], shown["errors"]) == ("failed", [{"detail": f"Line 1: {reason}."}])
    assert staff.get("/api/v2/books").get_json()["count"] == 0


def test_what_is_told_of_a_line_has_a_bound(take_in, staff):
    columns = ",".join("x" * 39 + str(n) for n in range(10, 60))
    told = take_in(f"title,{columns}\nT{',' * 50}\n")
    (line,) = staff.get(f"{URL}/{told['id']}/lines").get_json()["results"]
    assert line["detail"].endswith(" and 40 more are not known, and not taken in")
    long = take_in(f'{{"title": "T", {", ".join(f"{chr(34)}{n}{chr(34)}: 1" for n in "abc")}, "kind": "{"k" * 9999}"}}')
    lines = staff.get(f"{URL}/{long['id']}/lines").get_json()["results"]
    assert all(len(line["detail"]) <= 500 for line in lines)


@pytest.mark.parametrize("line", ["title\n{}", '{{"title": "{}"}}'])
def test_a_damaged_file_fails_and_leaves_what_was_taken_in(take_in, staff, line):
    head, *lines = line.format("T"), *(line.removeprefix("title\n").format(f"T{n * n}") for n in range(20_000))
    whole = gzip.compress("\n".join([head, *lines]).encode())
    shown = take_in(whole[:-2000], "books.gz", format="auto")
    assert (shown["state"], shown["summary"]["rejected"]) == ("failed", 1)
    assert "the file is damaged from here on: it breaks off" in shown["errors"][0]["detail"]
    assert staff.get("/api/v2/books").get_json()["count"] == shown["summary"]["created"] > 0


def test_a_file_of_marc_that_breaks_off_fails(take_in):
    record = iso_2709(("245", b"10\x1faGood"))
    shown = take_in(record + record[:-10], "books.mrc")
    assert (shown["state"], shown["summary"]["created"]) == ("failed", 1)
    assert shown["errors"] == [{"detail": "Record 2: the file ends in the middle of the record."}]


@pytest.mark.parametrize("head", [b"title\nT\n", b'{"title": "T"}\n'])
def test_a_file_that_unpacks_to_very_much_is_refused_before_it_is_read(take_in, staff, head):
    shown = take_in(gzip.compress(head + b"\n" * 100_000_000), "books.gz")
    assert (shown["state"], shown["summary"]) == ("failed", None)
    assert "unpacks to more than 50 times its size" in shown["errors"][0]["detail"]
    assert staff.get("/api/v2/books").get_json()["count"] == 0
    assert take_in(gzip.compress(head + b"\n" * 1_000_000), "books.gz")["summary"]["created"] == 1


def test_a_failed_import_tells_its_figures_and_lines_too(take_in, staff):
    shown = take_in("isbn,title\n,\n")
    assert figures(shown) == {"read": 1, "rejected": 1}
    assert "title is empty" in staff.get(f"{URL}/{shown['id']}/rejects").text


def test_odd_bytes_are_reported_without_harm(take_in, staff):
    shown = take_in(b"isbn,title,year\n,T\x00\xff,19\x009\n,U,2000\n", format="csv")
    assert figures(shown)["rejected"] == 1
    assert staff.get(f"{URL}/{shown['id']}/lines").status_code == 200
    assert staff.get(f"{URL}/{shown['id']}/rejects").status_code == 200


def test_a_bad_line_costs_itself_and_corrupts_no_other(take_in, staff):
    shown = take_in(b"title\n\xff\xfe\xff\n" + "Žižek\nplain\n".encode())
    assert figures(shown) == {"read": 3, "created": 2, "rejected": 1}
    (line,) = staff.get(f"{URL}/{shown['id']}/lines").get_json()["results"]
    assert (line["line"], line["detail"]) == (2, "the byte 0xFF is no text in the file's encoding")
    assert {book["title"] for book in staff.get("/api/v2/books").get_json()["results"]} == {"Žižek", "plain"}


def test_an_encoding_that_is_guessed_is_told(take_in, staff):
    shown = take_in("title\nCafé\n".encode("cp1252"))
    assert figures(shown) == {"read": 1, "created": 1, "warnings": 1}
    (line,) = staff.get(f"{URL}/{shown['id']}/lines").get_json()["results"]
    assert "is read as Windows-1252" in line["detail"]
    assert staff.get("/api/v2/books").get_json()["results"][0]["title"] == "Café"


def test_of_very_many_lines_the_first_are_kept_and_all_are_counted(take_in, staff, monkeypatch):
    monkeypatch.setattr(runner, "KEPT", 5)
    shown = take_in("title,year\n" + "T,x\n" * 20 + "U,1\n")
    assert shown["summary"]["rejected"] == 20
    assert staff.get(f"{URL}/{shown['id']}/lines").get_json()["count"] == 5
    assert shown["summary"]["unreported"] == 15
    assert take_in("title,year\n" + "T,x\n" * 5 + "U,1\n")["summary"]["unreported"] == 0


def test_imports_are_listed_for_who_asked_for_them(take_in, staff, admin, app):
    first, second = (take_in(f"title\n{title}\n")["id"] for title in "AB")
    assert [shown["id"] for shown in staff.get(URL).get_json()["results"]] == [second, first]
    assert admin.get(URL).get_json()["count"] == 0
    other = logged_in(app, "sue", "staff")
    for part in ("", "/lines", "/rejects"):
        assert admin.get(f"{URL}/{first}{part}").status_code == 200
        problem(other.get(f"{URL}/{first}{part}"), 404)


def test_who_may_not_write_the_catalogue_sends_no_files(customer, anonymous, kept):
    problem(send(customer, BROKEN), 403)
    problem(send(anonymous, BROKEN), 401)
    assert kept() == []


def test_a_job_that_can_not_be_queued_leaves_no_file(staff, kept, monkeypatch):
    monkeypatch.setattr("bookstore.services.jobs.insert", lambda _table: 1 / 0)
    problem(send(staff, BROKEN), 500)
    assert kept() == []


def test_files_that_nobody_asked_for_are_cleared_away(app, take_in, kept, monkeypatch):
    folder = Path(app.config["UPLOADS_FOLDER"])
    folder.mkdir(parents=True)
    (folder / ("import-" + "0" * 32)).write_text("left by a server that was killed")
    (folder / "notes.txt").write_text("somebody's")
    take_in("title\nT\n")
    assert len(kept()) == 2, "it may just have come"
    monkeypatch.setattr(uploads, "FORGOTTEN", -1)
    take_in("title\nT\n")
    assert [path.name for path in kept()] == ["notes.txt"]


def test_a_file_that_is_gone_is_a_failure(staff, worker, kept):
    url = send(staff, BROKEN).headers["Location"]
    kept()[0].unlink()
    worker()
    shown = staff.get(url).get_json()
    assert (shown["state"], "not there any more" in json.dumps(shown["errors"])) == ("failed", True)

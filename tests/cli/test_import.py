"""flask catalog import: its options, the files that it can read, and what it says."""

import gzip
import os
from threading import Thread

import pytest

from tests.cli.conftest import catalogue, counts, lines, without_postgresql

ISBN = "9780439554930"
BROKEN = "isbn,title,year\n9780439554930,Good,1999\n9780060883287,Bad,199x\n,,2000\n9780261103573,Last,1954\n"


def test_a_dry_run_writes_nothing_and_counts_like_the_real_run(flask, app, write):
    rows = [f"Book {number % 4000},Author {number % 10},House,Fiction" for number in range(6000)]
    path = write("\n".join(["title,authors,publisher,categories", *rows]))
    told = flask("catalog", "import", "--dry-run", path)
    assert not any(catalogue(app).values())
    real = flask("catalog", "import", path)
    assert told.stdout == f"Dry run: {real.stdout}"
    assert counts(real)["duplicates"] == 2000


def test_a_dry_run_of_what_is_there_counts_like_the_real_run(flask, write, take_in):
    take_in(write(f"isbn,title\n{ISBN},T\n"))
    path = write(f"isbn,title,authors\n{ISBN},U,A\n9780060883287,V,A\n")
    told = flask("catalog", "import", "--dry-run", path)
    assert told.stdout == f"Dry run: {flask('catalog', 'import', path).stdout}"


def test_strict_rejects_what_has_no_valid_number(take_in, write):
    rows = (
        f"kind,isbn,issn,title\nbook,{ISBN},,A\nbook,,,B\nbook,9780439554931,,C\nmagazine,,0028-0836,D\nmagazine,,,E\n"
    )
    done = take_in("--strict", write(rows))
    assert (done["created"], done["rejected"]) == (2, 3)


def test_broken_lines_are_reported_by_number_and_reason_and_the_rest_goes_in(flask, write):
    result = flask("catalog", "import", write(BROKEN))
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        'Line 3: rejected: year "199x" is not a whole number',
        "Line 4: rejected: title is empty",
    ]
    assert counts(result)["created"] == 2


@without_postgresql
def test_a_wrong_isbn_is_a_warning_and_only_the_first_ten_are_shown(flask, write):
    result = flask(
        "catalog", "import", write("isbn,title\n" + "".join(f"97804395549{n},T{n}\n" for n in range(31, 43)))
    )
    assert counts(result)["created"] == 12
    assert result.stderr.splitlines()[0] == "Line 2: warning: ISBN 9780439554931 is not valid"
    assert result.stderr.splitlines()[-1] == "... and 2 more warnings."
    assert len(result.stderr.splitlines()) == 11


def test_a_mended_rejects_file_gives_what_a_right_file_would_have_given(take_in, write, app, other, tmp_path):
    rejects = tmp_path / "rejects.csv"
    assert take_in("--rejects", rejects, write(BROKEN))["rejected"] == 2
    mended = rejects.read_text().replace("199x", "1998").replace(",,2000", ",Named,2000")
    assert take_in(write(mended))["created"] == 2
    in_order(other, write(BROKEN.replace("199x", "1998").replace(",,2000", ",Named,2000")))
    assert catalogue(app) == catalogue(other)


def in_order(application, path):
    result = application.test_cli_runner().invoke(args=["catalog", "import", str(path)])
    assert "0 rejected" in result.stdout, result.output


@pytest.mark.parametrize("end", [".ndjson", ".txt"])
def test_the_rejects_of_a_line_format_are_mended_as_lines(flask, write, app, other, end):
    head = "" if end == ".ndjson" else "/type/edition\t/books/OL1M\t1\t2020\t"
    wrong = head + '{"key": "/books/OL1M", "title": 5, "subtitle": "a, \\"b\\"; é"}\n'
    rejects = write("", "rejects.csv")
    assert counts(flask("catalog", "import", "--rejects", rejects, write(wrong * 2, f"file{end}")))["rejected"] == 2
    mended = rejects.read_text().replace('""title"": 5', '""title"": ""T""')
    assert counts(flask("catalog", "import", write(mended)))["created"] == 1
    in_order(other, write(wrong.replace("5, ", '"T", '), f"right{end}"))
    assert catalogue(app) == catalogue(other)


@without_postgresql
def test_cells_beyond_the_header_are_kept_in_the_rejects(flask, write, tmp_path):
    rejects = tmp_path / "rejects.csv"
    flask("catalog", "import", "--rejects", rejects, write("title,year\n,1\nT,2,3,4\n"))
    assert lines(rejects)[0] == "_line,_reason,title,year,_surplus"
    assert lines(rejects)[2].endswith(',T,2,"3, 4"')


@without_postgresql
def test_rejects_are_not_written_over_the_file_itself(flask, write):
    path = write(BROKEN)
    result = flask("catalog", "import", "--rejects", path, path)
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)
    assert path.read_text() == BROKEN


@without_postgresql
@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("missing.csv",),
        (".",),
        ("--format", "marcxyz", "pyproject.toml"),
        ("--nonsense", "pyproject.toml"),
        ("pyproject.toml",),
        ("--rejects", "x.csv", "pyproject.toml", "pyproject.toml"),
    ],
)
def test_wrong_use_is_exit_2_and_one_line(flask, arguments):
    result = flask("catalog", "import", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Error: ")
    assert len(result.stderr.splitlines()) == 1


@without_postgresql
@pytest.mark.parametrize("arguments", [("no-such-command",), ("export", "x.xlsx"), ("export",)])
def test_so_is_wrong_use_of_the_rest(flask, arguments):
    result = flask("catalog", *arguments)
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)


@without_postgresql
@pytest.mark.parametrize("content", ["", "\n\n", "nonsense\n1\n", b"\x1f\x8b\x08broken", b"\x00\x01\x02"])
def test_a_file_in_no_format_is_exit_2_and_one_line(flask, write, content):
    result = flask("catalog", "import", write(content))
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)


def test_a_format_is_forced_by_its_name(take_in, write):
    path = write("goodreads_book_id,title,authors,stock\n1,T,A,5\n")
    assert take_in("--format", "csv", path)["created"] == 1
    assert take_in("--format", "goodbooks", path)["created"] == 1


@without_postgresql
@pytest.mark.parametrize(
    "content",
    [
        "title,authors,year\nCafé,Zoë,1999\n".encode("utf-8-sig"),
        "title,authors,year\nCafé,Zoë,1999\n".encode("utf-16"),
        "title,authors,year\r\nCafé,Zoë,1999\r\n".encode(),
        "title,authors,year\rCafé,Zoë,1999\r".encode(),
        "title,authors,year\nCafé,Zoë,1999\n".encode("cp1252"),
        "title;authors;year\nCafé;Zoë;1999\n".encode(),
        "title\tauthors\tyear\nCafé\tZoë\t1999".encode(),
        "YEAR,shelf,Authors, Title \n1999,x,Zoë,Café\n".encode(),
        'year,authors,title\n"1999","Zoë","Cafe\u0301"\n\n'.encode(),
    ],
)
def test_encodings_line_ends_delimiters_and_orders_of_columns_are_found_out(take_in, write, app, content):
    assert take_in(write(content))["created"] == 1
    (book,) = catalogue(app)["books"]
    assert (book["title"], book["authors"], book["year"]) == ("Café", [{"name": "Zoë"}], 1999)


def test_several_files_are_one_import(take_in, write):
    first, second = write("title\nA\nB\n", "1.csv"), write('{"title": "C"}\n{"title": "A"}\n', "2.ndjson")
    done = take_in(first, second)
    assert (done["created"], done["duplicates"]) == (3, 1)


@without_postgresql
def test_nothing_of_progress_is_shown_where_nobody_looks(flask, write):
    result = flask("catalog", "import", write("title\nT\n"))
    assert result.stderr == ""
    assert "\r" not in result.stdout


def test_columns_that_nobody_reads_are_named(flask, write):
    result = flask("catalog", "import", write(f"Title,Author,ISBN,Qty,title\nDune,Frank,{ISBN},4,Again\n"))
    assert result.stderr == "Line 1: warning: the columns Author, Qty, title are not known, and not taken in\n"
    assert (counts(result)["created"], counts(result)["warnings"]) == (1, 1)


def test_fields_that_nobody_reads_are_named(flask, write):
    result = flask("catalog", "import", write('{"title": "Dune", "autor": "Frank", "id": 7}\n', name="books.ndjson"))
    assert result.stderr == "Line 1: warning: autor is not known, and not taken in\n"


@without_postgresql
def test_a_file_may_come_out_of_a_pipe(flask, app, write, tmp_path):
    result = flask("catalog", "import", "-", input=f"isbn,title\n{ISBN},T\n")
    assert counts(result)["created"] == 1
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    feeder = Thread(target=lambda: pipe.write_text("isbn,title\n9780060883287,U\n"))
    feeder.start()
    assert counts(flask("catalog", "import", "--format", "csv", pipe))["created"] == 1
    feeder.join()


@without_postgresql
def test_nothing_but_rejects_is_a_failure_and_so_is_a_damaged_file(flask, write, tmp_path):
    assert flask("catalog", "import", write("isbn,title\n,\n")).exit_code == 1
    assert flask("catalog", "import", "--format", "goodbooks", write("a,b\n1,2\n")).exit_code == 1
    rows = "".join(f'{{"title": "T{number}"}}\n' for number in range(20_000))
    damaged = tmp_path / "damaged.ndjson.gz"
    damaged.write_bytes(gzip.compress(rows.encode())[:-2000])
    result = flask("catalog", "import", "--format", "ndjson", damaged)
    assert (result.exit_code, "damaged from here on" in result.stderr) == (1, True)
    assert counts(result)["created"] > 0


def test_cells_that_belong_to_no_column_stay_rejected_until_they_are_mended(flask, take_in, write, tmp_path):
    rejects = tmp_path / "rejects.csv"
    assert take_in("--rejects", rejects, write("isbn,title\n,T,too,many\n,U\n"))["rejected"] == 1
    assert counts(flask("catalog", "import", rejects))["rejected"] == 1
    mended = rejects.read_text().replace('"too, many"', "")
    assert take_in(write(mended))["created"] == 1

"""flask catalog export: what is written makes an empty catalogue the same, and changes nothing where it came from."""

from itertools import pairwise

import pytest

from bookstore.cli.exporting import everything
from bookstore.extensions import db
from tests.cli.conftest import catalogue, commands_of, empty_app, lines, with_postgresql, without_postgresql
from tests.conftest import logged_in, sqlite_first
from tests.factories import a_book, a_category, a_magazine, a_publisher, an_author, an_isbn, an_issn

ENDS = (".csv", ".ndjson")
NASTY = (
    '"', "a; b", "ends in \\", "\\;", "=1+1", "-2", "@x", "a,b", "漢字 \U0001f600", "'", "x|y", ";", "; ;", "a  b",
    "no\u00a0break", "a\u200bb", "e\u0301", "null", "0012", "1e5", "{}", "[1]", '"quoted"', "\\N", "#", "‘’",
    "title", "kind", "true", "\u3000wide\u3000", "ﬁ", "İI", "%s", "$1", "NULL", "a\u00adb",
)  # fmt: skip
"""Texts that files and databases have stumbled over."""


def fill(application):
    """All that a shop may hold."""
    staff = logged_in(application, "stella", "staff")
    _fill_with_nasty_texts(staff)
    _fill_with_namesakes(staff)
    _fill_with_look_alikes(staff)
    _fill_with_what_nothing_names(staff)
    return staff


def _fill_with_nasty_texts(staff):
    for number, (text, other) in enumerate(pairwise(NASTY)):
        shelf = a_category(staff, slug=f"shelf-{number}", name=text)
        values = {"title": text, "description": f"{text}\r\n\n{other}\n a\tb", "publisher": {"name": text}}
        values |= {"categories": [{"slug": shelf["slug"]}], "price": {"amount": "1.005", "currency": "KWD"}}
        a_book(staff, isbn=an_isbn(), subtitle=other, authors=[{"name": text}, {"name": other}], stock=7, **values)
        a_magazine(staff, issue=other, frequency="weekly", year=1999, language="zh-TW", **values)


def _fill_with_namesakes(staff):
    made_by_name = a_book(staff, authors=[{"name": "Ann"}])["authors"][0]
    first = an_author(staff, name="Ann", born=-70, died=-19, sort_name="Ann, A.", biography="One;\n\\two")
    second = an_author(staff, name="Ann", born=1900)
    renamed = an_author(staff, name="Bea")
    staff.patch(f"/api/v2/authors/{renamed['id']}", json={"name": "Ann", "died": 1950})
    by_name = a_book(staff, authors=[{"name": "Cleo"}])["authors"][0]
    staff.patch(f"/api/v2/authors/{by_name['id']}", json={"name": "Ann", "died": 1970})
    for authors in ([first, second, renamed, by_name, made_by_name], [second], [renamed, first], [by_name]):
        a_book(staff, authors=[{"id": author["id"]} for author in authors], title=f"By {len(authors)}")


def _fill_with_look_alikes(staff):
    for stock in (1, 2):
        a_book(staff, title="Twice", stock=stock)
        a_magazine(staff, title="Twice", stock=stock)
    book = a_book(staff, isbn=an_isbn(), title="Numberless", year=-5000, pages=1, format="ebook", language="en")
    staff.patch(f"/api/v2/books/{book['id']}", json={"isbn": None})
    a_book(staff, isbn=book["isbn"], title="Number taken")
    issn = an_issn()
    for issue in (None, "1", "2 ", "1/2", "a; b"):
        a_magazine(staff, title="Issues", issn=issn, issue=issue, stock=3)
    for slug in ("same-1", "same-2", "x"):
        a_category(staff, slug=slug, name="Same")
    a_category(staff, slug="y", name="X")
    a_book(staff, categories=[{"slug": slug} for slug in ("same-1", "same-2", "x", "y")])
    a_book(staff, categories=[{"slug": "y"}])


def _fill_with_what_nothing_names(staff):
    a_category(staff, slug="empty", name="Empty")
    a_category(staff, slug="-".join("漢" * 100), name="漢" * 100)
    a_publisher(staff, name="Nobody's  House")
    an_author(staff, name="Without Books", biography="x" * 20_000)
    a_book(staff, title="x" * 1000, authors=[{"name": f"Author {number}"} for number in range(100)])


@pytest.fixture(scope="session")
def shop(sqlite_template, tmp_path_factory):
    """A full catalogue, as the API shows it, and its exports by the ends of their names."""
    folder = tmp_path_factory.mktemp("shop")
    with empty_app(sqlite_template, folder) as application:
        fill(application)
        return catalogue(application), {end: export(application, folder / f"shop{end}") for end in ENDS}


def export(application, path):
    """Exports the catalogue of an application, and gives the file."""
    result = commands_of(application)("catalog", "export", path)
    assert (result.exit_code, result.output) == (0, "")
    return path


@pytest.mark.parametrize("end", ENDS)
def test_an_export_makes_an_empty_catalogue_the_same(app, take_in, shop, end):
    shown, files = shop
    take_in(files[end])
    found = catalogue(app)
    for resource, things in shown.items():
        assert found[resource] == things


def test_an_export_of_an_import_is_the_same_table(app, take_in, shop, tmp_path):
    _, files = shop
    take_in(files[".ndjson"])
    assert lines(export(app, tmp_path / "again.csv")) == lines(files[".csv"])


@sqlite_first
def test_an_export_changes_nothing_where_it_came_from(app, other, take_in, tmp_path):
    fill(app)
    before = catalogue(app, untold=set())
    for end in ENDS:
        done = take_in(export(app, tmp_path / f"export{end}"))
        assert {"read", "unchanged"} == done.keys()
    assert catalogue(app, untold=set()) == before
    commands_of(other)("catalog", "import", tmp_path / "export.csv")
    assert catalogue(other) == catalogue(app)


def test_a_changed_price_in_an_export_is_one_update(app, take_in, tmp_path):
    staff = logged_in(app, "stella", "staff")
    for amount in ("10.00", "11.00", "12.00"):
        a_book(staff, price={"amount": amount, "currency": "EUR"})
    path = export(app, tmp_path / "export.csv")
    path.write_text(path.read_text().replace("11.00", "11.50"))
    done = take_in(path)
    assert (done["updated"], done["unchanged"]) == (1, 2)


@sqlite_first
def test_real_files_survive_an_export(app, other, data, take_in, tmp_path):
    for name in ("goodreads/goodreads_library_export.csv", "openlibrary/ol_dump_linked.txt"):
        take_in(data / name)
    commands_of(other)("catalog", "import", export(app, tmp_path / "export.csv"))
    assert catalogue(other) == catalogue(app)


def test_an_export_shows_one_moment_whatever_is_written_meanwhile(app):
    staff = logged_in(app, "stella", "staff")
    a_category(staff)
    with app.app_context():
        things = everything()
        assert next(things)["kind"] == "category"
        a_book(staff, publisher={"name": "New"})
        assert list(things) == []
        assert [thing["kind"] for thing in everything()] == ["category", "publisher", "book"]


@with_postgresql
def test_an_export_may_take_longer_than_a_request(make_app, tmp_path):
    app = make_app(DB_STATEMENT_TIMEOUT=1, LOG_LEVEL="CRITICAL")
    a_publisher(logged_in(app, "stella", "staff"))
    slow = "CREATE VIEW publishers AS SELECT held.* FROM held, pg_sleep(1.2)"
    with app.app_context():
        db.session.execute(db.text(f"ALTER TABLE publishers RENAME TO held; {slow}"))
        db.session.commit()
    assert app.test_client().get("/api/v2/publishers").status_code == 503
    assert len(lines(export(app, tmp_path / "export.csv"))) == 2


@without_postgresql
def test_an_unfinished_export_leaves_the_last_one_as_it_was(app, tmp_path, monkeypatch, flask):
    path = tmp_path / "export.csv"
    path.write_text("the last one")
    monkeypatch.setattr("bookstore.cli.catalog.everything", lambda _: iter([{"kind": "book", "authors": [{}]}]))
    assert flask("catalog", "export", path).exit_code != 0
    assert [(file.name, file.read_text()) for file in tmp_path.glob("export*")] == [("export.csv", "the last one")]


@without_postgresql
def test_an_export_into_no_folder_is_exit_1_and_one_line(flask, tmp_path):
    result = flask("catalog", "export", tmp_path / "none" / "export.csv")
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)

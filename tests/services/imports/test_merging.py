"""What becomes of a thing when a file tells of it again."""

import pytest

from bookstore.services import imports
from bookstore.services.imports import Reports
from bookstore.services.imports.bulk import PostgreSQL, SQLite
from bookstore.values.records import BookRecord
from tests.factories import a_book, a_category, an_author

ISBN, OTHER_ISBN = "9780439554930", "9780060883287"
HEADER = "isbn,title,subtitle,authors,categories,price,stock"
GOODREADS = "Book Id,Title,Author,Additional Authors,ISBN,ISBN13,Publisher,Number of Pages,Bookshelves,Exclusive Shelf"


@pytest.fixture
def book(anonymous):
    """The one book with the ISBN."""

    def book(isbn=ISBN):
        (found,) = anonymous.get(f"/api/v2/books?isbn={isbn}").get_json()["results"]
        return found

    return book


@pytest.fixture
def shop(take_in, write):
    """Imports rows of our own format."""

    def shop(*rows, header=HEADER):
        return take_in(write("\n".join([header, *rows, ""])))

    return shop


def test_the_same_book_from_two_sources_is_one_and_gaps_are_filled(shop, take_in, write, book):
    shop(f"{ISBN},Ours,,Ann Author,,12.50,3")
    row = '7,Theirs,Bob Writer,,="0439554934",="",Their House,300,fiction,read'
    assert take_in(write(f"{GOODREADS}\n{row}\n"))["updated"] == 1
    found = book()
    assert (found["title"], found["authors"][0]["name"], found["stock"]) == ("Ours", "Ann Author", 3)
    assert (found["publisher"]["name"], found["pages"], found["categories"][0]["slug"]) == (
        "Their House",
        300,
        "fiction",
    )
    assert take_in(write(f"{GOODREADS}\n{row}\n"))["unchanged"] == 1


def test_what_somebody_makes_while_a_file_is_taken_in_is_no_line_of_the_file(app, book, staff, monkeypatch):
    """What the file tells of it is not lost as a duplicate."""
    for database in (PostgreSQL, SQLite):
        monkeypatch.setattr(database, "batch", 1)

    def make(summary):
        if summary.read == 1:
            assert staff.post("/api/v2/books", json={"title": "By hand", "isbn": ISBN}).status_code == 201

    told = {"given": frozenset({"title"}), "warnings": ()}
    rows = [OTHER_ISBN, *(f"own:{n}" for n in range(8)), ISBN, ISBN]
    records = [
        BookRecord(line=n, key=f"isbn:{row}", isbn=row, title=f"T {n}", **told)
        if row.isdecimal()
        else BookRecord(line=n, key=row, title=f"T {n}", **told)
        for n, row in enumerate(rows)
    ]
    with app.app_context():
        summary = imports.run(records, Reports(progress=make))
    assert (summary.read, summary.created, summary.updated, summary.duplicates) == (11, 9, 1, 1)
    assert book()["title"] == "T 9"


def test_our_own_format_decides_on_the_columns_that_it_gives(shop, book):
    shop(f"{ISBN},T,Sub,A; B,Fiction,12.50,3")
    assert shop(f"{ISBN},T,Sub,A; B,Fiction,13.00,3")["updated"] == 1
    assert book()["price"]["amount"] == "13.00"
    assert shop(f"{ISBN},T2", header="isbn,title")["updated"] == 1
    assert (book()["subtitle"], book()["title"]) == ("Sub", "T2")


def test_a_blank_cell_empties_but_not_the_stock(shop, book):
    shop(f"{ISBN},T,Sub,A; B,Fiction,12.50,3")
    assert shop(f"{ISBN},T,,,,,")["updated"] == 1
    found = book()
    assert (found["subtitle"], found["authors"], found["categories"], found["price"]) == (None, [], [], None)
    assert found["stock"] == 3


def test_a_second_run_changes_nothing(shop, book):
    row = f"{ISBN},T,Sub,A; B; a,Fiction; science-fiction; !!!,12.50,3"
    assert shop(row)["created"] == 1
    before = book()
    assert shop(row)["unchanged"] == 1
    assert book() == before


def test_an_author_named_twice_in_a_row_is_one(shop, book):
    shop(f"{ISBN},T,,A; B;  a ,,,")
    assert [author["name"] for author in book()["authors"]] == ["A", "B"]


def test_the_first_of_two_rows_of_one_book_stands(shop, book):
    done = shop(f"{ISBN},First,,,,,", f"{ISBN},Second,,,,,")
    assert (done["created"], done["duplicates"]) == (1, 1)
    assert book()["title"] == "First"


def test_a_book_is_known_by_its_key_when_its_isbn_is_new(shop, book):
    shop("k:1,,T", header="key,isbn,title")
    assert shop(f"k:1,{ISBN},T", header="key,isbn,title")["updated"] == 1
    assert book()["title"] == "T"


def test_two_rows_with_one_key_are_one_book_whatever_their_isbn(shop):
    done = shop(f"k:1,{ISBN},T", "k:1,,T", header="key,isbn,title")
    assert (done["created"], done["duplicates"]) == (1, 1)


@pytest.mark.parametrize("option", [(), ("--dry-run",)])
def test_a_row_with_the_isbn_that_another_row_has_just_got_is_a_duplicate(shop, take_in, write, book, option):
    shop("k:1,,One", header="key,isbn,title")
    rows = f"key,isbn,title\nk:1,{ISBN},One\nk:2,{ISBN},Two\nk:3,{OTHER_ISBN},Three\n"
    done = take_in(*option, write(rows))
    assert (done["created"], done["updated"], done["duplicates"]) == (1, 1, 1)
    assert option or book()["title"] == "One"


def test_a_category_may_be_named_by_its_slug(shop, staff, book):
    a_category(staff, slug="sf", name="Science Fiction")
    for cell in ("sf", "Science Fiction", "SCIENCE fiction"):
        shop(f"{ISBN},T,,,{cell},,")
        assert [shelf["slug"] for shelf in book()["categories"]] == ["sf"]
    assert shop(f"{ISBN},T,,,sf,,")["unchanged"] == 1


def test_an_author_told_by_key_is_that_one_and_not_the_namesake(shop, book):
    header = "isbn,title,authors,author_keys"
    shop(f"{ISBN},T,Ann,k:1", header=header)
    assert shop(f"{ISBN},T,Ann,k:2", header=header)["updated"] == 1
    assert shop(f"{ISBN},T,Ann,k:2", header=header)["unchanged"] == 1


def test_a_new_name_of_an_author_is_found_in_their_books(take_in, write, staff):
    author = an_author(staff, name="Old Name")
    a_book(staff, authors=[{"id": author["id"]}])
    exported = write("kind,key,name\nauthor,,Old  name\n")
    take_in(exported)
    assert staff.get(f"/api/v2/authors/{author['id']}").get_json()["name"] == "Old  name"
    assert staff.get("/api/v2/books?q=old+name").get_json()["count"] == 1


def test_an_author_row_empties_what_it_gives_and_leaves_the_rest(take_in, write, staff):
    author = an_author(staff, name="Ann", born=1900, biography="Long.")
    take_in(write("kind,name,born\nauthor,Ann,\n"))
    told = staff.get(f"/api/v2/authors/{author['id']}").get_json()
    assert (told["born"], told["biography"]) == (None, "Long.")


def test_a_key_of_a_book_is_no_magazine(shop, book):
    header = "kind,key,title,isbn"
    assert shop(f"book,mine:1,A book,{ISBN}", header=header)["created"] == 1
    done = shop("magazine,mine:1,A magazine,", "book,mine:2,Another,", header=header)
    assert (done["rejected"], done["created"]) == (1, 1)
    assert book()["title"] == "A book"

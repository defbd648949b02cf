"""Authors, works and editions of Open Library come in any order, in one file or several, in one run or several."""

from itertools import permutations

import pytest

from tests.cli.conftest import catalogue, commands_of, without_postgresql

KINDS = ("author", "edition", "work")


@pytest.fixture
def parts(data, tmp_path):
    """The linked dump, a file for each kind."""
    lines = (data / "openlibrary/ol_dump_linked.txt").read_text(encoding="utf-8").splitlines(keepends=True)
    paths = {kind: tmp_path / f"{kind}.txt" for kind in KINDS}
    for kind, path in paths.items():
        path.write_text("".join(line for line in lines if line.startswith(f"/type/{kind}\t")), encoding="utf-8")
    return paths | {"all": data / "openlibrary/ol_dump_linked.txt"}


@without_postgresql
@pytest.mark.parametrize("order", list(permutations(KINDS)), ids="-".join)
def test_the_order_of_files_and_runs_makes_no_difference(take_in, parts, app, other, order):
    commands_of(other)("catalog", "import", parts["all"])
    for kind in order:
        take_in(parts[kind])
    assert catalogue(app) == catalogue(other)
    assert sum(bool(book["authors"]) for book in catalogue(app)["books"]) > 40


def test_the_files_may_come_in_one_run(take_in, data, parts, app, other):
    commands_of(other)("catalog", "import", data / "openlibrary/ol_dump_linked.txt.gz")
    take_in(parts["edition"], parts["author"], parts["work"])
    assert catalogue(app) == catalogue(other)


def test_a_second_run_of_each_file_changes_nothing(take_in, parts, app, other):
    commands_of(other)("catalog", "import", parts["all"])
    for kind in reversed(KINDS):
        take_in(parts[kind])
    before = catalogue(app, untold=set())
    for kind in KINDS:
        assert not {"created", "updated", "authors"} & take_in(parts[kind]).keys()
    assert catalogue(app, untold=set()) == before
    assert catalogue(app) == catalogue(other)


def test_what_the_shop_wrote_of_an_author_stays(take_in, parts, staff):
    take_in(parts["author"])
    author = staff.get("/api/v2/authors?limit=1").get_json()["results"][0]
    staff.patch(f"/api/v2/authors/{author['id']}", json={"name": "Of the Shop", "biography": "Ours.", "born": 1})
    take_in(parts["author"])
    told = staff.get(f"/api/v2/authors/{author['id']}").get_json()
    assert (told["name"], told["biography"], told["born"]) == ("Of the Shop", "Ours.", 1)


def test_an_edition_gives_its_authors_to_a_book_that_has_none(take_in, write, anonymous):
    take_in(write("isbn,title\n9780439554930,T\n"))
    take_in(write('/type/author\t/authors/OL1A\t1\t2020\t{"key": "/authors/OL1A", "name": "N"}\n', "authors.txt"))
    edition = '{"key": "/books/OL1M", "title": "U", "isbn_13": ["9780439554930"], "works": [{"key": "/works/OL1W"}]}'
    take_in(write(f"/type/edition\t/books/OL1M\t1\t2020\t{edition}\n", "editions.txt"))
    work = '{"key": "/works/OL1W", "authors": [{"author": {"key": "/authors/OL1A"}}]}'
    take_in(write(f"/type/work\t/works/OL1W\t1\t2020\t{work}\n", "works.txt"))
    (book,) = anonymous.get("/api/v2/books?q=n").get_json()["results"]
    assert (book["title"], book["authors"][0]["name"]) == ("T", "N")

import pytest

from bookstore.formats.periodicals import PERIODICALS

HEADER = "title,publisher,issn,issn_l,issns\n"


@pytest.fixture(scope="module")
def magazines(data):
    return list(PERIODICALS.read(data / "periodicals" / "journals.csv"))


def one(file, row):
    (record,) = PERIODICALS.read(file(HEADER + row + "\n"))
    return record


def test_the_figures_of_the_reference_file_are_met(magazines, expected):
    figures = expected["periodicals/journals.csv"]
    assert len(magazines) == figures["rows"]
    assert sum(magazine.issn is not None for magazine in magazines) == figures["valid_issn"]
    assert len({magazine.key for magazine in magazines}) == figures["periodicals_created"]
    assert sum(magazine.publisher is None for magazine in magazines) == figures["no_publisher"]


def test_a_row_becomes_a_magazine(file):
    magazine = one(file, 'Наукові  горизонти,Horizons|Zhytomyr,"1234-5678, 2663-2144",,2663-2144|2709-8877')
    assert (magazine.key, magazine.issn) == ("issn:2663-2144", "2663-2144")
    assert (magazine.title, magazine.publisher, magazine.warnings) == ("Наукові горизонти", "Horizons", [])


def test_the_other_issns_stand_in_for_a_wrong_one(file):
    assert one(file, "T,,1234-5678,,x|2709-8877").issn == "2709-8877"


def test_without_a_valid_issn_the_title_is_the_key(file):
    magazine = one(file, "The  Title,,1996-3646,,")
    assert (magazine.key, magazine.issn, magazine.publisher) == ("title:the title", None, None)
    assert magazine.warnings == ["ISSN 1996-3646 is not valid"]


def test_long_titles_that_differ_at_the_end_have_keys_that_differ(file):
    keys = {one(file, f"{'x' * 500}{end},,,,").key for end in "ab"}
    assert len(keys) == 2
    assert max(map(len, keys)) <= 200


def test_a_row_without_title_is_rejected(file):
    assert one(file, " ,P,2663-2144,,").reason == "title is empty"

import pytest

from bookstore.formats.dates import first_year, year_of_life


@pytest.mark.parametrize(
    ("date", "year"),
    [
        ("24 April 1731", 1731),
        ("1661?", 1661),
        ("1761 or 2", 1761),
        ("12/2010", 2010),
        ("c. 470 BC", -470),
        ("65 B.C.", -65),
        ("43 BCE", -43),
        ("AD 121", 121),
        ("17 AD", 17),
        ("43", 43),
    ],
)
def test_a_date_of_life_tells_its_year(date, year):
    assert year_of_life(date) == year


@pytest.mark.parametrize("date", ["", ".", "15th cent.", "24 April", "unknown", "123456", "9999"])
def test_a_date_without_a_year_tells_none(date):
    assert year_of_life(date) is None


@pytest.mark.parametrize(("date", "year"), [("December 31, 1992", "1992"), ("2009-03-30", "2009"), ("May 98", "")])
def test_the_first_four_digits_are_the_year_of_publication(date, year):
    assert first_year(date) == year

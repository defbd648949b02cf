"""/admin/usage: the same numbers for people, by Basic in a browser, without a script."""

import re
from html.parser import HTMLParser

import pytest

from bookstore.api.charts import stacked
from bookstore.services import users
from tests.conftest import PASSWORD, problem

pytestmark = pytest.mark.usefixtures("midday")
PAGE, BOOKS = "/admin/usage", "/api/v2/books"


@pytest.fixture
def page(app, admin):
    """The page of a period, after all that was counted has been kept."""

    def read(path=PAGE):
        assert app.extensions["usage"].flush()
        answer = admin.get(path)
        assert answer.status_code == 200, answer.text
        return answer

    return read


def figure(html, name):
    """One of the large numbers."""
    return re.search(rf'id="{name}"[^>]*>([^<]*)<', html)[1]


def rows(html, name):
    """The rows of a table: the texts of their cells."""
    table = html.split(f'<table id="{name}">')[1].split("</table>")[0]
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in table.split("<tr>")[2:]]
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in row] for row in cells]


def test_the_numbers_are_those_of_the_requests(anonymous, page):
    for path in (BOOKS, BOOKS, BOOKS, f"{BOOKS}/1", "/nowhere", "/api/v1/books"):
        anonymous.get(path, environ_base={"REMOTE_ADDR": "203.0.113.1"})
    html = page().text
    assert [figure(html, name) for name in ("requests", "client-errors", "server-errors")] == ["6", "2", "0"]
    assert rows(html, "endpoints")[0][:2] == ["GET /api/v2/books", "3"]
    assert sum(int(row[1]) for row in rows(html, "timeline")) == 6
    assert [row[:3] for row in rows(html, "versions")][2] == ["Version 2", "4", "66.7 %"]
    assert '<code>203.0.113.1</code> <span class="quiet">not logged in</span></th><td class="number">6</td>' in html


def test_the_chart_is_told_in_words(anonymous, page):
    for path in (BOOKS, BOOKS, "/nowhere"):
        anonymous.get(path)
    assert re.search(r"<title>[^<]*: 3 requests, 2 × 2xx, 1 × other 4xx</title>", page().text)


@pytest.mark.parametrize("period", ["hour", "day", "week", "month"])
def test_periods_are_chosen_by_links(page, period):
    html = page(f"{PAGE}/{period}").text
    assert f'<a href="{PAGE}/{period}" aria-current="page">' in html.replace(f'"{PAGE}"', f'"{PAGE}/day"')
    assert len(rows(html, "timeline")) == {"hour": 12, "day": 24, "week": 28, "month": 30}[period]


def test_it_is_for_administrators(app, anonymous, customer, staff, admin):
    refused = anonymous.get(PAGE)
    problem(refused, 401, "unauthenticated")
    assert any(way.startswith("Basic ") for way in refused.headers.getlist("WWW-Authenticate"))
    for client in (customer, staff):
        problem(client.get(PAGE), 403, "forbidden")
    with app.app_context():
        users.create("boss", PASSWORD, role="admin")
    assert anonymous.get(PAGE, auth=("boss", PASSWORD)).status_code == 200
    problem(anonymous.get(PAGE, auth=("boss", PASSWORD + "!")), 401)
    problem(admin.get(f"{PAGE}/year"), 404, "not-found")
    problem(admin.get(f"{PAGE}?period=hour"), 422)


def test_it_loads_nothing_from_elsewhere_and_runs_nothing(anonymous, page):
    anonymous.get(BOOKS)
    answer = page()
    policy = answer.headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "script-src 'none'", "style-src 'self'", "connect-src 'none'"} <= set(policy)
    assert (answer.headers["Cache-Control"], answer.mimetype) == ("no-store", "text/html")
    assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|https?://", answer.text)
    for url in re.findall(r'<link[^>]*href="([^"]+)"', answer.text):
        asset = anonymous.get(url)
        assert asset.status_code == 200
        asset.close()


def test_names_are_text_and_no_markup(app, page):
    with app.app_context():
        users.create("<b>eve</b>", PASSWORD)
    app.test_client().get(BOOKS, auth=("<b>eve</b>", PASSWORD))
    html = page().text
    assert "&lt;b&gt;eve&lt;/b&gt;" in html
    assert "<b>" not in html


class Balanced(HTMLParser):
    """Fails where elements are not closed in order."""

    VOID = {"meta", "link"}

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        self.open += [tag] if tag not in self.VOID else []

    def handle_startendtag(self, tag, attrs):
        """Is closed by itself, as SVG's elements may be."""

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_it_is_whole_html_with_and_without_requests(anonymous, page):
    for _ in range(2):
        parser = Balanced()
        parser.feed(page().text)
        assert parser.open == []
        anonymous.get(BOOKS)


def test_bars_stand_on_one_another_and_below_the_top_line():
    chart = stacked(
        [("2026-01-05T09:00:00Z", {"2xx": 30, "4xx": 7, "5xx": 0}), ("2026-01-05T10:00:00Z", {})], seconds=3600
    )
    assert [line.number for line in chart.lines] == [0, 10, 20, 30, 40]
    lower, upper = chart.bars[0].segments
    assert (lower.kind, upper.kind, chart.bars[1].segments) == ("2xx", "4xx", [])
    assert upper.y + upper.height == pytest.approx(lower.y)
    assert lower.y + lower.height == pytest.approx(chart.lines[0].y)
    assert lower.height / upper.height == pytest.approx(30 / 7, rel=0.01)
    assert chart.lines[-1].y <= upper.y

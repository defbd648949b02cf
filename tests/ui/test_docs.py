"""The documentation in a real browser: it works from this server alone, under a strict policy."""

import shutil

import pytest

from tests import live
from tests.ui.conftest import browser_only, shot
from tests.uploads import a_picture

pytestmark = browser_only


@pytest.fixture(scope="module")
def shop(sqlite_template, tmp_path_factory):
    """A running bookstore with the demo catalogue."""
    folder = tmp_path_factory.mktemp("ui")
    shutil.copy(sqlite_template, folder / "ui.db")
    with live.bookstore(f"sqlite:///{folder / 'ui.db'}", folder, workers=1) as bookstore:
        yield bookstore


def test_swagger_ui_shows_all_operations(page, shop):
    page.goto(f"{shop.url}/api/v2/docs")
    page.wait_for_selector(".opblock")
    document = page.request.get(f"{shop.url}/api/v2/openapi.json").json()
    shown = page.locator(".opblock").count()
    assert shown == sum(len(item.keys() - {"parameters"}) for item in document["paths"].values())
    shot(page, "swagger-ui")


def test_swagger_ui_tries_out_a_book(page, shop):
    page.goto(f"{shop.url}/api/v2/docs")
    block = page.locator("#operations-books-getBook")
    block.locator(".opblock-summary").click()
    block.locator("tr[data-param-name=book_id] input").fill("1")
    block.get_by_text("Execute", exact=True).click()
    answer = block.locator(".live-responses-table")
    answer.wait_for()
    assert answer.locator("tbody td.response-col_status").first.inner_text().startswith("200")
    assert '"id": 1' in answer.locator("pre.microlight").first.inner_text()
    answer.scroll_into_view_if_needed()
    shot(page, "swagger-ui-book")


def test_one_logs_in_by_swagger_ui_and_sees_oneself(page, shop):
    account = {"name": "ursula", "email": "ursula@example.org", "password": "a long pass phrase"}
    assert page.request.post(f"{shop.url}/api/v2/users", data=account).status == 201
    page.goto(f"{shop.url}/api/v2/docs")
    page.locator(".auth-wrapper .authorize").click()
    dialog = page.locator(".auth-container", has=page.locator("#oauth_username"))
    dialog.locator("#oauth_username").fill(account["name"])
    dialog.locator("#oauth_password").fill(account["password"])
    dialog.get_by_role("button", name="Apply given OAuth2 credentials").or_(dialog.locator(".authorize")).first.click()
    page.get_by_role("button", name="Logout").or_(page.get_by_text("Logout")).first.wait_for()
    shot(page, "swagger-ui-authorized")
    page.locator(".modal-ux .close-modal").click()
    block = page.locator("#operations-users-getMe")
    block.locator(".opblock-summary").click()
    block.get_by_text("Execute", exact=True).click()
    answer = block.locator(".live-responses-table")
    answer.wait_for()
    assert '"name": "ursula"' in answer.locator("pre.microlight").first.inner_text()


def test_redoc_shows_the_operations(page, shop):
    page.goto(f"{shop.url}/api/v2/redoc")
    page.wait_for_selector("[data-section-id='tag/books/operation/listBooks'], [id='tag/books/operation/listBooks']")
    assert page.locator("[data-section-id^='tag/books/']").count() > 5
    shot(page, "redoc")


def test_the_first_page_leads_to_everything(page, shop):
    page.goto(f"{shop.url}/")
    assert page.locator("h1").inner_text() == "Bookstore API"
    for link in page.locator("main a").all():
        url = link.get_attribute("href")
        assert page.request.get(shop.url + url).status == 200, url
    shot(page, "home")


def test_the_pages_of_problems_explain_them(page, shop):
    page.goto(f"{shop.url}/problems/precondition-failed")
    assert "precondition-failed" in page.locator("main").inner_text()
    page.goto(f"{shop.url}/api/v1/docs")
    page.wait_for_selector(".info .title")
    shot(page, "swagger-ui-v1")


def test_swagger_ui_sends_a_picture(page, shop, tmp_path):
    (tmp_path / "cover.png").write_bytes(a_picture())
    page.set_extra_http_headers(shop.staff)
    page.goto(f"{shop.url}/api/v2/docs")
    block = page.locator("#operations-covers-setBookCover")
    block.locator(".opblock-summary").click()
    block.locator("tr[data-param-name=book_id] input").fill("1")
    block.locator("input[type=file]").set_input_files(tmp_path / "cover.png")
    block.get_by_text("Execute", exact=True).click()
    answer = block.locator(".live-responses-table")
    answer.wait_for()
    assert answer.locator("tbody td.response-col_status").first.inner_text().startswith("200")
    assert '"width": 80' in answer.locator("pre.microlight").first.inner_text()
    shot(page, "swagger-ui-cover")

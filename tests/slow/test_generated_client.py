"""A client made from the document by a generator that knows nothing of us makes a book and reads it."""

import os
import subprocess
import sys

import pytest

from tests import live
from tests.factories import an_isbn

pytestmark = pytest.mark.slow

SCRIPT = """
import sys
from bookstore_api_client import AuthenticatedClient, Client
from bookstore_api_client.api.books import create_book, get_book, list_books
from bookstore_api_client.models import AuthorRef, Book, BookInput, Money, MoneyCurrency, Problem

url, token, isbn = sys.argv[1:]
price = Money(amount="12.50", currency=MoneyCurrency.EUR)
authors, spelling = [AuthorRef(name="Ann Author")], f"{isbn[:3]}-{isbn[3:]}"
sent = BookInput(title="Made by a client", authors=authors, price=price, isbn=spelling)
made = create_book.sync(client=AuthenticatedClient(base_url=url, token=token), body=sent)
assert isinstance(made, Book), made
read = get_book.sync(made.id, client=Client(base_url=url))
assert (read.title, read.authors[0].name, read.isbn) == ("Made by a client", "Ann Author", isbn), read
assert read.price == price, read
found = list_books.sync(client=Client(base_url=url), q="made client ann")
assert [book.id for book in found.results] == [made.id], found
refused = create_book.sync(client=Client(base_url=url), body=sent)
assert isinstance(refused, Problem) and refused.status == 401, refused
print("done")
"""


@pytest.fixture
def backend():
    """The database that a shop would run on."""
    return "postgresql"


def test_a_generated_client_makes_and_reads_a_book(database_url, tmp_path):
    client, run = tmp_path / "client", {"capture_output": True, "text": True, "cwd": tmp_path, "check": False}
    with live.bookstore(database_url, tmp_path, workers=1) as bookstore:
        generator = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"]
        source = ["--url", f"{bookstore.url}/api/v2/openapi.json", "--output-path", client / "bookstore_api_client"]
        client.mkdir()
        made = subprocess.run([*generator, *source], **run)
        assert made.returncode == 0, made.stdout + made.stderr
        token = bookstore.staff["Authorization"].removeprefix("Bearer ")
        script = [sys.executable, "-c", SCRIPT, bookstore.url, token, an_isbn()]
        used = subprocess.run(script, env=os.environ | {"PYTHONPATH": str(client)}, **run)
    assert used.stdout == "done\n", used.stdout + used.stderr

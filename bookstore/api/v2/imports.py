"""/imports"""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import current_app

from bookstore.api import identity
from bookstore.api.blueprint import Blueprint
from bookstore.formats import FORMATS
from bookstore.formats.rejected import RejectedWriter
from bookstore.schemas import fields
from bookstore.schemas.files import File, Form
from bookstore.schemas.imports import Import, ImportLine, ImportLineFilters
from bookstore.schemas.parameters import Boolean
from bookstore.services import jobs, uploads
from bookstore.services.imports import asked, lines
from bookstore.values.jobs import IMPORT

blp = Blueprint("imports", __name__, url_prefix="/imports", description="Imports: files of books and magazines.")

REJECTS = '_line,_reason,isbn,title,year,_surplus\r\n3,"year ""199x"" is not a whole number",,Dune,199x,\r\n'


class ImportForm(Form):
    """A file to take in, and how."""

    file = File(
        required=True,
        metadata={"description": "CSV, NDJSON or another format that is known, plain or gzipped."},
    )
    format = fields.Choice(
        FORMATS, load_default="auto", metadata={"description": "`auto`: the file itself shows it.", "default": "auto"}
    )
    strict = Boolean(
        load_default=False,
        metadata={"description": "Reject what has no valid ISBN or ISSN.", "default": False},
    )
    validate_only = Boolean(
        load_default=False,
        metadata={"description": "Write nothing, but tell what would be written.", "default": False},
    )

    class Meta(Form.Meta):
        """What the documentation shows."""

        example = {"file": "isbn,title\n9780441172719,Dune\n", "format": "auto", "strict": False}


def mine(import_id: int) -> Any:
    """The statement that selects an import of who is calling."""
    return asked.one(import_id, identity.actor())


@blp.get("")
@blp.access("staff", scope="catalogue:write")
@blp.paginated(Import, sorts=asked.SORTS, q=False)
def list_imports(query: dict[str, Any]) -> Any:
    """List your imports, the newest first."""
    return asked.find(identity.actor().id, **query)


@blp.post("")
@blp.access("staff", scope="catalogue:write")
@blp.upload(ImportForm, most="MAX_IMPORT_LENGTH")
@blp.starts(Import)
def create_import(values: dict[str, Any]) -> Any:
    """Take in a file of books and magazines.

    It is done behind the answer: `state` tells how far it is. What is there already is not made twice, so that a file
    can be sent again; one that is wrong from end to end fails, and a wrong line costs that line only.
    """
    file, owner = values.pop("file"), identity.actor().id
    with uploads.kept(file.stream, Path(current_app.config["UPLOADS_FOLDER"]), kind=IMPORT) as upload:
        return mine(jobs.start(IMPORT, {"upload": upload, "file": file.name, **values}, owner=owner))


@blp.get("/<id:import_id>")
@blp.access("staff", scope="catalogue:write")
@blp.shows(Import)
def get_import(import_id: int) -> Any:
    """Show how far an import of yours is, and what it came to."""
    return mine(import_id)


@blp.get("/<id:import_id>/lines")
@blp.access("staff", scope="catalogue:write")
@blp.paginated(ImportLine, ImportLineFilters, sorts=lines.SORTS, q=False)
def list_import_lines(query: dict[str, Any], import_id: int) -> Any:
    """List what an import has to say of single lines; of very many the first 50,000.

    `unreported` in its summary says how many there are besides.
    """
    return lines.find(mine(import_id), import_id, **query)


@blp.get("/<id:import_id>/rejects")
@blp.access("staff", scope="catalogue:write")
@blp.downloads(Import, media_type="text/csv", name="import-{import_id}-rejects.csv", example=REJECTS)
def get_import_rejects(import_id: int) -> tuple[Any, Iterator[str]]:
    """Show the lines that an import rejected as CSV: mend them, and send the file as it is then.

    Where `unreported` in its summary is not 0, not all are here: mend the source then, or send it again afterwards. An
    apostrophe keeps what begins with `=`, `+`, `-`, `@`, a tab or a line break from being a formula; it is taken off
    again when the file is sent.
    """
    return mine(import_id), _table(import_id)


def _table(import_id: int) -> Iterator[str]:
    text = io.StringIO(newline="")
    table = RejectedWriter(text)
    for rejected in lines.rejects(import_id):
        table.add(rejected.line, rejected.detail, rejected.cells or {})
        if text.tell() > 64 * 1024:
            yield text.getvalue()
            text.seek(0)
            text.truncate()
    table.end()
    yield text.getvalue()

"""flask openapi: the documents that clients are made from; it stands in for flask-smorest's group of this name."""

import json
from pathlib import Path

import click
from flask import current_app

from bookstore.cli.commands import Group

CONTRACT = Path(__file__).parents[2] / "tests" / "contract"

group = Group("openapi", help="The OpenAPI documents.")


@group.command("write")
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=CONTRACT,
    help="Where to; as the contract of the test suite when it is not given.",
)
def write(folder: Path) -> None:
    """Write the document of each version as v1.json, v2.json, ..."""
    folder.mkdir(parents=True, exist_ok=True)
    for api in current_app.extensions["flask-smorest"]["apis"].values():
        document = api["ext_obj"].document()
        path = folder / f"v{api['ext_obj'].version}.json"
        path.write_text(json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
        click.echo(f"Wrote {path}.")

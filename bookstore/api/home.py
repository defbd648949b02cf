"""The first page, and the pages that explain problems."""

from flask import Blueprint, Flask, Response, abort, render_template

from bookstore.api.pages import secured
from bookstore.api.problems import PROBLEMS

blueprint = Blueprint("home", __name__)


def register(app: Flask) -> None:
    """Bind the pages."""
    app.register_blueprint(blueprint)


@blueprint.get("/")
def show_home() -> Response:
    """What this is, and where to go."""
    return secured(render_template("home.html"))


@blueprint.get("/problems")
def list_problems() -> Response:
    """All kinds of problems."""
    return secured(render_template("problems.html", problems=PROBLEMS.values()))


@blueprint.get("/problems/<slug>")
def explain_problem(slug: str) -> Response:
    """One kind of problem."""
    if slug not in PROBLEMS:
        abort(404)
    return secured(render_template("problems.html", problems=[PROBLEMS[slug]]))

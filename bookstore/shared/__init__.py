"""What the processes of a server, and all servers, know together: Redis, and without it a file in their memory."""

from flask import Flask

from bookstore.shared.board import Board
from bookstore.shared.changes import Changes
from bookstore.shared.reach import Reach
from bookstore.shared.tally import Tally


def register(app: Flask) -> None:
    """Bind it to the application."""
    url = app.config["REDIS_URL"]
    reach = Reach(url) if url else None
    board = Board.at(app.config["INSTANCE_FOLDER"], app.config["SQLALCHEMY_DATABASE_URI"])
    changes = Changes(board, reach, alone=app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"))
    app.extensions |= {"reach": reach, "changes": changes, "tally": Tally(board)}

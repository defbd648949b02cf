"""The models and the migrations say the same."""

import pytest
from flask_migrate import check, downgrade, upgrade

from bookstore.extensions import Base, db


def test_the_models_are_what_the_migrations_make(app):
    with app.app_context():
        check()


def test_migrations_go_down_and_up_again(app):
    with app.app_context():
        downgrade(revision="base")
        upgrade()
        check()


@pytest.mark.parametrize("backend", ["sqlite"])
def test_tables_that_are_to_be_kept_by_their_keys_alone_are(app):
    """What a check of the models does not look at."""
    meant = {name for name, table in Base.metadata.tables.items() if not table.dialect_options["sqlite"]["with_rowid"]}
    with app.app_context():
        kept = db.session.execute(db.text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")).all()
    assert {name for name, sql in kept if name in Base.metadata.tables and "WITHOUT ROWID" in sql} == meant >= {"usage"}

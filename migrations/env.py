"""Alembic's environment: one connection, one transaction a migration, on PostgreSQL and SQLite alike."""

import warnings

from alembic import context
from flask import current_app
from sqlalchemy import Connection
from sqlalchemy.schema import SchemaItem

POSTGRESQL_ONLY = {"ix_products_search"}
FULL_TEXT = "product_fts"
"""FTS5 keeps tables of this name on SQLite; migrations make them in SQL."""

warnings.filterwarnings("ignore", "autogenerate skipping metadata-specified expression-based index")


def include_object(
    _item: SchemaItem, name: str | None, kind: str, _reflected: bool, _compare_to: SchemaItem | None
) -> bool:
    """Whether autogenerate should look at a thing."""
    if kind == "table":
        return not str(name).startswith(FULL_TEXT)
    return name not in POSTGRESQL_ONLY or context.get_context().dialect.name == "postgresql"


def run_migrations() -> None:
    """Bring the database to the wanted revision."""
    database = current_app.extensions["migrate"].db
    with database.engine.connect().execution_options(writing=True) as connection:
        _be_patient(connection)
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            include_object=include_object,
            transaction_per_migration=True,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


def _be_patient(connection: Connection) -> None:
    """A migration of a large table takes longer than a request may; for locks it waits no longer than others do."""
    if connection.dialect.name == "postgresql":
        connection.detach()  # closed at the end, so that no request inherits the patience
        connection.exec_driver_sql("SET statement_timeout = 0")
        connection.commit()


run_migrations()

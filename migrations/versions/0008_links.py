"""Keep links on SQLite in one tree each, by their primary keys, instead of in a table and an index of it.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = ("authorships", "product_categories", "awaited_authors", "work_authors")
BY_KEY = " WITHOUT ROWID"
OF_TABLE = "tbl_name = :name AND type IN ('table', 'index') AND sql IS NOT NULL"


def upgrade() -> None:
    _remake(lambda definition: definition + BY_KEY)


def downgrade() -> None:
    _remake(lambda definition: definition.removesuffix(BY_KEY))


def _remake(redefined) -> None:
    """Copy each table to one that is defined otherwise; on PostgreSQL there is nothing to choose."""
    if op.get_context().dialect.name == "sqlite":
        for name in TABLES:
            definition, *indexes = op.get_bind().scalars(
                sa.text(f"SELECT sql FROM sqlite_master WHERE {OF_TABLE} ORDER BY type DESC"),  # noqa: S608
                {"name": name},
            )
            op.rename_table(name, f"former_{name}")
            op.execute(redefined(definition))
            op.execute(f"INSERT INTO {name} SELECT * FROM former_{name}")  # noqa: S608  (our own names)
            op.drop_table(f"former_{name}")
            for index in indexes:
                op.execute(index)

"""Add what others said of ISBNs.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.Text().with_variant(TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "lookups",
        sa.Column("isbn", sa.String(13), nullable=False),
        sa.Column("provider", sa.String(20), nullable=False),
        sa.Column("told", sa.JSON()),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("isbn", "provider", name=op.f("pk_lookups")),
    )


def downgrade() -> None:
    op.drop_table("lookups")

"""Add usage.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NUMBERS = ("requests", "throttled", "hits", "misses", "bypasses")
CLASSES = 14


def upgrade() -> None:
    op.create_table(
        "usage",
        sa.Column("bucket", sa.BigInteger(), nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("key_id", ID, nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("version", sa.String(10), nullable=False),
        sa.Column("method", sa.String(10), nullable=False),
        sa.Column("endpoint", sa.String(200), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in NUMBERS),
        sa.Column("microseconds", sa.BigInteger(), nullable=False),
        *(sa.Column(f"within_{number}", sa.Integer(), nullable=False) for number in range(CLASSES)),
        sa.Column("slowest", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            *("bucket", "user_id", "key_id", "address", "version", "method", "endpoint", "status"),
            name=op.f("pk_usage"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_usage_user_id_bucket"), "usage", ["user_id", "bucket"])


def downgrade() -> None:
    op.drop_table("usage")

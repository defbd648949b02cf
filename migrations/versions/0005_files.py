"""Add files in the storage, and attachments.

Revision ID: 0005
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.Text().with_variant(TIMESTAMP(timezone=True), "postgresql")
COVER = sa.text("kept AND role = 'cover'")
LOOSE = sa.text("(NOT kept OR product_id IS NULL)")


def upgrade() -> None:
    op.create_table(
        "stored_files",
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("product_id", ID),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(32), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("noted_at", MOMENT, nullable=False),
        sa.CheckConstraint("role IN ('cover', 'thumbnail', 'attachment')", name=op.f("ck_stored_files_role")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_stored_files_product_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_stored_files")),
    )
    op.create_index("ix_stored_files_product_id_digest", "stored_files", ["product_id", "digest"])
    op.create_index(
        "uq_stored_files_cover",
        "stored_files",
        ["product_id"],
        unique=True,
        postgresql_where=COVER,
        sqlite_where=COVER,
    )
    op.create_index("ix_stored_files_loose", "stored_files", ["noted_at"], postgresql_where=LOOSE, sqlite_where=LOOSE)
    op.create_table(
        "attachments",
        sa.Column("id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("type", sa.String(100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("file_key", sa.String(200), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_attachments_product_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["file_key"], ["stored_files.key"], name=op.f("fk_attachments_file_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sa.UniqueConstraint("file_key", name=op.f("uq_attachments_file_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_attachments_product_id_id"), "attachments", ["product_id", "id"])


def downgrade() -> None:
    op.drop_table("attachments")
    op.drop_table("stored_files")

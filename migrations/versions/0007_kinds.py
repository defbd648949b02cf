"""Keep the kind of a product as a type of its own on PostgreSQL: it leads seven indexes, and compares as a number.

The table is rewritten, and servers of the release before cannot read it any more: stop them first.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ENUM

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TEXT = sa.String(10)
KIND = ENUM("book", "magazine", name="product_kind", create_type=False)
CHECKS = {
    "ck_products_kind": "kind IN ('book', 'magazine')",
    "ck_products_book_fields": "kind = 'book' OR (isbn IS NULL AND pages IS NULL AND format IS NULL)",
    "ck_products_magazine_fields": "kind = 'magazine' OR (issn IS NULL AND frequency IS NULL AND issue IS NULL)",
}
"""They are made anew: those that are there compare text."""


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        KIND.create(op.get_bind())
        _become(KIND, TEXT)


def downgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        _become(TEXT, KIND)
        KIND.drop(op.get_bind())


def _become(new: sa.types.TypeEngine, old: sa.types.TypeEngine) -> None:
    for name in CHECKS:
        op.drop_constraint(op.f(name), "products")
    using = f"kind::text::{new.compile(op.get_context().dialect)}"
    op.alter_column("products", "kind", type_=new, existing_type=old, existing_nullable=False, postgresql_using=using)
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(name), "products", condition)

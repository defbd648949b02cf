"""Create the catalogue.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP, TSVECTOR

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.Text().with_variant(TIMESTAMP(timezone=True), "postgresql")
SEARCH = sa.Text().with_variant(TSVECTOR(), "postgresql")

FTS5 = (
    """
    CREATE VIRTUAL TABLE product_fts USING fts5(
        title, people, rest, content='', tokenize="unicode61 remove_diacritics 0 categories 'L* N* M*'"
    )
    """,
    """
    CREATE TRIGGER product_fts_insert AFTER INSERT ON products WHEN new.search IS NOT NULL BEGIN
        INSERT INTO product_fts (rowid, title, people, rest) VALUES (
            new.id, json_extract(new.search, '$[0]'), json_extract(new.search, '$[1]'), json_extract(new.search, '$[2]')
        );
    END
    """,
    """
    CREATE TRIGGER product_fts_delete AFTER DELETE ON products WHEN old.search IS NOT NULL BEGIN
        INSERT INTO product_fts (product_fts, rowid, title, people, rest) VALUES (
            'delete', old.id,
            json_extract(old.search, '$[0]'), json_extract(old.search, '$[1]'), json_extract(old.search, '$[2]')
        );
    END
    """,
    """
    CREATE TRIGGER product_fts_update AFTER UPDATE OF search ON products WHEN old.search IS NOT new.search BEGIN
        INSERT INTO product_fts (product_fts, rowid, title, people, rest)
        SELECT 'delete', old.id,
            json_extract(old.search, '$[0]'), json_extract(old.search, '$[1]'), json_extract(old.search, '$[2]')
        WHERE old.search IS NOT NULL;
        INSERT INTO product_fts (rowid, title, people, rest)
        SELECT new.id,
            json_extract(new.search, '$[0]'), json_extract(new.search, '$[1]'), json_extract(new.search, '$[2]')
        WHERE new.search IS NOT NULL;
    END
    """,
)
"""Full-text search on SQLite: an index without content of its own, kept by triggers, so that no write can miss it."""


TABLES = (
    "work_authors",
    "awaited_authors",
    "product_categories",
    "authorships",
    "products",
    "users",
    "publishers",
    "categories",
    "authors",
)
PARTIAL = (
    ("authors", "uq_authors_key", ["key"], "key IS NOT NULL"),
    ("products", "uq_products_key", ["key"], "key IS NOT NULL"),
    ("products", "uq_products_issn_issue", ["issn", "issue"], "issn IS NOT NULL"),
    ("products", "uq_products_issn_no_issue", ["issn"], "issn IS NOT NULL AND issue IS NULL"),
)
"""Indexes on some rows alone: the others cost nothing."""


def sortable(length: int) -> sa.types.TypeEngine[str]:
    """Text that sorts by code points."""
    return sa.String(length, collation="C").with_variant(sa.String(length), "sqlite")


def upgrade() -> None:
    op.create_table(
        "authors",
        sa.Column("id", ID, nullable=False),
        sa.Column("key", sa.String(200), nullable=True),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("name_key", sa.String(900), nullable=False),
        sa.Column("name_words", sortable(300), nullable=False),
        sa.Column("sort_name", sa.String(300), nullable=True),
        sa.Column("born", sa.Integer(), nullable=True),
        sa.Column("died", sa.Integer(), nullable=True),
        sa.Column("biography", sa.Text(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("born BETWEEN -5000 AND 2100", name=op.f("ck_authors_born")),
        sa.CheckConstraint("died BETWEEN -5000 AND 2100", name=op.f("ck_authors_died")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authors")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_authors_name_key"), "authors", ["name_key"], unique=False)
    op.create_index(op.f("ix_authors_name_words"), "authors", ["name_words"], unique=False)
    op.create_table(
        "categories",
        sa.Column("id", ID, nullable=False),
        sa.Column("slug", sortable(300), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("name_words", sortable(300), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_categories")),
        sa.UniqueConstraint("slug", name=op.f("uq_categories_slug")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "publishers",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("name_key", sa.String(900), nullable=False),
        sa.Column("name_words", sortable(300), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publishers")),
        sa.UniqueConstraint("name_key", name=op.f("uq_publishers_name_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_publishers_name_words"), "publishers", ["name_words"], unique=False)
    op.create_table(
        "users",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("name_key", sa.String(300), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("role IN ('customer', 'staff', 'admin')", name=op.f("ck_users_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("name_key", name=op.f("uq_users_name_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "products",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("key", sa.String(200), nullable=True),
        sa.Column("isbn", sa.String(13), nullable=True),
        sa.Column("issn", sa.String(9), nullable=True),
        sa.Column("title", sa.String(1000), nullable=False),
        sa.Column("title_sort", sortable(500), nullable=False),
        sa.Column("subtitle", sa.String(1000), nullable=True),
        sa.Column("publisher_id", ID, nullable=True),
        sa.Column("language", sa.String(35), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("format", sa.String(10), nullable=True),
        sa.Column("frequency", sa.String(20), nullable=True),
        sa.Column("issue", sa.String(100), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("price_thousandths", sa.BigInteger(), nullable=True),
        sa.Column("price_currency", sa.String(3), nullable=True),
        sa.Column("stock", sa.Integer(), nullable=False),
        sa.Column("cover", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("search", SEARCH, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "kind = 'book' OR (isbn IS NULL AND pages IS NULL AND format IS NULL)", name=op.f("ck_products_book_fields")
        ),
        sa.CheckConstraint(
            "kind = 'magazine' OR (issn IS NULL AND frequency IS NULL AND issue IS NULL)",
            name=op.f("ck_products_magazine_fields"),
        ),
        sa.CheckConstraint("kind IN ('book', 'magazine')", name=op.f("ck_products_kind")),
        sa.CheckConstraint("(price_thousandths IS NULL) = (price_currency IS NULL)", name=op.f("ck_products_money")),
        sa.CheckConstraint("length(isbn) = 13", name=op.f("ck_products_isbn")),
        sa.CheckConstraint("length(issn) = 9", name=op.f("ck_products_issn")),
        sa.CheckConstraint("pages > 0", name=op.f("ck_products_pages")),
        sa.CheckConstraint("price_thousandths >= 0", name=op.f("ck_products_price")),
        sa.CheckConstraint("stock >= 0", name=op.f("ck_products_stock")),
        sa.CheckConstraint("year BETWEEN -5000 AND 2100", name=op.f("ck_products_year")),
        sa.ForeignKeyConstraint(["publisher_id"], ["publishers.id"], name=op.f("fk_products_publisher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
        sa.UniqueConstraint("isbn", name=op.f("uq_products_isbn")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_products_kind_id", "products", ["kind", "id"], unique=False)
    op.create_index("ix_products_kind_title", "products", ["kind", "title_sort", "id"], unique=False)
    op.create_index("ix_products_kind_updated_at", "products", ["kind", "updated_at", "id"], unique=False)
    op.create_index(
        "ix_products_price_down",
        "products",
        ["kind", sa.literal_column("coalesce(-price_thousandths, 999999999999999)"), "id"],
        unique=False,
    )
    op.create_index(
        "ix_products_price_up",
        "products",
        ["kind", sa.literal_column("coalesce(price_thousandths, 999999999999999)"), "id"],
        unique=False,
    )
    op.create_index(op.f("ix_products_publisher_id"), "products", ["publisher_id"], unique=False)
    op.create_index(
        "ix_products_year_down", "products", ["kind", sa.literal_column("coalesce(-year, 99999)"), "id"], unique=False
    )
    op.create_index(
        "ix_products_year_up", "products", ["kind", sa.literal_column("coalesce(year, 99999)"), "id"], unique=False
    )
    for table, name, columns, condition in PARTIAL:
        where = {"postgresql_where": sa.text(condition), "sqlite_where": sa.text(condition)}
        op.create_index(name, table, columns, unique=name.startswith("uq"), **where)
    op.create_table(
        "authorships",
        sa.Column("product_id", ID, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["authors.id"], name=op.f("fk_authorships_author_id")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_authorships_product_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("product_id", "position", name=op.f("pk_authorships")),
    )
    op.create_index("ix_authorships_author_id_product_id", "authorships", ["author_id", "product_id"], unique=True)
    op.create_table(
        "product_categories",
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("category_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name=op.f("fk_product_categories_category_id")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_product_categories_product_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("product_id", "category_id", name=op.f("pk_product_categories")),
    )
    op.create_index(
        "ix_product_categories_category_id_product_id",
        "product_categories",
        ["category_id", "product_id"],
        unique=False,
    )
    op.create_table(
        "awaited_authors",
        sa.Column("product_id", ID, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_awaited_authors_product_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("product_id", "position", name=op.f("pk_awaited_authors")),
    )
    op.create_index(op.f("ix_awaited_authors_key"), "awaited_authors", ["key"])
    op.create_table(
        "work_authors",
        sa.Column("work_key", sa.String(200), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("author_key", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("work_key", "position", name=op.f("pk_work_authors")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.create_index("ix_products_search", "products", ["search"], postgresql_using="gin")
    else:
        for statement in FTS5:
            op.execute(sa.text(statement))


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE product_fts")
    for table in TABLES:
        op.drop_table(table)

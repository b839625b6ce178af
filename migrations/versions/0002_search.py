"""Search: the searched form of texts, and the index over it. And an index that leads from a body to those on it.

SQLite: FTS5 over the columns of `texts`, kept by triggers. Its "ascii" tokenizer splits at the spaces of the searched
form and nowhere else. PostgreSQL: the words as a generated tsvector, made without a parser or dictionary; which words
stand in a row, and in which field, is looked up in the columns themselves.

A migration that rebuilds `texts` on SQLite (batch mode) drops the triggers: it has to call `make_triggers` of this one.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.searchable import search_form

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

COLUMNS = ("search_headline", "search_byline", "search_body")

# Texts that are filled at a time when an archive of version 0001 is upgraded.
BATCH = 500


def upgrade() -> None:
    op.create_index(op.f("ix_bodies_base"), "bodies", ["base"])
    for column in COLUMNS:
        op.add_column("texts", sa.Column(column, sa.Text(), nullable=False, server_default=""))
    _fill()
    make_search()


def downgrade() -> None:
    drop_search()
    for column in COLUMNS:
        op.drop_column("texts", column)
    op.drop_index(op.f("ix_bodies_base"), "bodies")


def make_search() -> None:
    """Makes the index over the searched form, and what keeps it in step with `texts`; it holds all of them then."""
    if op.get_bind().dialect.name == "sqlite":
        settings = ", ".join((*COLUMNS, "content='texts'", "content_rowid='id'", "tokenize='ascii'"))
        op.execute(f"CREATE VIRTUAL TABLE text_search USING fts5({settings})")
        op.execute("INSERT INTO text_search(text_search) VALUES ('rebuild')")
        make_triggers()
    else:
        joined = " || ' ' || ".join(COLUMNS)
        words = f"array_to_tsvector(array_remove(string_to_array({joined}, ' '), ''))"
        op.execute(f"ALTER TABLE texts ADD COLUMN search tsvector GENERATED ALWAYS AS ({words}) STORED")
        op.execute("CREATE INDEX ix_texts_search ON texts USING gin (search)")


def drop_search() -> None:
    """Drops the index, or what is there of it."""
    if op.get_bind().dialect.name == "sqlite":
        for event in ("insert", "delete", "update"):
            op.execute(f"DROP TRIGGER IF EXISTS text_search_{event}")
        op.execute("DROP TABLE IF EXISTS text_search")
    else:
        op.execute("DROP INDEX IF EXISTS ix_texts_search")
        op.execute("ALTER TABLE texts DROP COLUMN IF EXISTS search")


def make_triggers() -> None:
    """Makes the triggers that keep SQLite's index in step with `texts`."""
    names = ", ".join(COLUMNS)
    new = ", ".join(f"new.{column}" for column in COLUMNS)
    old = ", ".join(f"old.{column}" for column in COLUMNS)
    add = f"INSERT INTO text_search(rowid, {names}) VALUES (new.id, {new});"  # noqa: S608
    remove = f"INSERT INTO text_search(text_search, rowid, {names}) VALUES ('delete', old.id, {old});"  # noqa: S608
    op.execute(f"CREATE TRIGGER text_search_insert AFTER INSERT ON texts BEGIN {add} END")
    op.execute(f"CREATE TRIGGER text_search_delete AFTER DELETE ON texts BEGIN {remove} END")
    op.execute(f"CREATE TRIGGER text_search_update AFTER UPDATE ON texts BEGIN {remove} {add} END")


def _fill() -> None:
    texts = sa.table(
        "texts",
        sa.column("id", sa.BigInteger()),
        sa.column("headline", sa.Text()),
        sa.column("standfirst", sa.Text()),
        sa.column("byline", sa.JSON()),
        sa.column("body", sa.Text()),
        sa.column("notices", sa.JSON()),
        *(sa.column(column, sa.Text()) for column in COLUMNS),
    )
    connection = op.get_bind()
    seen = 0
    while True:
        rows = connection.execute(sa.select(texts).where(texts.c.id > seen).order_by(texts.c.id).limit(BATCH)).all()
        if not rows:
            return
        seen = rows[-1].id
        filled = [
            {
                "row": row.id,
                "search_headline": search_form(row.headline),
                "search_byline": search_form(*row.byline),
                "search_body": search_form(row.standfirst, row.body, *(notice["text"] for notice in row.notices)),
            }
            for row in rows
        ]
        connection.execute(
            sa.update(texts)
            .where(texts.c.id == sa.bindparam("row"))
            .values({column: sa.bindparam(column) for column in COLUMNS}),
            filled,
        )

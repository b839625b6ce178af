"""Initial tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "bodies",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("base", sa.String(length=64), nullable=True),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("codec", sa.String(length=16), nullable=False),
        sa.Column("size", ID, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["base"], ["bodies.sha256"], name=op.f("fk_bodies_base_bodies")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_bodies")),
    )
    op.create_table(
        "extractors",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("config_hash", sa.String(length=64), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extractors")),
        sa.UniqueConstraint("name", "version", "config_hash", name=op.f("uq_extractors_name_version_config_hash")),
    )
    op.create_table(
        "runs",
        sa.Column("id", ID, nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
    )
    op.create_table(
        "sources",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("home", sa.Text(), nullable=True),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("first_seen", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
        sa.UniqueConstraint("name", name=op.f("uq_sources_name")),
    )
    op.create_table(
        "texts",
        sa.Column("id", ID, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("headline", sa.Text(), nullable=True),
        sa.Column("standfirst", sa.Text(), nullable=True),
        sa.Column("byline", sa.JSON(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("shape", sa.JSON(), nullable=False),
        sa.Column("notices", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=True),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_texts")),
        sa.UniqueConstraint("hash", name=op.f("uq_texts_hash")),
    )
    op.create_index(op.f("ix_texts_fingerprint"), "texts", ["fingerprint"])

    op.create_table(
        "articles",
        sa.Column("id", ID, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("developing", sa.Boolean(), nullable=False),
        sa.Column("first_seen", MOMENT, nullable=False),
        sa.Column("last_seen", MOMENT, nullable=False),
        sa.Column("last_changed", MOMENT, nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_articles_source_id_sources")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
        sa.UniqueConstraint("url", name=op.f("uq_articles_url")),
    )
    op.create_index(op.f("ix_articles_last_seen"), "articles", ["last_seen"])
    op.create_index(op.f("ix_articles_source_id"), "articles", ["source_id"])

    op.create_table(
        "extractions",
        sa.Column("body_sha256", sa.String(length=64), nullable=False),
        sa.Column("extractor_id", ID, nullable=False),
        sa.Column("text_id", ID, nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("stripped", sa.JSON(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["body_sha256"], ["bodies.sha256"], name=op.f("fk_extractions_body_sha256_bodies")),
        sa.ForeignKeyConstraint(
            ["extractor_id"], ["extractors.id"], name=op.f("fk_extractions_extractor_id_extractors")
        ),
        sa.ForeignKeyConstraint(["text_id"], ["texts.id"], name=op.f("fk_extractions_text_id_texts")),
        sa.PrimaryKeyConstraint("body_sha256", "extractor_id", name=op.f("pk_extractions")),
    )
    op.create_index(op.f("ix_extractions_text_id"), "extractions", ["text_id"])

    op.create_table(
        "noise",
        sa.Column("id", ID, nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("learned_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_noise_source_id_sources")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_noise")),
        sa.UniqueConstraint("source_id", "fingerprint", name=op.f("uq_noise_source_id_fingerprint")),
    )
    op.create_table(
        "aliases",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("article_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("first_seen", MOMENT, nullable=False),
        sa.Column("last_seen", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_aliases_article_id_articles")),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_aliases")),
    )
    op.create_index(op.f("ix_aliases_article_id"), "aliases", ["article_id"])

    op.create_table(
        "captures",
        sa.Column("id", ID, nullable=False),
        sa.Column("article_id", ID, nullable=False),
        sa.Column("requested_url", sa.Text(), nullable=False),
        sa.Column("fetched_at", MOMENT, nullable=False),
        sa.Column("origin", sa.String(length=8), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("body_sha256", sa.String(length=64), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("restamped", sa.Boolean(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_captures_article_id_articles")),
        sa.ForeignKeyConstraint(["body_sha256"], ["bodies.sha256"], name=op.f("fk_captures_body_sha256_bodies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_captures")),
        sa.UniqueConstraint(
            "article_id", "fetched_at", "origin", name=op.f("uq_captures_article_id_fetched_at_origin")
        ),
    )
    op.create_index(op.f("ix_captures_body_sha256"), "captures", ["body_sha256"])
    op.create_index(op.f("ix_captures_fetched_at"), "captures", ["fetched_at"])
    op.create_index(op.f("ix_captures_outcome"), "captures", ["outcome"])

    op.create_table(
        "visits",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("article_id", ID, nullable=True),
        sa.Column("source_id", ID, nullable=True),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("leased_until", MOMENT, nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_visits_article_id_articles")),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_visits_source_id_sources")),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_visits")),
        sa.UniqueConstraint("article_id", name=op.f("uq_visits_article_id")),
    )
    op.create_index(op.f("ix_visits_due_at"), "visits", ["due_at"])

    op.create_table(
        "revisions",
        sa.Column("id", ID, nullable=False),
        sa.Column("article_id", ID, nullable=False),
        sa.Column("extractor_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("capture_id", ID, nullable=False),
        sa.Column("text_id", ID, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("reverts_to", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_revisions_article_id_articles")),
        sa.ForeignKeyConstraint(["capture_id"], ["captures.id"], name=op.f("fk_revisions_capture_id_captures")),
        sa.ForeignKeyConstraint(["extractor_id"], ["extractors.id"], name=op.f("fk_revisions_extractor_id_extractors")),
        sa.ForeignKeyConstraint(["text_id"], ["texts.id"], name=op.f("fk_revisions_text_id_texts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
        sa.UniqueConstraint(
            "article_id", "extractor_id", "number", name=op.f("uq_revisions_article_id_extractor_id_number")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_revisions_article_id_seen_at"), "revisions", ["article_id", "seen_at"])
    op.create_index(op.f("ix_revisions_capture_id"), "revisions", ["capture_id"])
    op.create_index(op.f("ix_revisions_extractor_id"), "revisions", ["extractor_id"])
    op.create_index(op.f("ix_revisions_seen_at"), "revisions", ["seen_at"])
    op.create_index(op.f("ix_revisions_text_id"), "revisions", ["text_id"])

    op.create_table(
        "changes",
        sa.Column("revision_id", ID, nullable=False),
        sa.Column("previous_id", ID, nullable=False),
        sa.Column("differ", sa.String(length=32), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("edits", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.Column("words_added", sa.Integer(), nullable=False),
        sa.Column("words_removed", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("script", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["previous_id"], ["revisions.id"], name=op.f("fk_changes_previous_id_revisions")),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name=op.f("fk_changes_revision_id_revisions")),
        sa.PrimaryKeyConstraint("revision_id", name=op.f("pk_changes")),
    )
    op.create_index(op.f("ix_changes_previous_id"), "changes", ["previous_id"])
    op.create_index(op.f("ix_changes_score"), "changes", ["score"])


def downgrade() -> None:
    for table in (
        "changes",
        "revisions",
        "visits",
        "captures",
        "aliases",
        "noise",
        "extractions",
        "articles",
        "texts",
        "sources",
        "runs",
        "extractors",
        "bodies",
    ):
        op.drop_table(table)

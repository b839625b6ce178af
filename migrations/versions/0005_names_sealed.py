"""A hash over the URLs of articles and aliases and the names of sources. Rows from before have none."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SEALED = ("sources", "articles", "aliases")


def upgrade() -> None:
    for table in SEALED:
        op.add_column(table, sa.Column("seal", sa.String(64), nullable=True))


def downgrade() -> None:
    for table in SEALED:
        op.drop_column(table, "seal")

"""A hash over what captures, extractions and changes say. Rows from before have none."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SEALED = ("captures", "extractions", "changes")


def upgrade() -> None:
    for table in SEALED:
        op.add_column(table, sa.Column("seal", sa.String(64), nullable=True))


def downgrade() -> None:
    for table in SEALED:
        op.drop_column(table, "seal")

"""Alembic's entry: migrates on the connection that `storage.schema` hands in, within its transaction."""

from __future__ import annotations

from alembic import context

from migrations.comparison import OPTIONS
from storage.models import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, **OPTIONS)
with context.begin_transaction():
    context.run_migrations()

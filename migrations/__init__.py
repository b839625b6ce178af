"""The history of the tables, one tree for SQLite and PostgreSQL."""

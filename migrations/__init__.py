"""The history of the tables, one tree for SQLite and PostgreSQL."""

# The newest migration in versions/: what this program's archives have.
HEAD = "0005"

"""Runs migrations on the connection that ``opening`` hands over, inside its transaction."""

from __future__ import annotations

from alembic import context

from demarche.register.migrations.collating import compare_by_code_point

connection = context.config.attributes["connection"]
context.configure(connection=connection)
context.run_migrations()
if connection.dialect.name == "postgresql":
    compare_by_code_point(connection)

"""What a watch was before somebody changed it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the table."""
    op.create_table(
        "watch_changes",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("watch", sa.Integer, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("author", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.ForeignKeyConstraint(["watch"], ["watches.id"], name="fk_watch_changes_watch"),
        sa.PrimaryKeyConstraint("id", name="pk_watch_changes"),
    )
    op.create_index("ix_watch_changes_watch", "watch_changes", ["watch"])

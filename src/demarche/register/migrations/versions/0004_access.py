"""Users, sessions, tokens, and what reviewers answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the tables, and the order in which threats are reviewed."""
    op.create_table(
        "users",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("password", sa.String, nullable=False),
        sa.Column("added_at", sa.String, nullable=False),
        sa.Column("disabled_at", sa.String),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("name", name="uq_users_name"),
    )
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("user", sa.Integer, nullable=False),
        sa.Column("made_at", sa.String, nullable=False),
        sa.Column("expires_at", sa.String, nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name="fk_sessions_user"),
        sa.PrimaryKeyConstraint("digest", name="pk_sessions"),
    )
    op.create_index("ix_sessions_user", "sessions", ["user"])
    op.create_table(
        "tokens",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("user", sa.Integer, nullable=False),
        sa.Column("label", sa.String, nullable=False),
        sa.Column("made_at", sa.String, nullable=False),
        sa.Column("revoked_at", sa.String),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name="fk_tokens_user"),
        sa.PrimaryKeyConstraint("id", name="pk_tokens"),
        sa.UniqueConstraint("digest", name="uq_tokens_digest"),
    )
    op.create_index("ix_tokens_user", "tokens", ["user"])
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("threat", sa.String, nullable=False),
        sa.Column("answer", sa.String, nullable=False),
        sa.Column("author", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("revision", sa.Integer),
        sa.Column("undone_at", sa.String),
        sa.ForeignKeyConstraint(["revision"], ["revisions.id"], name="fk_reviews_revision"),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
    )
    op.create_index("ix_reviews_threat", "reviews", ["threat"])
    op.create_index("ix_reviews_author_id", "reviews", ["author", "id"])
    op.create_index(
        "ix_threats_superseded_by_rejected_confidence_key",
        "threats",
        ["superseded_by", "rejected", "confidence", "key"],
    )

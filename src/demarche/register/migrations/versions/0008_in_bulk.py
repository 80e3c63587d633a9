"""What follows from many new rows is done once for all of them (``following``), not by a trigger for each."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# With a trigger that writes to FTS5 SQLite flushes the index for every row: four times the cost of its words.
BY_ROW = (
    "articles_fts_ai",
    "threats_fts_ai",
    "threat_links_cards_insert",
    "threat_links_pairs_insert",
    "reprints_cards_insert",
    "event_lines_cards_insert",
)
# PostgreSQL looks each key up by a query of its own, in half of an import's time. All of this is derived.
CHECKED_BY_ROW = {
    "threat_actors": "threat",
    "event_actors": "event",
    "threat_links": "threat",
    "threat_lines": "threat",
    "article_bands": "article",
    "reprints": "article",
    "event_deeds": "event",
    "event_lines": "event",
}


def upgrade() -> None:
    """Drop what costs by the row; no row changes."""
    if op.get_bind().dialect.name == "postgresql":
        for table, column in CHECKED_BY_ROW.items():
            op.drop_constraint(f"fk_{table}_{column}", table, type_="foreignkey")
    else:
        for trigger in BY_ROW:
            op.execute(f"DROP TRIGGER {trigger}")

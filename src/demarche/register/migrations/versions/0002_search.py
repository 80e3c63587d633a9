"""Full-text search over articles and threats."""

from __future__ import annotations

from alembic import op

from demarche.register.migrations.collating import compare_by_code_point

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INDEXED = {"articles": ("title", "text"), "threats": ("speaker", "words")}


LONGEST = 250_000  # characters of a text that PostgreSQL indexes: a tsvector holds 1 MB
MARKS = r"[\u0300-\u036f]+"  # over letters, once these are taken apart
SEPARATORS = (  # what stands between words: by code points, since classes follow the database's locale
    r"[\u0001-/:-@\[-`{-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7\u2000-\u206f\u20a0-\u20cf"
    r"\u2190-\u245f\u2500-\u2775\u2794-\u2bff\u3000-\u3004\u3008-\u3020\ufe30-\ufe6f\uff01-\uff0f]+"
)
BETWEEN = """'''|'':1'::tsvector"""  # a sign between two columns keeps a phrase from running over


def upgrade() -> None:
    """Index what is there and what comes, in the writer's transaction."""
    if op.get_bind().dialect.name == "postgresql":
        compare_by_code_point(op.get_bind())  # no type can change once a generated column reads it
        for table, columns in INDEXED.items():
            add_lexemes(table, *columns)
    else:
        add_fts5()


def add_lexemes(table: str, first: str, second: str) -> None:
    """Add a column of a row's words, those of the first column labelled A, of the second B, and its index."""
    words = f"setweight({vector(first)}, 'A') || {BETWEEN} || setweight({vector(second)}, 'B')"
    run = op.get_bind().exec_driver_sql
    run(f"ALTER TABLE {table} ADD COLUMN lexemes tsvector GENERATED ALWAYS AS ({words}) STORED")
    run(f"CREATE INDEX ix_{table}_lexemes ON {table} USING gin (lexemes)")


def vector(column: str) -> str:
    """Return the expression for a column's words: without marks over letters, cut where no letter or digit is."""
    plain = f"regexp_replace(normalize(left(coalesce({column}, ''), {LONGEST}), NFD), '{MARKS}', '', 'g')"
    return f"to_tsvector('simple'::regconfig, regexp_replace({plain}, '{SEPARATORS}', ' ', 'g'))"


def add_fts5() -> None:
    """Index by FTS5, kept in step by triggers."""
    for table, columns in INDEXED.items():
        names = ", ".join(columns)
        new = ", ".join(f"new.{column}" for column in columns)
        old = ", ".join(f"old.{column}" for column in columns)
        op.execute(
            f"CREATE VIRTUAL TABLE {table}_fts USING fts5({names}, content='{table}', content_rowid='key', "
            'tokenize="unicode61 remove_diacritics 2")'
        )
        insert = f"INSERT INTO {table}_fts(rowid, {names}) VALUES (new.key, {new});"  # noqa: S608 - names of ours
        delete = f"INSERT INTO {table}_fts({table}_fts, rowid, {names}) VALUES ('delete', old.key, {old});"  # noqa: S608 - names of ours
        op.execute(f"CREATE TRIGGER {table}_fts_ai AFTER INSERT ON {table} BEGIN {insert} END")
        op.execute(f"CREATE TRIGGER {table}_fts_ad AFTER DELETE ON {table} BEGIN {delete} END")
        op.execute(
            f"CREATE TRIGGER {table}_fts_au AFTER UPDATE OF {names} ON {table} BEGIN {delete} {insert} END"
        )
        op.execute(f"INSERT INTO {table}_fts({table}_fts) VALUES ('rebuild')")  # noqa: S608

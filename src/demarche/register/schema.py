"""The tables (docs/decisions/0003). Migrations build them; a test holds the two equal.

``threats`` and ``events`` hold the machine's record as JSON, never changed, and beside it columns that
are searched and filtered. Those of ``threats`` are effective: a person's corrections are applied.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

HEAD = "0008"  # the newest migration
APPLICATION_ID = 0x64656D61  # "dema" in the file's header: a file of ours

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

articles = Table(
    "articles",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("outlet", String),
    Column("day", String, nullable=False),  # ISO; "" where unknown, so that paging needs no null
    Column("date_reason", String),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("url", String),
    Column("byline", String),
    Column("given_id", String),
    Column("added_at", String, nullable=False),
    Column("added_from", String),
)

runs = Table(
    "runs",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("coder", String, nullable=False),
    Column("codebook", String, nullable=False),
    Column("first_at", String, nullable=False),
    UniqueConstraint("coder", "codebook"),
)

codings = Table(  # that a run has coded an article, also where it found nothing
    "codings",
    metadata,
    Column("article", Integer, ForeignKey("articles.key"), nullable=False),
    Column("run", Integer, ForeignKey("runs.key"), nullable=False),
    Column("at", String, nullable=False),
    Column("superseded_by", Integer, ForeignKey("runs.key")),
    Column("superseded_at", String),
    PrimaryKeyConstraint("article", "run"),
)

threats = Table(
    "threats",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("id", String, nullable=False),
    Column("article", Integer, ForeignKey("articles.key"), nullable=False),
    Column("run", Integer, ForeignKey("runs.key"), nullable=False),
    Column("record", Text, nullable=False),  # the machine's, as JSON
    Column("superseded_by", Integer, ForeignKey("runs.key")),
    Column("superseded_at", String),
    Column("corrected", Boolean, nullable=False),  # has revisions that stand
    Column("rejected", Boolean, nullable=False),
    Column("day", String, nullable=False),  # the article's
    Column("outlet", String),  # the article's
    Column("kind", String, nullable=False),
    Column("commitment", String, nullable=False),
    Column("trigger_form", String, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("said_on", String),
    Column("speaker", String),
    Column("words", Text, nullable=False),  # evidence, trigger, response, role: what text search reads
    UniqueConstraint("id", "run"),
    Index(None, "article"),
)
Index("ix_threats_day_key", threats.c.day.desc(), threats.c.key)

threat_actors = Table(  # derived from the threats that stand
    "threat_actors",
    metadata,
    Column("threat", Integer, ForeignKey("threats.key"), nullable=False),
    Column("role", String, nullable=False),  # sender, target
    Column("code", String, nullable=False),
    Column("day", String, nullable=False),
    PrimaryKeyConstraint("threat", "role", "code"),
)
Index(
    "ix_threat_actors_code_day",
    threat_actors.c.role,
    threat_actors.c.code,
    threat_actors.c.day.desc(),
    threat_actors.c.threat,
)

events = Table(
    "events",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("id", String, nullable=False),
    Column("article", Integer, ForeignKey("articles.key"), nullable=False),
    Column("run", Integer, ForeignKey("runs.key"), nullable=False),
    Column("record", Text, nullable=False),
    Column("superseded_by", Integer, ForeignKey("runs.key")),
    Column("superseded_at", String),
    Column("day", String, nullable=False),
    Column("outlet", String),
    Column("kind", String, nullable=False),
    Column("status", String, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("when", String),
    UniqueConstraint("id", "run"),
    Index(None, "article"),
)
Index("ix_events_day_key", events.c.day.desc(), events.c.key)

event_actors = Table(
    "event_actors",
    metadata,
    Column("event", Integer, ForeignKey("events.key"), nullable=False),
    Column("role", String, nullable=False),  # actor, partner
    Column("code", String, nullable=False),
    Column("day", String, nullable=False),
    PrimaryKeyConstraint("event", "role", "code"),
)
Index(
    "ix_event_actors_code_day",
    event_actors.c.role,
    event_actors.c.code,
    event_actors.c.day.desc(),
    event_actors.c.event,
)

revisions = Table(
    "revisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("record", String, nullable=False),  # a threat's stable id: survives recoding
    Column("field", String, nullable=False),
    Column("old", Text, nullable=False),  # JSON
    Column("new", Text, nullable=False),  # JSON
    Column("author", String, nullable=False),
    Column("at", String, nullable=False),
    Column("undone_at", String),
    Column("undone_by", String),
    Column("carried_from", Integer, ForeignKey("revisions.id")),
    Index(None, "record"),
)

# What follows is derived from the tables above by ``linking`` and can be made anew at any time, but for
# judgements, which are people's (docs/decisions/0004). Days are proleptic ordinals, so that nearness is a
# difference.

joinings = Table(  # by which version of the joining rules the derived tables were made
    "joinings",
    metadata,
    Column("version", Integer, primary_key=True),
    Column("at", String, nullable=False),
)

threat_links = Table(  # to what each standing threat is joined
    "threat_links",
    metadata,
    Column("threat", Integer, ForeignKey("threats.key"), primary_key=True, autoincrement=False),
    Column("known", Integer, nullable=False),  # the day from which it can be known
    Column("uttered", Integer),
    Column("telling", Text, nullable=False),  # what joining compares, as JSON
    Column("bond", Integer, nullable=False),  # key of a threat: what hangs together as one utterance
    Column("statement", Integer, nullable=False),  # key of the statement's first threat
    Column("thread", Integer, nullable=False),
    Index(None, "bond"),
    Index(None, "statement"),
    Index(None, "thread", "known"),
)

threat_lines = Table(  # lines on which threats are neighbours, and find each other
    "threat_lines",
    metadata,
    Column("line", String, nullable=False),
    Column("day", Integer, nullable=False),  # 0: unknown
    Column("threat", Integer, ForeignKey("threats.key"), nullable=False),
    PrimaryKeyConstraint("line", "day", "threat"),
    Index(None, "threat"),
    sqlite_with_rowid=False,
)

statements = Table(
    "statements",
    metadata,
    Column("key", Integer, primary_key=True),  # of its first threat
    Column("id", String, nullable=False),  # of its first threat
    Column("thread", Integer, nullable=False),
    Column("bond", Integer, nullable=False),
    Column("uttered", Integer, nullable=False),  # ``FAR``: unknown
    Column("appeared", Integer, nullable=False),  # the first report; ``FAR``: unknown
    Column("tellings", Integer, nullable=False),
    Index(None, "thread", "uttered", "appeared", "id"),
    Index(None, "bond"),
)
Index("ix_statements_uttered_key", statements.c.uttered.desc(), statements.c.key)

threads = Table(
    "threads",
    metadata,
    Column("key", Integer, primary_key=True),  # of one of its threats
    Column("id", String, nullable=False),  # of its first threat
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("known", Integer, nullable=False),  # the day from which any of it can be known
    Column("statements", Integer, nullable=False),
)
Index("ix_threads_last_key", threads.c.last.desc(), threads.c.key)

article_bands = Table(
    "article_bands",
    metadata,
    Column("band", BigInteger().with_variant(Integer, "sqlite"), nullable=False),
    Column("article", Integer, ForeignKey("articles.key"), nullable=False),
    PrimaryKeyConstraint("band", "article"),
    sqlite_with_rowid=False,
)

reprints = Table(  # articles that hold a record, in families of copies
    "reprints",
    metadata,
    Column("article", Integer, ForeignKey("articles.key"), primary_key=True, autoincrement=False),
    Column("family", Integer, nullable=False),  # key of one of them
    Index(None, "family"),
)

event_deeds = Table(
    "event_deeds",
    metadata,
    Column("event", Integer, ForeignKey("events.key"), primary_key=True, autoincrement=False),
    Column("deed", Text, nullable=False),  # what the ledger compares, as JSON
)

event_lines = Table(
    "event_lines",
    metadata,
    Column("line", String, nullable=False),
    Column("day", Integer, nullable=False),
    Column("known", Integer, nullable=False),
    Column("event", Integer, ForeignKey("events.key"), nullable=False),
    PrimaryKeyConstraint("line", "day", "known", "event"),
    Index(None, "event"),
    sqlite_with_rowid=False,
)

judgements = Table(
    "judgements",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("threat", String, nullable=False),  # a threat's stable id
    Column("side", String, nullable=False),
    Column("event", String),  # an event's stable id; null: the side as a whole
    Column("verdict", String, nullable=False),
    Column("note", Text),
    Column("author", String, nullable=False),
    Column("at", String, nullable=False),
    Column("undone_at", String),
    Column("undone_by", String),
    Index(None, "threat"),
)

# Who may do what, and what reviewers answered. Passwords are hashed by argon2, sessions and tokens, which
# are long and random, by SHA-256.

users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("role", String, nullable=False),  # reader, reviewer, admin
    Column("password", String, nullable=False),
    Column("added_at", String, nullable=False),
    Column("disabled_at", String),
)

sessions = Table(
    "sessions",
    metadata,
    Column("digest", String, primary_key=True),
    Column("user", Integer, ForeignKey("users.id"), nullable=False),
    Column("made_at", String, nullable=False),
    Column("expires_at", String, nullable=False),
    Index(None, "user"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", String, nullable=False, unique=True),
    Column("user", Integer, ForeignKey("users.id"), nullable=False),
    Column("label", String, nullable=False),
    Column("made_at", String, nullable=False),
    Column("revoked_at", String),
    Index(None, "user"),
)

reviews = Table(
    "reviews",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("threat", String, nullable=False),  # a threat's stable id
    Column("answer", String, nullable=False),  # accept, correct, reject, skip
    Column("author", String, nullable=False),
    Column("at", String, nullable=False),
    Column("revision", Integer, ForeignKey("revisions.id")),  # the rejection made with it
    Column("undone_at", String),
    Index(None, "threat"),
    Index(None, "author", "id"),
)
Index(  # the least certain first, and how many there are
    "ix_threats_superseded_by_rejected_confidence_key",
    threats.c.superseded_by,
    threats.c.rejected,
    threats.c.confidence,
    threats.c.key,
)

# What a list shows of a thread, kept once it was made; triggers forget it when anything it was made of changes.

thread_cards = Table(
    "thread_cards",
    metadata,
    Column("thread", Integer, primary_key=True, autoincrement=False),
    Column("card", Text, nullable=False),  # JSON
)

card_lines = Table(  # on which deeds a card depends
    "card_lines",
    metadata,
    Column("line", String, nullable=False),
    Column("thread", Integer, nullable=False),
    PrimaryKeyConstraint("line", "thread"),
    Index(None, "thread"),
    sqlite_with_rowid=False,
)

card_clock = Table(  # one row, which moves whenever a card may have to be forgotten
    "card_clock",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("ticks", Integer, nullable=False),
)

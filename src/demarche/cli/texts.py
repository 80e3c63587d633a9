"""Words that several screens share."""

from __future__ import annotations

OVERVIEW = """\
Read the news and keep a register of who has warned whom, of what, if what happens.

    demarche demo                                see the whole story in a minute
    demarche add articles.jsonl                  code articles and keep them
    demarche list --sender RUS --target JPN      print the register
    demarche code - < articles.jsonl             code without a register
    demarche watch add-feed URL                  keep a feed, to be told what changes
"""

EXIT_CODE_ROWS = (
    (0, "done; inputs that were skipped are counted, they are no error"),
    (1, "unexpected: a fault of the program, please report it"),
    (2, "wrong usage or setting"),
    (3, "an input that cannot be read at all"),
    (4, "fetching failed; worth another try later"),
    (5, "the register cannot be opened, read or written"),
    (130, "stopped with Ctrl-C"),
)
EXIT_CODES = "Exit codes: " + "; ".join(f"{code} {meaning}" for code, meaning in EXIT_CODE_ROWS) + "."

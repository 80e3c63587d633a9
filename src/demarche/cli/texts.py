"""Words that several screens share."""

from __future__ import annotations

OVERVIEW = """\
Read the news and keep a register of who has warned whom, of what, if what happens.

    demarche demo                                see the whole story in a minute
    demarche add articles.jsonl                  code articles and keep them
    demarche list --sender RUS --target JPN      print the register
    demarche code - < articles.jsonl             code without a register
"""

EXIT_CODES = (
    "Exit codes: 0 done (inputs that were skipped are counted, not an error), 1 unexpected, "
    "2 wrong usage or setting, 3 an input that cannot be read at all, 4 fetching failed, "
    "5 the register cannot be opened, read or written."
)

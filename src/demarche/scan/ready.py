"""Ready: all that sieve and coders look words up in, loaded once for every process of a scan.

The server that forks a scan's processes imports this module (``processes``), and nothing else should: unlike
any other it works when imported. The encoder's graph is left to each process, since it may not be forked.
"""

from __future__ import annotations

import os

EXAMPLE = (
    "Iran will retaliate if the United States imposes sanctions, Foreign Minister Abbas Araghchi said on Monday. "
    "Iran's foreign minister met his Russian counterpart in Moscow on 3 May 2026."
)


def load() -> None:
    """Load it, by coding a few words once."""
    os.environ.setdefault(
        "OPENBLAS_NUM_THREADS", "1"
    )  # numpy's: nothing here needs more, and threads do not fork
    import demarche.scan.part  # noqa: F401
    from demarche.coding import Coders, code
    from demarche.events.rules import RulesEventCoder
    from demarche.scan.sieve import tells
    from demarche.threats.blending import blend
    from demarche.threats.rules import RulesThreatCoder
    from demarche.threats.tagger.words import word_weights

    code(EXAMPLE, coders=Coders(threats=RulesThreatCoder(), events=RulesEventCoder()))
    tells(EXAMPLE.encode())
    blend()
    word_weights()


load()

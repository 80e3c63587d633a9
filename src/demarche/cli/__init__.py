"""The command line: filters that compose, and commands on the register.

One module a command or small group of them; ``app`` puts them together, ``running`` turns errors into
exit codes. Each command loads what it needs when it runs, so that ``demarche --help`` is quick.
"""

from __future__ import annotations

import logging
import sys


def main() -> None:
    """Run the command that the program's arguments name, and exit with its code."""
    from demarche.cli.running import run

    logging.getLogger("stamina").addHandler(logging.NullHandler())  # its word on each retry helps no reader
    sys.exit(run(sys.argv[1:]))

"""``python -m demarche``: the same as the command ``demarche``."""

from __future__ import annotations

from demarche.cli import main

if __name__ == "__main__":
    main()

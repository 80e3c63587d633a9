"""A handful of the kills of ``python -m tests.crashes``."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from .harness import harness
from .work import SMALL

pytestmark = [
    pytest.mark.allow_hosts(["127.0.0.1"]),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork"),
]
SEED = 20260105


def test_killed_at_every_kind_of_work(tmp_path: Path) -> None:
    with harness(tmp_path, seed=SEED, size=SMALL, in_a_row=1) as whole:
        for work in whole.works:
            whole.trial(work)
        assert whole.kills.total() >= len(whole.works) / 2

"""A handful of the kills of ``python -m tests.crashes``."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.postgres import MISSING, serving_alone

from .harness import KILLED, RESTARTED, SEVERED, harness
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
        assert whole.count(KILLED) >= len(whole.works) / 2


def test_killed_and_cut_off_on_a_server(tmp_path: Path) -> None:
    with serving_alone() as server:
        if server is None:
            pytest.skip(MISSING)
        with harness(tmp_path, seed=SEED, size=SMALL, in_a_row=1, server=server) as whole:
            for work in whole.works:
                whole.trial(work)
            for how in (SEVERED, RESTARTED):
                whole.trial(whole.works[0], how)
            assert sum(whole.disturbed.values()) >= len(whole.works) / 2

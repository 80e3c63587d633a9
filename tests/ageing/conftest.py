"""One register that people have worked with, made once, and what it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .made import opened, said, worked_with


@pytest.fixture(scope="package")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("whole") / "register.db"
    worked_with(place)
    return place


@pytest.fixture(scope="package")
def expected(whole: Path) -> dict[str, Any]:
    with opened(whole) as register:
        return said(register)

#!/usr/bin/env python3
"""Ask our API whatever its OpenAPI allows, and what it does not: ``python fuzz/api.py --examples 50``.

schemathesis (pip install schemathesis) makes the requests; a desk on a register of the demonstration answers in this
process. An answer of 5xx, or one that our own OpenAPI does not describe, is a fault: exit code 1.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from demarche.coding import code_article
from demarche.demo import demo_articles
from demarche.register import open_register
from demarche.web.app import create_app
from demarche.web.desk import Desk

HEADERS = {"host": "localhost", "content-type": "application/json"}


def main() -> int:
    """Return 0 where nothing failed."""
    import schemathesis
    from hypothesis import HealthCheck, given, settings
    from schemathesis.checks import not_a_server_error

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--examples", type=int, default=50, help="for each operation")
    arguments = parser.parse_args()
    answers: Counter[int] = Counter()
    begun, operations = time.monotonic(), 0
    with (
        tempfile.TemporaryDirectory() as folder,
        open_register(Path(folder) / "register.db", now=lambda: datetime.now(UTC)) as register,
    ):
        register.add(code_article(article) for article in demo_articles())
        desk = Desk(register=register, now=lambda: datetime.now(UTC), author="fuzz")
        schema = schemathesis.openapi.from_asgi("/api/openapi.json", create_app(desk), headers=HEADERS)
        for result in schema.get_all_operations():
            operation = result.ok()
            operations += 1

            @settings(
                max_examples=arguments.examples,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy())
            def hold(case: Any) -> None:
                answer = case.call(headers=HEADERS)
                answers[answer.status_code] += 1
                case.validate_response(answer, checks=[not_a_server_error])

            hold()
    counted = ", ".join(f"{number} of {status}" for status, number in sorted(answers.items()))
    print(
        f"{operations} operations, {answers.total():,} requests in {time.monotonic() - begun:.0f} s: {counted}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())

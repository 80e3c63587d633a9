"""Printing records as JSON rows, the same in every command."""

from __future__ import annotations

import json

import typer

from demarche.export.stored import hit_row, revision_row, source_row, threat_page_row, threat_row

__all__ = ["hit_row", "print_json", "revision_row", "source_row", "threat_page_row", "threat_row"]


def print_json(value: object) -> None:
    """Print a value as one line of JSON."""
    typer.echo(json.dumps(value, ensure_ascii=False))

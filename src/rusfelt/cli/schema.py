"""``rusfelt schema``: the JSON Schema of plan files."""

from __future__ import annotations

import click

from rusfelt.cli._common import emit
from rusfelt.evaluation.plain import as_json
from rusfelt.io.schema import load_schema

__all__ = ["schema"]


@click.command()
@click.option("-o", "--output", metavar="FILE", help="Write to a file, whole or not at all.")
def schema(output: str | None) -> None:
    """Print the JSON Schema of plan files, for editors that complete and check them."""
    emit(as_json(load_schema()), output)

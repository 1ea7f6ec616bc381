"""``rusfelt validate``: every problem of a plan file in one go."""

from __future__ import annotations

import sys

import attrs
import click

from rusfelt.cli._common import emit
from rusfelt.cli._output import legible, tell
from rusfelt.evaluation.plain import as_json
from rusfelt.io.plan_file import validate as find_problems

__all__ = ["validate"]


@click.command()
@click.argument("path", metavar="PLAN")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text")
def validate(path: str, form: str) -> None:
    """List every problem in the plan file PLAN, each with its place and what to do."""
    problems = find_problems(path)
    if form == "json":
        emit(as_json([attrs.asdict(each) for each in problems]), None)
    else:
        for each in problems:
            click.echo(legible(str(each)))
        if not problems:
            tell(f"{path}: 0 problems")
    sys.exit(1 if problems else 0)

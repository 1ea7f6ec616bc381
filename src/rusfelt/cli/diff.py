"""``rusfelt diff``: what changed from one plan to another."""

from __future__ import annotations

import click

from rusfelt.catalogue.named import load_plan
from rusfelt.cli._diff_screen import plan_markdown, plan_text
from rusfelt.cli._output import emit, language_option
from rusfelt.evaluation.changes import plan_changes
from rusfelt.evaluation.plain import as_json

__all__ = ["diff"]


@click.command()
@click.argument("before", metavar="PLAN_A")
@click.argument("after", metavar="PLAN_B")
@click.option("--format", "form", type=click.Choice(("table", "json", "markdown")), default="table")
@click.option("-o", "--output", metavar="FILE", help="Write to a file, whole or not at all.")
@language_option
def diff(before: str, after: str, form: str, output: str | None, language: str) -> None:
    """List what changed from PLAN_A to PLAN_B, each a file or an id from 'rusfelt plans'.

    Things are the same where their ids are. The exit code is 0 whether or not anything changed.
    """
    changes = plan_changes(load_plan(before), load_plan(after))
    if form == "json":
        text = as_json({"schema": 1, **changes.to_dict()})
    elif form == "markdown":
        text = plan_markdown(changes, language)
    else:
        text = plan_text(changes, language, file=output is not None)
    emit(text, output)

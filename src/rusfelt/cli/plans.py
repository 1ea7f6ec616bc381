"""``rusfelt plans``: the plans rusfelt ships, and those plugins offer."""

from __future__ import annotations

import click

from rusfelt.catalogue import plan_ids
from rusfelt.catalogue.named import load_plan
from rusfelt.cli._common import Screen, emit, language_option, table
from rusfelt.cli._output import tell
from rusfelt.domain import title_in
from rusfelt.errors import PluginError
from rusfelt.evaluation.plain import as_json
from rusfelt.plugin import registry

__all__ = ["plans"]


@click.command()
@click.option("--format", "form", type=click.Choice(("table", "json")), default="table")
@language_option
def plans(form: str, language: str) -> None:
    """List the plans that can be named by id."""
    loaded = []
    for name in sorted({*plan_ids(), *registry().names("plan")}):
        try:
            loaded.append(load_plan(name))
        except PluginError as error:
            # One plugin that cannot keep its word costs no other.
            tell(f"{name}: {error}")
    if form == "json":
        rows = [
            {
                "id": each.id,
                "title": title_in(each.title, language),
                "area": each.area,
                "period": list(each.period) if each.period else None,
                "tiltak": len(each.tiltak),
            }
            for each in loaded
        ]
        emit(as_json(rows), None)
        return
    screen = Screen(language, file=False)
    words = screen.words
    made = table(words["id"], words["title"], words["period"], words["tiltak"])
    for each in loaded:
        period = "–".join(each.period) if each.period else "–"
        made.add_row(each.id, title_in(each.title, language), period, str(len(each.tiltak)))
    screen.show(made)
    emit(screen.text, None)

"""``rusfelt plugins``: what is installed, and what could not be taken in."""

from __future__ import annotations

import attrs
import click

from rusfelt.cli._common import Screen, emit, language_option, table
from rusfelt.evaluation.plain import as_json
from rusfelt.plugin import registry

__all__ = ["plugins"]


@click.group()
def plugins() -> None:
    """Look at installed plugins."""


@plugins.command("list")
@click.option("--format", "form", type=click.Choice(("table", "json")), default="table")
@language_option
def list_plugins(form: str, language: str) -> None:
    """List everything offered, by whom, and what was skipped and why."""
    found = registry()
    if form == "json":
        entries = [
            {
                "name": each.offer.name,
                "kind": each.kind,
                "distribution": each.distribution,
                "version": each.version,
                "api": each.offer.api,
                "builtin": each.builtin,
                "summary": each.offer.summary,
            }
            for each in found.entries
        ]
        skipped = [attrs.asdict(each) for each in found.skipped]
        emit(as_json({"offers": entries, "skipped": skipped}), None)
        return
    screen = Screen(language, file=False)
    words = screen.words
    made = table(
        words["name"], words["kind"], words["distribution-name"], words["version"], "API",
        words["summary"], wide=5,
    )  # fmt: skip
    for each in found.entries:
        made.add_row(
            each.offer.name, each.kind, each.distribution, each.version, str(each.offer.api),
            each.offer.summary,
        )  # fmt: skip
    screen.show(made)
    for one in found.skipped:
        screen.line("skipped", plugin=one.plugin, distribution=one.distribution, reason=one.reason)
    emit(screen.text, None)

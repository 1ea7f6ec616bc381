"""``rusfelt instruments``: what can be scored, and what is published about it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

import attrs
import click

from rusfelt.catalogue import instrument_ids
from rusfelt.catalogue.instrument_loader import load_instrument
from rusfelt.cli._common import Screen, emit, language_option, table
from rusfelt.cli._output import tell
from rusfelt.domain import Instrument, MissingRule, Scale, Threshold, title_in
from rusfelt.errors import PluginError
from rusfelt.evaluation.plain import as_json, plain
from rusfelt.plugin import registry

__all__ = ["instruments"]

_FORMATS = click.Choice(("table", "json", "csv"))


@click.group()
def instruments() -> None:
    """Look at instruments: scoring rules and thresholds, never their wording."""


@instruments.command("list")
@click.option("--format", "form", type=_FORMATS, default="table")
@language_option
def list_instruments(form: str, language: str) -> None:
    """List the instruments that can be named by id."""
    rows = []
    for name in sorted({*instrument_ids(), *registry().names("instrument")}):
        try:
            rows.append(_summary(load_instrument(name), language))
        except PluginError as error:
            # One plugin that cannot keep its word costs no other.
            tell(f"{name}: {error}")
    if form == "json":
        emit(as_json(rows), None)
    elif form == "csv":
        emit(_csv(rows, _COLUMNS), None)
    else:
        screen = Screen(language, file=False)
        words = screen.words
        made = table(
            words["id"], words["title"], words["items"], words["scales"], words["range"],
            words["better"], words["role"], wide=1,
        )  # fmt: skip
        for row in rows:
            made.add_row(*(str(row[key]) for key in _COLUMNS))
        screen.show(made)
        emit(screen.text, None)


_COLUMNS = ("id", "title", "items", "scales", "range", "better", "role")


def _summary(instrument: Instrument, language: str) -> dict[str, Any]:
    spans = {_span(each) for each in instrument.scales}
    better = {str(instrument.better_of(each)) for each in instrument.scales}
    return {
        "id": instrument.id,
        "title": title_in(instrument.title, language),
        "items": len(instrument.item_ids),
        "scales": len(instrument.scales),
        "range": ", ".join(sorted(spans)),
        "better": ", ".join(sorted(better)),
        "role": str(instrument.role),
    }


def _span(scale: Scale) -> str:
    return f"{scale.bounds[0]:g}–{scale.bounds[1]:g}"


def _csv(rows: list[dict[str, Any]], names: Iterable[str]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(names), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


@instruments.command("show")
@click.argument("instrument")
@click.option("--format", "form", type=_FORMATS, default="table")
@language_option
def show_instrument(instrument: str, form: str, language: str) -> None:
    """Show the rule and the thresholds of INSTRUMENT, an id or a file."""
    found = load_instrument(instrument)
    if form == "json":
        emit(as_json(plain(attrs.asdict(found))), None)
    elif form == "csv":
        rows = [
            {**attrs.asdict(each), "kind": str(each.kind), "operator": str(each.operator)}
            for each in found.thresholds
        ]
        emit(_csv(rows, (each.name for each in attrs.fields(Threshold))), None)
    else:
        emit(_shown(found, language), None)


def _shown(instrument: Instrument, language: str) -> str:
    screen = Screen(language, file=False)
    words = screen.words
    screen.heading(instrument.title, instrument.id, language)
    for line in (instrument.purpose, instrument.norway, instrument.note, instrument.licence):
        if line:
            screen.show(line)
    made = table(
        words["scale"], words["items"], words["method"], words["range"], words["better"],
        words["missing-rule"], wide=1,
    )  # fmt: skip
    for scale in instrument.scales:
        made.add_row(
            scale.id,
            ", ".join(instrument.items_of(scale)),
            str(scale.method),
            _span(scale),
            str(instrument.better_of(scale)),
            _rule(instrument.missing_rule_of(scale), words),
        )
    screen.show(made)
    if instrument.discard_above is not None:
        screen.line("discard-above", count=instrument.discard_above)
    if instrument.thresholds:
        made = table(
            words["threshold"], words["value"], words["scale"], words["population"],
            words["confidence"], words["source"], wide=5,
        )  # fmt: skip
        for each in instrument.thresholds:
            made.add_row(
                f"{each.kind} {each.label}".strip(),
                f"{each.operator} {each.value:g}",
                each.scale or "–",
                each.population or "–",
                f"{each.confidence:.0%}" if each.confidence else "–",
                each.source,
            )
        screen.show(made)
    for source in instrument.sources:
        screen.show(source)
    return screen.text


def _rule(rule: MissingRule | None, words: Any) -> str:
    if rule is None:
        return str(words["rule-not-found"])
    if rule.at_most == 0:
        return str(words["rule-complete"])
    return str(words["rule-at-most"].format(count=rule.at_most))

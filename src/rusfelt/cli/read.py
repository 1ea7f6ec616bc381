"""``rusfelt read``: what arrives when a file is read."""

from __future__ import annotations

from typing import Any

import attrs
import click

from rusfelt.cli._common import Screen, emit, language_option, table
from rusfelt.cli._output import tell
from rusfelt.cli._params import keyed
from rusfelt.domain import Measurement, Measurements
from rusfelt.evaluation.plain import as_json, plain
from rusfelt.io.measurements import read_measurements

__all__ = ["read", "telling_option"]

_SHOWN = 40
_FIELDS = tuple(field.name for field in attrs.fields(Measurement))
_COLUMNS = ("indicator", "unit", "group", "period", "value", "numerator", "denominator", "state")

telling_option = click.option(
    "-t",
    "--tell",
    "told",
    multiple=True,
    metavar="KEY=VALUE",
    help="What the reader is told, such as sheet=Tall or encoding=cp1252; may be repeated.",
)


@click.command()
@click.argument("path", metavar="FILE")
@click.option(
    "--map", "mapping", metavar="MAP", help="What its columns are; 'rusfelt map' drafts it."
)
@click.option(
    "--reader", metavar="NAME", help="Read it with this reader, not the one for such files."
)
@telling_option
@click.option(
    "--format", "form", type=click.Choice(("table", "json")), default="table", show_default=True
)
@language_option
def read(
    path: str,
    mapping: str | None,
    reader: str | None,
    told: tuple[str, ...],
    form: str,
    language: str,
) -> None:
    """Show what arrives when FILE is read as figures, and what was taken for granted.

    FILE is delimited text, a spreadsheet, SPSS, Stata, Parquet, Arrow, DuckDB, or what an
    installed plugin reads. What is shown is internal: small counts stand there.
    """
    options: dict[str, Any] = {**keyed(told, "--tell")}
    figures = read_measurements(path, mapping=mapping, reader=reader, **options)
    for what, value in figures.guessed.items():
        tell(f"{path}: {what}: {value}")
    emit(_json(figures) if form == "json" else _screen(figures, path, language), None)


def _json(figures: Measurements) -> str:
    rows = [{name: plain(getattr(row, name)) for name in _FIELDS} for row in figures]
    return as_json({"measurements": rows, "guessed": dict(figures.guessed)})


def _screen(figures: Measurements, path: str, language: str) -> str:
    screen = Screen(language, file=False)
    shown = table(*_COLUMNS, title=f"{path}: {len(figures)}")
    for row in list(figures)[:_SHOWN]:
        bound = row.bound or ""
        cells = {name: _cell(getattr(row, name)) for name in _COLUMNS}
        shown.add_row(*({**cells, "value": bound + cells["value"]}).values())
    screen.show(shown)
    if len(figures) > _SHOWN:
        screen.show(f"… {len(figures) - _SHOWN}")
    return screen.text


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.15g}" if isinstance(value, float) else str(value)

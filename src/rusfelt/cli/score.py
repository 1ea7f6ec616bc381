"""``rusfelt score``: people's answers as scores."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from typing import Any

import click
import numpy as np

from rusfelt.catalogue.scoring import score as score_answers
from rusfelt.cli._answers import key_from, read_answers
from rusfelt.cli._common import Screen, emit, language_option, table
from rusfelt.cli._output import tell
from rusfelt.disclosure.pseudonyms import Key, pseudonyms
from rusfelt.evaluation.plain import as_json, plain
from rusfelt.io.at_lines import at_lines
from rusfelt.panel import Panel
from rusfelt.vocabulary import Clock

__all__ = ["score"]

_FORMATS = ("table", "json", "csv")


@click.command()
@click.argument("instrument")
@click.argument("data")
@click.option("--unit", metavar="COLUMN", help="Whose answers a row holds; unsaid, by usual names.")
@click.option("--time", "t", metavar="COLUMN", help="When; unsaid, by usual names.")
@click.option(
    "--item", "items", multiple=True, metavar="ITEM=COLUMN", help="Where an item's answers stand."
)
@click.option("--group", metavar="COLUMN", help="Population group.")
@click.option("--cluster", metavar="COLUMN", help="Team or clinic.")
@click.option(
    "--missing", multiple=True, type=float, metavar="CODE", help="A code that means no answer."
)
@click.option("--indicator", metavar="ID", help="What the scores are called in the plan.")
@click.option("--value-set", metavar="FILE", help="Values by answer pattern (profile, value).")
@click.option(
    "--key",
    metavar="FILE",
    help="Write codes made with this secret key instead of people's ids; unsaid, RUSFELT_KEY_FILE.",
)
@click.option("--format", "form", type=click.Choice(_FORMATS), default="table")
@click.option("-o", "--output", metavar="FILE", help="Write to a file, whole or not at all.")
@language_option
def score(
    instrument: str,
    data: str,
    form: str,
    output: str | None,
    language: str,
    items: tuple[str, ...],
    key: str | None,
    **options: Any,
) -> None:
    """Score the answers in DATA by the rule of INSTRUMENT, an id or a file.

    The table counts sheets by scale; json and csv hold each person's scores and are person data,
    also where a key replaces the ids.
    """
    named: dict[str, str] = {}
    for each in items:
        item, equals, column = each.partition("=")
        if not equals:
            raise click.BadParameter(
                f"{each!r} is no item. Write ITEM=COLUMN.", param_hint="--item"
            )
        if item.strip() in named:
            raise click.BadParameter(f"{item.strip()!r} is named twice.", param_hint="--item")
        named[item.strip()] = column.strip()
    secret = key_from(key)
    answers = read_answers(data)
    panel = at_lines(
        answers,
        lambda: score_answers(instrument, answers.columns, items=named or None, **options),
    )
    if form == "table":
        text = _table(panel, language, file=output is not None)
    elif form == "json":
        text = as_json({"instrument": instrument, "scores": _rows(panel, secret)})
    else:
        made = io.StringIO()
        names = ["indicator", "unit", "group", "t", "score", "answered"]
        writer = csv.DictWriter(made, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(
            {k: "" if v is None else v for k, v in row.items()} for row in _rows(panel, secret)
        )
        text = made.getvalue()
    if form != "table":
        tell(Screen(language, file=True).words["person-data"])
    emit(text, output)


def _rows(panel: Panel, secret: Key | None) -> list[dict[str, Any]]:
    """One row a scored sheet; a person without a score has one with none."""
    rows = []
    names = panel.unit.tolist()
    order: Iterable[int] = range(len(panel))
    if secret is not None:
        names = pseudonyms(panel.unit, secret).tolist()
        # In the order of the codes: that of the ids would tell of them.
        scales = {name: place for place, name in enumerate(dict.fromkeys(panel.indicator.tolist()))}
        order = sorted(order, key=lambda row: (scales[str(panel.indicator[row])], names[row]))
    for row in order:
        one = panel[row]
        key = {"indicator": one.indicator, "unit": names[row], "group": one.group}
        points = zip(one.t.tolist(), one.y.tolist(), one.point["answered"].tolist(), strict=True)
        scored = [
            {**key, "t": _time(t, panel.clock), "score": plain(y), "answered": answered}
            for t, y, answered in points
        ]
        rows += scored or [{**key, "t": None, "score": None, "answered": None}]
    return rows


def _time(t: float, clock: Clock) -> Any:
    if clock is Clock.DAY:
        return date.fromordinal(int(t)).isoformat()
    return int(t) if t == int(t) else t


def _table(panel: Panel, language: str, *, file: bool) -> str:
    screen = Screen(language, file=file)
    words = screen.words
    screen.line("internal")
    made = table(
        words["scale"], words["people"], words["sheets"], words["scored"], words["mean"],
        words["sd"], words["range"],
    )  # fmt: skip
    for name in dict.fromkeys(panel.indicator.tolist()):
        mine = panel.take(panel.indicator == name)
        enough = np.count_nonzero(mine.sizes) >= _FEWEST
        low, high = (float(mine.per_series[end][0]) for end in ("lowest", "highest"))
        made.add_row(
            name,
            str(len(mine)),
            str(int(mine.per_series["sheets"].sum())),
            str(len(mine.y)),
            f"{np.mean(mine.y):.2f}" if enough else "–",
            f"{np.std(mine.y, ddof=1):.2f}" if enough else "–",
            f"{low:g}–{high:g}",
        )
    screen.show(made)
    return screen.text


# A mean of fewer people says too much about each of them.
_FEWEST = 5

"""A group's change as a screen shows it."""

from __future__ import annotations

import math
from typing import Any

from rusfelt.cli._common import Screen, table
from rusfelt.domain import Instrument
from rusfelt.evaluation.people.change import GroupChange
from rusfelt.language import label, number, sentence

__all__ = ["change_text"]


def change_text(
    found: tuple[GroupChange, ...], rule: Instrument, language: str, *, file: bool
) -> str:
    """Counts, shares and the mean change of each group, with what they cannot show."""
    screen = Screen(language, file=file)
    screen.line("internal")
    for each in found:
        name = " · ".join(filter(None, (each.indicator, each.group)))
        screen.heading(rule.title, name, language)
        screen.line("counted", **{key: value or 0 for key, value in each.denominators.items()})
        _mean(screen, each, language)
        _shares(screen, each, language)
        _method(screen, each, language)
        _teams(screen, each, language)
        screen.line("no-comparison")
    return screen.text


def _mean(screen: Screen, found: GroupChange, language: str) -> None:
    row = found.change
    if row["status"] != "ok":
        screen.show(sentence(str(row["reason"]), {}, language))
        return
    if row["change"] is None:
        screen.show(sentence("few-people", {}, language))
        return

    def told(key: str, values: Any, **names: str) -> None:
        screen.line(key, **{word: _points(values[name], language) for word, name in names.items()})

    told("mean-change", row, change="change", low="low", high="high", pre="mean_pre",
         post="mean_post")  # fmt: skip
    if row["dropped"] and row["bound_low"] is not None:
        key = "dropout-stable" if row["stable"] else "dropout-open"
        told(key, row, low="bound_low", high="bound_high")
    if not found.effect_size["reason"]:
        told("effect-size", found.effect_size, g="g", low="low", high="high")
    if found.regression is not None and not found.regression["reason"]:
        told("regression", found.regression, expected="expected", beyond="beyond")


def _shares(screen: Screen, found: GroupChange, language: str) -> None:
    if not found.shares:
        return
    words = screen.words
    made = table(
        words["category"], words["count"], words["share"], words["interval"], words["bounds"]
    )
    for each in found.shares:
        made.add_row(
            label("change-category", each["category"], language),
            f"{each['n']} / {each['of']}",
            _percent(each["share"]),
            _span(each, "low", "high"),
            _span(each, "bound_low", "bound_high"),
        )
    screen.show(made)
    if found.recovery is not None:
        recovery = found.recovery
        screen.line(
            "recovery",
            n=recovery["n"],
            of=recovery["of"],
            share=_percent(recovery["share"]),
            interval=_span(recovery, "low", "high"),
        )
    screen.line("policy", policy=words[f"policy-{found.policy}"])


def _method(screen: Screen, found: GroupChange, language: str) -> None:
    words, method = screen.words, found.method
    told = {
        "evaluator": method["evaluator"],
        "rule": method.get("method", ""),
        "boundary": method.get("boundary", ""),
        "least-change": method.get("least_change"),
        "cutoff": method.get("cutoff"),
        "sd-source": method.get("sd_source", ""),
        "source": method.get("source", ""),
    }
    written = [
        f"{words[name]}: {number(value, language) if isinstance(value, float) else value}"
        for name, value in told.items()
        if value not in {"", None}
    ]
    screen.show("; ".join(written))


def _teams(screen: Screen, found: GroupChange, language: str) -> None:
    if not found.teams or found.comparison is None:
        return
    words = screen.words
    made = table(words["team"], words["improved"], words["share"], words["interval"])
    for each in found.teams:
        if each["reason"]:
            made.add_row(each["team"], words["too-few"], "–", "–")
            continue
        counts = f"{each['improved']} / {each['n']}"
        made.add_row(each["team"], counts, _percent(each["share"]), _span(each, "low", "high"))
    screen.show(made)
    if found.comparison["test"]:
        p = number(found.comparison["p"], language)
        written = f"p {p}" if p.startswith("<") else f"p = {p}"
        screen.line("teams-test", p=written, test=found.comparison["test"])


def _points(value: Any, language: str) -> str:
    return "–" if value is None or math.isnan(value) else number(round(value, 2), language)


def _percent(value: float) -> str:
    return "–" if math.isnan(value) else f"{100 * value:.0f} %"


def _span(row: Any, low: str, high: str) -> str:
    return f"{_percent(row[low])} – {_percent(row[high])}"

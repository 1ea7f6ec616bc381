"""Verdicts then and now as a table, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from rusfelt.evaluation.revision.sheets import Line, Sheet
from rusfelt.evaluation.revision.words import Words
from rusfelt.language import label

__all__ = ["verdict_lines", "verdict_sheet", "verdict_text"]


def verdict_lines(changes: Mapping[str, Any], words: Words) -> Iterator[str]:
    """What the table compares, how much is as it was, and what it does not show.

    Args:
        changes: what :meth:`EvaluationChanges.to_dict` gives.
        words: how values are written.
    """
    then, now = changes["then"], changes["now"]
    yield words.say("verdicts-since", plan=then["plan"], day=_day(then["as_of"], words))
    listed = [*changes["series"], *changes["tiltak"]]
    same = sum(each["state"] == "same" for each in listed)
    yield words.say("verdicts-same", same=same, of=len(listed))
    yield words.say("verdicts-note")
    if then["rusfelt"] != now["rusfelt"] and then["rusfelt"]:
        yield words.say("verdicts-version", then=then["rusfelt"], now=now["rusfelt"])


def verdict_sheet(changes: Mapping[str, Any], words: Words) -> Sheet:
    """Every series and tiltak whose verdict is not as it was."""
    lines = []
    for kind in ("series", "tiltak"):
        for each in changes[kind]:
            if each["state"] == "same":
                continue
            key = (each["id"],) if kind == "tiltak" else _key(each)
            differs = ", ".join(words.say(f"differs-{one}") for one in each["differs"])
            then, now = (verdict_text(each[one], one, words) for one in ("then", "now"))
            lines.append(Line(kind, "", " ".join(filter(None, key)), (then, now, differs)))
    heads = ("series", "then", "now", "differs")
    columns = tuple(words.say(f"column-{each}") for each in heads)
    return Sheet("verdicts", words.say("sheet-verdicts"), columns, tuple(lines))


def verdict_text(verdict: str | None, when: str, words: Words) -> str:
    """A verdict, that it is not shown, or that there was nothing to have one."""
    if verdict is None:
        return words.say(f"not-there-{when}")
    if verdict == "not-shown":
        return words.say("not-shown")
    return label("verdict", verdict, words.language)


def _key(each: Mapping[str, str]) -> tuple[str, str, str]:
    return each["indicator"], each["unit"], each["group"]


def _day(text: str | None, words: Words) -> str:
    """A day as the language writes it; what is no day as it stands."""
    if text is None:
        return words.say("no-day")
    try:
        return words.day(date.fromisoformat(text))
    except ValueError:
        return text

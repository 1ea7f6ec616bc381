"""The columns of every tidy table: the list behind the data dictionary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import attrs

from rusfelt.report.texts import Texts
from rusfelt.vocabulary import Verdict

__all__ = ["FIELDS", "KINDS", "Field", "heading_of", "meaning_of"]

# What stands in a column: text, a word of a closed list or an id, a number, a whole number,
# true or false, a day, a period.
KINDS = ("text", "word", "number", "whole", "yes", "day", "period")


@attrs.frozen
class Field:
    """One column.

    Attributes:
        key: what machines call it, the same in every language.
        kind: one of :data:`KINDS`.
    """

    key: str
    kind: str


def _fields(listed: str) -> Iterator[Field]:
    """Columns from ``key`` for a text and ``key:kind`` for anything else."""
    for each in listed.split():
        key, _, kind = each.partition(":")
        yield Field(key, kind or "text")


_SERIES = "indicator:word title unit:word place group:word group_text"
_TARGET = "target_operator:word target_value:number target_due:day"
_JUDGED = (
    "verdict:word verdict_text sentence target_state:word target_state_text "
    f"{_TARGET} movement:word movement_text pace:word pace_text evaluator:word "
    "evaluator_text p:number"
)
_CELL = (
    # A bound stands right before its number, which is not the figure itself.
    "period:period start:day end:day bound:word value:number numerator:number denominator:number "
    "se:number state:word state_text part:whole source note"
)
_TALLY = " ".join(
    f"{of}_{word.value.replace('-', '_')}:whole"
    for of in ("tiltak", "series")
    for word in Verdict
    # A series has no several indicators that could point in different ways.
    if not (of == "series" and word is Verdict.MIXED)
)

FIELDS: Mapping[str, tuple[Field, ...]] = MappingProxyType(
    {
        name: tuple(_fields(listed))
        for name, listed in {
            "about": "key:word heading text",
            "series": (
                f"{_SERIES} measured_in kind:word kind_text better:word better_text design:word "
                f"design_text {_JUDGED} reason:word points:whole latest_period:period "
                "latest_state:word latest_value:number carries:yes"
            ),
            "points": f"{_SERIES} {_CELL}",
            "findings": (
                f"{_SERIES} evaluator:word evaluator_text decides:yes status:word status_text "
                "why column:word number:number text"
            ),
            "people": (
                f"{_SERIES} evaluator:word evaluator_text status:word status_text why "
                "column:word word:word n:whole of:whole share:number low:number high:number "
                "number:number text"
            ),
            "tiltak": (
                "id:word label title strategies:word level:word level_text responsible:word "
                "verdict:word verdict_text sentence reason:word missing:word missing_text "
                "series:whole decided:whole same_as:word progress:word progress_text "
                "progress_date:day progress_reason"
            ),
            "tallies": (
                "what:word what_text id:word title adopted:whole distinct:whole decided:whole "
                f"tests:whole false_alarms:number {_TALLY}"
            ),
            "hidden": f"what:word what_text why_hidden:word why_hidden_text {_SERIES} "
            "period:period detail",
            "methods": (
                "evaluator:word evaluator_text version:word parameters distribution:word "
                "distribution_version:word references"
            ),
            "failures": "evaluator:word evaluator_text distribution:word error:word",
            # One row a cell, with what is said of its series: what a CSV file holds.
            "figures": f"publication:word {_SERIES} measured_in {_CELL} {_JUDGED}",
            "dictionary": "table:word table_text column:word heading holds:word holds_text meaning",
        }.items()
    }
)


def heading_of(field: Field, texts: Texts) -> str:
    """What a column is called in a language."""
    of, word = _tallied(field.key)
    if word:
        return texts(f"tidy-heading.{of}_with", word=texts.word("verdict", word))
    return texts(f"tidy-heading.{field.key}")


def meaning_of(field: Field, texts: Texts) -> str:
    """What a column holds, in a language."""
    of, word = _tallied(field.key)
    if word:
        return texts(f"tidy-meaning.{of}_with", word=texts.word("verdict", word))
    return texts(f"tidy-meaning.{field.key}")


def _tallied(key: str) -> tuple[str, str]:
    """``tiltak`` or ``series`` and the verdict, of a column that counts them."""
    of, _, rest = key.partition("_")
    word = rest.replace("_", "-")
    return (of, word) if of in {"tiltak", "series"} and word in set(Verdict) else ("", "")

"""What one method says of people together, without what is hidden."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rusfelt.language import words
from rusfelt.publishing.columns import Declared
from rusfelt.publishing.people_counts import BANDS, HiddenCounts
from rusfelt.publishing.people_drawings import Sizes
from rusfelt.vocabulary import Status

__all__ = ["published_row"]

_SHARE = ("n", "share", "low", "high")
_BEGUN = ("people", "started", "dropped", "unscored")
# What those who are gone could have made of it tells how many they are.
_BOUNDS = ("bound_low", "bound_high", "no_change", "worst_decision", "best_decision", "stable")
_COUNTS = ("answered", "pairs", "n")
_ALWAYS = {"status", "reason", "verdict", "category", "why_not", *_COUNTS, *_BEGUN}
# Columns that are each person's own. Where all have the same, it stands as one number or word,
# and is everybody's.
_OWN = frozenset(
    [
        "pre",
        "post",
        "change",
        "index",
        "first",
        "last",
        "best",
        "change_from_last",
        "sessions",
        "weeks",
        "slope",
        "slope_index",
        "deviation",
        "deviation_sd",
        "deviation_index",
        "waves",
        "deviation_category",
        "deviation_reason",
        "signal_reason",
        "colour_reason",
        "change_colour",
        "t_baseline",
        "t_achieved",
        "t_change",
        "t_lowest",
        "t_highest",
        "mean_level",
        "mean_change",
        "goals",
        "unrated",
        "at_floor",
        "cs_index",
        "n_a",
        "n_b",
        "nap",
        "tau",
        "tau_u",
        "pnd",
        "pem",
        "pand",
        "ird",
        "lrr",
        "lrr_reason",
    ]
)


def published_row(
    name: str,
    row: Mapping[str, Any],
    gone: HiddenCounts,
    sizes: Sizes,
    declared: Declared | None = None,
) -> dict[str, Any]:
    """What a method says of people together, as it may be shown.

    Args:
        name: of the method.
        row: what it says.
        gone: the counts that are hidden.
        sizes: groups whose means are shown.
        declared: what the method of another package declares; of rusfelt's own, nothing.
    """
    of = next((row[each] for each in _COUNTS if isinstance(row.get(each), int)), None)
    # Beside those with both scores, a number a little smaller tells how many have no answer.
    if name in gone.answers or (of and not sizes.take(of)) or of is None:
        return {"status": str(Status.UNDEFINED), "reason": _SUPPRESSED}
    found = dict(row)
    if not of:
        found = {each: value for each, value in found.items() if each in _ALWAYS}
    if gone.who:
        found |= dict.fromkeys({*_BEGUN, *_BOUNDS} & found.keys())
        found |= {"why_not": {}} if "why_not" in found else {}
    elif "why_not" in found and not of:
        found["why_not"] = {}
    lost = gone.outcomes.get(name, frozenset())
    for word in lost & set(BANDS) if "category" not in row else ():
        found |= dict.fromkeys(each for each in found if each.startswith(f"{word}_"))
    if "why_not" in row:
        found = {each: value for each, value in found.items() if not _own(each, value)}
    found = {
        column: _category(each, lost) if column == "category" else each
        for column, each in found.items()
        if column == "why_not" or not isinstance(each, Mapping) or column == "category"
        or _may_stand(each, hidden=name in gone.shares, sizes=sizes)
    }  # fmt: skip
    return found if declared is None else _declared(found, row, declared)


_SUPPRESSED = "suppressed"


def _own(column: str, value: Any) -> bool:
    return column in _OWN and not isinstance(value, Mapping)


def _may_stand(told: Mapping[str, Any], *, hidden: bool, sizes: Sizes) -> bool:
    """Whether a column of shares or a mean is shown."""
    return sizes.take(told.get("of") or 0) if "mean" in told else not hidden


def _category(told: Mapping[str, Any], lost: frozenset[str]) -> dict[str, Any]:
    return {
        word: {**part, **dict.fromkeys(_SHARE)} if word in lost else part
        for word, part in told.items()
    }


def _declared(found: dict[str, Any], row: Mapping[str, Any], declared: Declared) -> dict[str, Any]:
    """The row of another package's method, held against the counts it says it rests on."""
    shown = {
        name
        for name, each in found.items()
        if each is not None and not (isinstance(each, Mapping) and _hollow(each))
    }
    kept = {
        name: each
        for name, each in found.items()
        if name in _ALWAYS or (name not in declared.undeclared and declared.basis(name) <= shown)
    }
    if "category" in declared.undeclared:
        kept.pop("category", None)
    head = str(row.get("reason") or "").partition(":")[0]
    if head and head not in declared.reasons and head not in words("en")["reason"]:
        # A word nobody has declared may be about somebody.
        kept["reason"] = "unexplained"
    return kept


def _hollow(told: Mapping[str, Any]) -> bool:
    """Whether something of it is hidden."""
    return any(
        each is None or (isinstance(each, Mapping) and _hollow(each)) for each in told.values()
    )

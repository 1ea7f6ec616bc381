"""Whether plain values are an evaluation's JSON, as far as a comparison needs it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rusfelt.errors import Problem
from rusfelt.vocabulary import Verdict

__all__ = ["SCHEMA", "earlier_problems"]

SCHEMA = 1
_MOST_PROBLEMS = 20
_VERDICTS = {str(each) for each in Verdict}


def earlier_problems(document: object) -> list[Problem]:
    """What keeps plain values from being read as an evaluation; the first 20 at most."""
    found = []
    for each in _problems(document):
        found.append(each)
        if len(found) == _MOST_PROBLEMS:
            break
    return found


def _problems(document: object) -> Iterator[Problem]:
    if not isinstance(document, Mapping):
        yield Problem("", "this is no table of names and values.", "Give an evaluation's JSON.")
        return
    if type(document.get("schema")) is not int or document["schema"] != SCHEMA:
        remedy = (
            f"Only schema {SCHEMA} can be compared with; write the file anew with this version."
        )
        yield Problem("schema", "it is missing, or not one that is known.", remedy)
        return
    plan = document.get("plan")
    if not isinstance(plan, Mapping) or not _text(plan.get("id")):
        yield Problem("plan.id", "it is missing.", "Give an evaluation's JSON.")
    for name in ("provenance", "publication"):
        if not isinstance(document.get(name), (Mapping, type(None))):
            yield Problem(name, "it is no table.", "Give the file as rusfelt wrote it.")
    told = document.get("provenance")
    for name in ("as_of", "rusfelt"):
        value = told.get(name) if isinstance(told, Mapping) else None
        if value is not None and not _text(value):
            yield Problem(f"provenance.{name}", "it is no text.", "Give the file as it was.")
    yield from _listed(document, "series", ("indicator", "unit", "group"))
    yield from _listed(document, "tiltak", ("id",))


def _listed(document: Mapping[str, Any], name: str, keys: tuple[str, ...]) -> Iterator[Problem]:
    listed = document.get(name)
    if not isinstance(listed, list):
        yield Problem(name, "it is missing, or no list.", "Give an evaluation's JSON.")
        return
    seen = set()
    for place, each in enumerate(listed):
        path = f"{name}[{place}]"
        if not isinstance(each, Mapping) or not all(
            _text(each.get(key), empty=key in {"unit", "group"}) for key in keys
        ):
            yield Problem(path, f"it lacks {' or '.join(keys)}.", "Give the file as it was.")
            continue
        key = tuple(each[one] for one in keys)
        if key in seen:
            yield Problem(path, "the same stands there already.", "Give the file as it was.")
        seen.add(key)
        verdict = each.get("verdict")
        if verdict is not None and (not isinstance(verdict, str) or verdict not in _VERDICTS):
            yield Problem(f"{path}.verdict", "it is no verdict.", "Give the file as it was.")


def _text(value: object, *, empty: bool = False) -> bool:
    """Whether it is text that can be shown as it is."""
    return isinstance(value, str) and value.isprintable() and (empty or bool(value))

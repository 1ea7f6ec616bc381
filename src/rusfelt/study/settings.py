"""How a study is evaluated: what would stand on the command line, kept with the study."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

import attrs

from rusfelt.errors import did_you_mean
from rusfelt.io._read_toml import text_and_tables
from rusfelt.io._toml_file import (
    Finding,
    as_error,
    as_problems,
    schema_findings,
)

__all__ = ["FORMATS", "LANGUAGES", "Answers", "Settings", "read_settings"]

FORMATS = ("html", "docx", "xlsx", "json", "csv", "iati")
LANGUAGES = ("nb", "nn", "en")
_KINDS: Mapping[str, type | tuple[type, ...]] = {
    "schema": int, "as_of": (date, str), "policy": str, "language": str, "formats": list,
    "previous": str, "ledger": str, "answers": list, "evaluators": dict,
}  # fmt: skip
_ANSWERS = ("indicator", "instrument", "file")
_PLAIN = (str, int, float, bool)


@attrs.frozen
class Answers:
    """People's own answers: of which indicator, to which instrument, in which file of the study."""

    indicator: str
    instrument: str
    file: str


def _frozen(value: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Mapping[str, Any]]:
    return MappingProxyType({name: MappingProxyType(dict(each)) for name, each in value.items()})


@attrs.frozen(kw_only=True)
class Settings:
    """What a study's file ``study.toml`` says.

    Attributes:
        as_of: see nothing decided or published after this day.
        policy: how few people a figure may be about. language: of the documents.
        formats: the documents made. previous: an earlier plan or evaluation, in the study.
        ledger: what is public already, in the study. answers: people's own answers.
        evaluators: evaluators asked by name → their parameters.
    """

    as_of: str | None = None
    policy: str = "helse5"
    language: str = "nb"
    formats: tuple[str, ...] = ("html", "json")
    previous: str | None = None
    ledger: str | None = None
    answers: tuple[Answers, ...] = ()
    evaluators: Mapping[str, Mapping[str, Any]] = attrs.field(factory=dict, converter=_frozen)


def read_settings(file: str) -> Settings:
    """The settings in a file.

    Raises:
        ReadError: it cannot be read, or something in it is wrong; everything is listed.
    """
    text, raw = text_and_tables(file, "study")
    findings = list(_findings(raw))
    if findings:
        raise as_error(as_problems(findings, text, file), file, "study")
    told: dict[str, Any] = {name: each for name, each in raw.items() if name != "schema"}
    if "as_of" in told:
        told["as_of"] = str(told["as_of"])
    if "formats" in told:
        told["formats"] = tuple(dict.fromkeys(told["formats"]))
    told["answers"] = tuple(Answers(**each) for each in told.get("answers", ()))
    return Settings(**told)


def _findings(raw: Mapping[str, Any]) -> Iterator[Finding]:
    from rusfelt.disclosure import PROFILES  # noqa: PLC0415 - loads the rules' own room

    yield from schema_findings(dict(raw))
    for name, value in raw.items():
        if name not in _KINDS:
            remedy = did_you_mean(name, _KINDS) or f"Known: {', '.join(_KINDS)}."
            yield (name,), "is no setting of a study.", remedy
        elif not isinstance(value, _KINDS[name]):
            yield (name,), "is of another kind than it should be.", "Look at how others write it."
    for name, words in (("policy", sorted(PROFILES)), ("language", LANGUAGES)):
        if isinstance(raw.get(name), str) and raw[name] not in words:
            yield (name,), f"{raw[name]!r} is none.", f"Use one of: {', '.join(words)}."
    yield from _findings_in_lists(raw)


def _findings_in_lists(raw: Mapping[str, Any]) -> Iterator[Finding]:
    for place, form in enumerate(_listed(raw, "formats")):
        if form not in FORMATS:
            yield ("formats", place), f"{form!r} is none.", f"Use one of: {', '.join(FORMATS)}."
    for place, each in enumerate(_listed(raw, "answers")):
        if not _are_answers(each):
            remedy = f"Give {', '.join(_ANSWERS)}, each as text."
            yield ("answers", place), "does not say whose answers to what.", remedy
    asked = raw.get("evaluators", {})
    for name, params in asked.items() if isinstance(asked, Mapping) else ():
        if not isinstance(params, Mapping) or not all(type(p) in _PLAIN for p in params.values()):
            remedy = f'Write [evaluators."{name}"] and a line for each parameter.'
            yield ("evaluators", name), "has no plain parameters.", remedy


def _are_answers(value: object) -> bool:
    return (
        isinstance(value, Mapping)
        and sorted(value) == sorted(_ANSWERS)
        and all(isinstance(text, str) for text in value.values())
    )


def _listed(raw: Mapping[str, Any], name: str) -> list[Any]:
    value = raw.get(name, [])
    return value if isinstance(value, list) else []

"""Files of FHIR R4 as tables: answers of questionnaires, and figures."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn, Protocol

import attrs

from rusfelt.errors import DomainError, ReadError, did_you_mean
from rusfelt.reading import RawTable
from rusfelt_fhir._answers import Answers
from rusfelt_fhir._document import Document
from rusfelt_fhir._observations import Observations
from rusfelt_fhir._place import Problems
from rusfelt_fhir._reports import Reports

__all__ = ["KINDS", "FhirFile"]

KINDS = ("QuestionnaireResponse", "Observation", "MeasureReport")
"""The kinds of resources that become a table."""
_PLANS = ("Goal", "CarePlan")
_KNOWN = "|".join(("Bundle", *KINDS, *_PLANS))
_RESOURCE = re.compile(rb'"resourceType"\s*:\s*"(?:' + _KNOWN.encode() + rb')"')
_MARK = b"\xef\xbb\xbf"


class _Gathering(Protocol):
    def add(self, row: int, resource: Mapping[str, Any]) -> None: ...
    def table(self, file: str, row: str, guessed: dict[str, str]) -> RawTable: ...


@attrs.frozen
class FhirFile:
    """FHIR R4 in JSON: a Bundle, one resource, or NDJSON with one on each line.

    Observations and MeasureReports become figures, whose columns are the fields of a
    measurement, so that they need no mapping. QuestionnaireResponses become answers: one row a
    response, with ``person``, ``authored`` and a column for each ``linkId``.
    """

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Endings of the files it reads; others are recognised by what stands in them."""
        return (".fhir.json", ".fhir.ndjson")

    @property
    def options(self) -> tuple[str, ...]:
        """What it can be told: the kind of resource, and which questionnaire."""
        return ("resource", "questionnaire")

    def recognises(self, head: bytes, /) -> bool:
        """Whether a file begins as one with resources of a kind that is read here."""
        return head.removeprefix(_MARK).lstrip()[:1] == b"{" and bool(_RESOURCE.search(head))

    def table(
        self, path: Path, /, *, resource: str | None = None, questionnaire: str | None = None
    ) -> RawTable:
        """The table in a file.

        Args:
            path: the file.
            resource: the kind that is meant where a file holds several of :data:`KINDS`.
            questionnaire: the one that is meant where responses are to several: its address, or
                the last part of that.

        Raises:
            DomainError: ``resource`` is none of those, or ``questionnaire`` is told of figures.
            ReadError: the file is no FHIR in JSON, holds national identity numbers anywhere,
                holds no such resources or several kinds, or something in them is wrong; every
                problem is listed with its entry or line.
        """
        if resource is not None and resource not in KINDS:
            hint = did_you_mean(str(resource), KINDS) or f"Use one of: {', '.join(KINDS)}."
            msg = f"resource={resource!r} is no kind that becomes a table. {hint}"
            raise DomainError(msg)
        file = os.fsdecode(path)
        try:
            return _read(Document(file), resource, questionnaire)
        except MemoryError:
            msg = "The file does not fit in memory. Split it."
            raise ReadError(msg, path=file) from None


def _read(document: Document, wanted: str | None, questionnaire: str | None) -> RawTable:
    problems = Problems(document.file, document.row)
    kind, gathering = wanted, None
    try:
        for row, resource in _of_interest(document):
            kind = kind or resource["resourceType"]
            if resource["resourceType"] == kind:
                gathering = gathering or _gathering(kind, problems, questionnaire)
                gathering.add(row, resource)
    except ReadError:
        document.rest()
        raise
    there = [each for each in KINDS if document.kinds[each]]
    if kind is None or gathering is None:
        _refuse(document, wanted)
    if wanted is None and len(there) > 1:
        listed = ", ".join(f"{each} ({document.kinds[each]})" for each in there)
        msg = f"The file holds {listed}. Say with resource= which kind is meant."
        raise ReadError(msg, path=document.file)
    guessed = {"format": "FHIR R4", "resource": kind}
    others = [f"{name} ({count})" for name, count in sorted(document.kinds.items()) if name != kind]
    if document.empty:
        others.append(f"entries without a resource ({document.empty})")
    if others:
        guessed["other resources"] = f"not read: {', '.join(others)}"[:500]
    return gathering.table(document.file, document.row, guessed)


def _of_interest(document: Document) -> Iterator[tuple[int, Mapping[str, Any]]]:
    return (each for each in document.resources() if each[1]["resourceType"] in KINDS)


def _gathering(kind: str, problems: Problems, questionnaire: str | None) -> _Gathering:
    if kind == "QuestionnaireResponse":
        return Answers(problems, questionnaire)
    if questionnaire is not None:
        msg = f"questionnaire= is for answers, and {kind} is read as figures. Leave it out."
        raise DomainError(msg)
    return Observations(problems) if kind == "Observation" else Reports(problems)


def _refuse(document: Document, wanted: str | None) -> NoReturn:
    listed = ", ".join(f"{name} ({count})" for name, count in sorted(document.kinds.items()))
    what = wanted or "resource that becomes a table"
    msg = f"The file holds no {what}. It holds: {listed[:500] or 'nothing'}."
    if any(document.kinds[each] for each in _PLANS):
        msg += " Goals and care plans are read by rusfelt_fhir.plans.plan_from."
    else:
        msg += f" Export one of: {', '.join(KINDS)}."
    raise ReadError(msg, path=document.file)

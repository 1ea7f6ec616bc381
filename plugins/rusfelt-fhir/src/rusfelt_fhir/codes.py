"""Codes of HL7 and LOINC that mean something here, each looked up where it is defined.

* *data-absent-reason*: hl7.org/fhir/R4/codesystem-data-absent-reason.html, and its definitions in
  HL7 Terminology (build.fhir.org/ig/HL7/UTG/CodeSystem-data-absent-reason.html).
* *goal-achievement*: hl7.org/fhir/R4/valueset-goal-achievement.html.
* *measure-population*: hl7.org/fhir/R4/codesystem-measure-population.html.
* *care-plan-activity-status*: hl7.org/fhir/R4/codesystem-care-plan-activity-status.html.
* Systems of Norwegian identity numbers: the basis profile no-basis-Patient of HL7 Norway
  (github.com/HL7Norway/basisprofiler-r4) for *fødselsnummer*, *D-nummer* and *felles
  hjelpenummer*; DIPS's interface names the same three.
* LOINC: loinc.org, one page for each code.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from rusfelt import State, Verdict

__all__ = [
    "ABSENT",
    "ABSENT_SYSTEM",
    "ACHIEVED",
    "ACHIEVEMENT_SYSTEM",
    "ACTIVITY",
    "ITEM_WEIGHTS",
    "LOINC",
    "LOINC_SYSTEM",
    "NATIONAL_SYSTEMS",
    "OWN",
    "POPULATION_SYSTEM",
    "REASONS",
    "WHY_ABSENT",
]

OWN = "urn:rusfelt:fhir:"
"""What the names of rusfelt's own extensions begin with."""

ABSENT_SYSTEM = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
WHY_ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
"""The extension that says why an element has no value."""

ABSENT: Mapping[State, str] = MappingProxyType(
    {
        State.MISSING: "unknown",
        State.SUPPRESSED: "masked",
        State.NOT_APPLICABLE: "not-applicable",
        # Said where there is reason to expect that the value may become known.
        State.NOT_DUE: "temp-unknown",
        # Said of a value that is undefined, as x/0 is in floating point.
        State.UNDEFINED: "not-a-number",
    }
)
"""Empty state → the code it goes out with. Each has one of its own, so that all five come back."""

REASONS: Mapping[str, State] = MappingProxyType(
    {
        **{code: state for state, code in ABSENT.items()},
        "negative-infinity": State.UNDEFINED,
        "positive-infinity": State.UNDEFINED,
        **dict.fromkeys(
            (
                "as-text",
                "asked-declined",
                "asked-unknown",
                "error",
                "not-asked",
                "not-performed",
                "not-permitted",
                "unsupported",
            ),
            State.MISSING,
        ),
    }
)
"""Every code of the code system → the empty state it is read as."""

ACHIEVEMENT_SYSTEM = "http://terminology.hl7.org/CodeSystem/goal-achievement"
ACHIEVED: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.TARGET_MET: "achieved",
        Verdict.TARGET_MISSED: "not-achieved",
        Verdict.IMPROVING: "improving",
        Verdict.NO_DETECTABLE_CHANGE: "no-change",
        Verdict.WORSENING: "worsening",
    }
)
"""Verdict → achievement status. The others have none: no code says that nobody can tell."""

POPULATION_SYSTEM = "http://terminology.hl7.org/CodeSystem/measure-population"

ACTIVITY: Mapping[str, str] = MappingProxyType(
    {
        "not-started": "planned",
        "scheduled": "planned",
        "in-progress": "ongoing",
        "completed": "completed",
        "cancelled": "dropped",
        "stopped": "dropped",
    }
)
"""Status of a care plan's activity → state of the work on a tiltak.

``on-hold`` and ``unknown`` say nothing that a tiltak can say.
"""

ITEM_WEIGHTS = (
    "http://hl7.org/fhir/StructureDefinition/ordinalValue",
    "http://hl7.org/fhir/StructureDefinition/itemWeight",
)
"""Extensions of an answer's code that say what it counts for (R4, and R5 used with R4)."""

LOINC_SYSTEM = "http://loinc.org"
LOINC: Mapping[str, str] = MappingProxyType(
    {"audit": "75624-7", "audit_c": "75626-2", "gad7": "70274-6", "phq9": "44261-6"}
)
"""Instrument → LOINC's code of its total score, where one was found; no others are guessed."""

NATIONAL_SYSTEMS = frozenset(
    f"{prefix}2.16.578.1.12.4.1.4.{last}" for prefix in ("urn:oid:", "") for last in (1, 2, 3)
)
"""Systems under which an identifier is a national identity number or stands in for one."""

"""FHIR R4 for rusfelt: answers, figures and plans in; figures, goals and plans out.

The hooks offer names; nothing is imported before one of them is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator

from rusfelt.plugin import Offer, hookimpl

__all__ = ["rusfelt_readers", "rusfelt_writers"]


@hookimpl
def rusfelt_readers() -> Iterator[Offer]:
    """Bundles, single resources and NDJSON."""
    yield Offer(
        "fhir",
        "rusfelt_fhir.reader:FhirFile",
        api=1,
        summary="FHIR R4: QuestionnaireResponse, Observation and MeasureReport as tables",
    )


@hookimpl
def rusfelt_writers() -> Iterator[Offer]:
    """A Bundle of MeasureReports."""
    yield Offer(
        "fhir",
        "rusfelt_fhir.writer:FhirWriter",
        api=1,
        summary="FHIR R4: a Bundle of MeasureReports with the published figures",
    )

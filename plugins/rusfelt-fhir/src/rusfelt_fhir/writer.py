"""A published evaluation as a FHIR document."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import attrs

from rusfelt.errors import DomainError, WriteError
from rusfelt_fhir._made import Resource
from rusfelt_fhir.measure_reports import measure_reports, published_figures

__all__ = ["FhirWriter", "as_json"]


@attrs.frozen
class FhirWriter:
    """A Bundle of MeasureReports with the figures of a published evaluation.

    The verdicts are not in it: a MeasureReport has no place for them, and a Goal needs somebody
    whose goal it is; :func:`rusfelt_fhir.goals.care_plan` makes those.
    """

    @property
    def suffix(self) -> str:
        """The ending of the files it makes."""
        return ".json"

    def write(self, document: Mapping[str, Any], /) -> bytes:
        """The document.

        Raises:
            WriteError: the evaluation is for internal use, or says something FHIR cannot hold.
        """
        if (document.get("publication") or {}).get("internal"):
            msg = (
                "This evaluation is for internal use: nothing is hidden in it, and FHIR is for "
                "exchange. Leave the internal option out."
            )
            raise WriteError(msg)
        try:
            return as_json(measure_reports(published_figures(document)))
        except DomainError as error:
            msg = f"The figures cannot be written as FHIR: {error}"
            raise WriteError(msg) from error


def as_json(resource: Resource) -> bytes:
    """A resource as a file holds it: UTF-8, two spaces, always the same bytes.

    >>> as_json({"resourceType": "Bundle", "type": "collection"}).decode().splitlines()[1]
    '  "resourceType": "Bundle",'
    """
    text = json.dumps(resource, ensure_ascii=False, indent=2, allow_nan=False)
    return f"{text}\n".encode()

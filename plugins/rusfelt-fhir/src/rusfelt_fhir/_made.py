"""Resources on their way out: ids that follow from their content, and what none of them may hold."""

from __future__ import annotations

import hashlib
import json
import math
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from rusfelt.errors import DomainError, Problem
from rusfelt_fhir._identities import held_in
from rusfelt_fhir.codes import OWN

__all__ = [
    "Reference", "Resource", "bundle", "extended", "identified", "number", "own", "referred",
]  # fmt: skip

Resource: TypeAlias = dict[str, Any]
Reference: TypeAlias = str | Mapping[str, Any]
"""A reference as text (``Location/030108``), or the whole element as it is to be written."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LARGEST_WHOLE = 1e15


def bundle(resources: Iterable[Resource]) -> Resource:
    """A collection of resources, the same bytes for the same resources.

    Raises:
        DomainError: they hold national identity numbers, or letters FHIR does not have.
    """
    seen: dict[str, int] = {}
    entries = []
    for each in resources:
        digest = _digest(each)
        # Two that are alike are two all the same, and each needs a name of its own.
        times = seen[digest] = seen.get(digest, -1) + 1
        made = identified(each, times)
        entries.append({"fullUrl": _url(made["id"]), "resource": made})
    made = {"resourceType": "Bundle", "type": "collection"}
    found = {**made, **({"entry": entries} if entries else {})}
    _check(found)
    return identified(found)


def identified(resource: Mapping[str, Any], times: int = 0) -> Resource:
    """The resource with an id that follows from its content.

    Raises:
        DomainError: it holds national identity numbers, or letters FHIR does not have.
    """
    _check(resource)
    digest = _digest(resource)
    if times:
        digest = hashlib.sha256(f"{digest} {times}".encode()).hexdigest()
    name = str(uuid.UUID(hex=digest[:32]))
    kind = resource["resourceType"]
    return {"resourceType": kind, "id": name, **{k: v for k, v in resource.items() if k != kind}}


def _url(name: str) -> str:
    return f"urn:uuid:{name}"


def _digest(resource: Mapping[str, Any]) -> str:
    text = json.dumps(resource, ensure_ascii=False, sort_keys=True, allow_nan=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def referred(given: Reference) -> Resource:
    """A Reference element of what the user gave."""
    return {"reference": given} if isinstance(given, str) else dict(given)


def number(value: float) -> int | float:
    """A number as FHIR writes it: whole ones without decimals."""
    if not value.is_integer() or abs(value) >= _LARGEST_WHOLE:
        return value
    # There is no whole number for minus nothing.
    return value if value == 0 and math.copysign(1, value) < 0 else int(value)


def own(name: str, kind: str, value: Any) -> Resource:
    """One of rusfelt's own extensions."""
    return {"url": f"{OWN}{name}", kind: number(value) if kind == "valueDecimal" else value}


def extended(element: Resource, extensions: Iterable[Resource]) -> Resource:
    """The element with extensions in front, where there are any."""
    listed = list(extensions)
    return {"extension": listed, **element} if listed else element


def _check(resource: Mapping[str, Any]) -> None:
    problems = [
        Problem(place, "holds what looks like a national identity number.", "Use a code.")
        for place in dict.fromkeys(held_in(resource))
    ]
    problems += [
        Problem(place, "holds a control character.", "Take it out; FHIR has none.")
        for place, text in _texts(resource)
        if _CONTROL.search(text)
    ]
    if problems:
        msg = "The resource cannot be made:"
        raise DomainError(msg, problems=problems)


def _texts(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(inner, f"{place}.{key}" if place else key)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, place)

"""A published evaluation as JSON."""

from __future__ import annotations

from rusfelt.evaluation.plain import as_json
from rusfelt.publishing import Published, published_only

__all__ = ["json_report"]


def json_report(published: Published) -> str:
    """The plain values of a published evaluation, with how they came to be publishable.

    Keys are those of ``Evaluation.to_json``, and ``publication`` with ``internal``,
    the ``policy`` and what is ``hidden``. Undefined is ``null``, never NaN.

    Args:
        published: what :func:`rusfelt.publish` gives.

    Raises:
        DomainError: it has not been through the gate.
    """
    return as_json(published_only(published).to_dict())

"""The laws of evaluators, and holding them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from rusfelt.evaluator import Evaluator
from rusfelt.panel import Panel
from rusfelt.testing._subject import Subject
from rusfelt.testing.law import Law, Rule, bind, spoken
from rusfelt.testing.laws.answers import contract, finite, json, total
from rusfelt.testing.laws.changes import invariances
from rusfelt.testing.laws.lazy import lazy_import
from rusfelt.testing.laws.needs import needs
from rusfelt.testing.laws.offer import honest_offer
from rusfelt.testing.laws.repeat import deterministic
from rusfelt.testing.laws.rows import equivariant, rowwise
from rusfelt.testing.laws.time_unit import time_unit
from rusfelt.testing.laws.value import immutable, untouched
from rusfelt.testing.report import Report

__all__ = ["LAWS", "check_evaluator", "conformance"]

# The laws of each plugin interface. A list never changes: a law thought of later belongs to the
# next interface, so that nobody's tests break because rusfelt was updated.
LAWS: Mapping[int, tuple[str, ...]] = MappingProxyType(
    {
        1: (
            "immutable",
            "untouched",
            "total",
            "contract",
            "finite",
            "deterministic",
            "rowwise",
            "equivariant",
            "needs",
            "invariances",
            "time-unit",
            "json",
            "honest-offer",
            "lazy-import",
        )
    }
)
_RULES = {
    name: Rule.of(name, body)
    for name, body in {
        "immutable": immutable,
        "untouched": untouched,
        "total": total,
        "contract": contract,
        "finite": finite,
        "deterministic": deterministic,
        "rowwise": rowwise,
        "equivariant": equivariant,
        "needs": needs,
        "invariances": invariances,
        "time-unit": time_unit,
        "json": json,
        "honest-offer": honest_offer,
        "lazy-import": lazy_import,
    }.items()
}
EXAMPLES = 8


def conformance(
    evaluator: Evaluator,
    *,
    api: int = 1,
    excuse: Mapping[str, str] | None = None,
    examples: int = EXAMPLES,
    panels: Sequence[Panel] = (),
) -> list[Law]:
    """The laws an evaluator keeps, one test each.

    The panels are made up from what its ``needs`` say, the same ones each time::

        @pytest.mark.parametrize("law", conformance(MyMethod(), api=1), ids=str)
        def test_conformance(law):
            law()

    Args:
        evaluator: the evaluator, with the parameters to try it with.
        api: the plugin interface it is written for. Its list of laws never changes.
        excuse: law → why it is broken. An excuse that no longer holds fails.
        examples: how many ordinary panels are made up.
        panels: panels of your own, tried as well; for needs that made-up panels cannot meet.

    Raises:
        PluginError: it is no evaluator, or there are no laws for that interface.
        UnknownNameError: an excuse is for no law there is.

    >>> from rusfelt.evaluators.theil_sen import TheilSen
    >>> [str(law) for law in conformance(TheilSen(), api=1)][:3]
    ['immutable', 'untouched', 'total']
    """
    spoken(api, LAWS)
    subject = Subject(evaluator, examples=examples, panels=panels)
    return bind([_RULES[name] for name in LAWS[api]], subject, excuse)


def check_evaluator(
    evaluator: Evaluator,
    *,
    api: int = 1,
    excuse: Mapping[str, str] | None = None,
    examples: int = EXAMPLES,
    panels: Sequence[Panel] = (),
) -> Report:
    """Hold every law at once.

    Args:
        evaluator: the evaluator, with the parameters to try it with.
        api: the plugin interface it is written for.
        excuse: law → why it is broken.
        examples: how many ordinary panels are made up.
        panels: panels of your own, tried as well.

    Returns:
        A report that is true where no law is broken.

    Raises:
        PluginError, UnknownNameError: as :func:`conformance`.

    >>> from rusfelt.evaluators.mann_kendall import MannKendall
    >>> report = check_evaluator(MannKendall(), examples=3)
    >>> bool(report), len(report.laws)
    (True, 14)
    """
    laws = conformance(evaluator, api=api, excuse=excuse, examples=examples, panels=panels)
    return Report.of(evaluator.spec.name, "evaluator", api, laws)

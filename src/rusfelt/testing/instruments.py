"""The laws of instruments, and holding them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from rusfelt.domain import Instrument
from rusfelt.errors import PluginError
from rusfelt.testing._answers import known_instrument
from rusfelt.testing._sheets import Sheets
from rusfelt.testing.law import Law, Rule, bind, spoken
from rusfelt.testing.laws import instrument as laws
from rusfelt.testing.report import Report

__all__ = ["INSTRUMENT_LAWS", "check_instrument", "conformance_of_instrument"]

# As for evaluators, a list never changes.
INSTRUMENT_LAWS: Mapping[int, tuple[str, ...]] = MappingProxyType(
    {
        1: (
            "immutable",
            "total",
            "bounds",
            "missing",
            "deterministic",
            "alone",
            "order",
            "refuses",
            "honest-offer",
        )
    }
)
_RULES = {
    name: Rule.of(name, body)
    for name, body in {
        "immutable": laws.immutable,
        "total": laws.total,
        "bounds": laws.bounds,
        "missing": laws.missing,
        "deterministic": laws.deterministic,
        "alone": laws.alone,
        "order": laws.order,
        "refuses": laws.refuses,
        "honest-offer": laws.honest_offer,
    }.items()
}
EXAMPLES = 8


def conformance_of_instrument(
    instrument: Instrument | str,
    *,
    api: int = 1,
    excuse: Mapping[str, str] | None = None,
    examples: int = EXAMPLES,
    value_set: Mapping[str, float] | None = None,
) -> list[Law]:
    """The laws an instrument keeps, one test each.

    The answers are made up from its items, the same ones each time.

    Args:
        instrument: the instrument, or the id of one.
        api: the plugin interface it is written for.
        excuse: law → why it is broken. An excuse that no longer holds fails.
        examples: how many tables of answers are made up.
        value_set: where it is scored by answer pattern: pattern → value. Unsaid, one is made up.

    Raises:
        PluginError: it is no instrument, or there are no laws for that interface.
        UnknownNameError: an excuse is for no law there is.
    """
    spoken(api, INSTRUMENT_LAWS)
    if not isinstance(instrument, (Instrument, str)):
        msg = f"{type(instrument).__name__} is no instrument. Give a rusfelt.Instrument, or the id of one."
        raise PluginError(msg)
    subject = Sheets(known_instrument(instrument), examples=examples, value_set=value_set)
    return bind([_RULES[name] for name in INSTRUMENT_LAWS[api]], subject, excuse)


def check_instrument(
    instrument: Instrument | str,
    *,
    api: int = 1,
    excuse: Mapping[str, str] | None = None,
    examples: int = EXAMPLES,
    value_set: Mapping[str, float] | None = None,
) -> Report:
    """Hold every law of instruments at once; arguments as for :func:`conformance_of_instrument`.

    Args:
        instrument: the instrument, or the id of one.
        api: the plugin interface it is written for.
        excuse: law → why it is broken.
        examples: how many tables of answers are made up.
        value_set: pattern → value, where it is scored so.

    Raises:
        PluginError, UnknownNameError: as :func:`conformance_of_instrument`.

    >>> print(check_instrument("phq9"))
    phq9: 9 of 9 laws hold.
    """
    laws_ = conformance_of_instrument(
        instrument, api=api, excuse=excuse, examples=examples, value_set=value_set
    )
    return Report.of(known_instrument(instrument).id, "instrument", api, laws_)

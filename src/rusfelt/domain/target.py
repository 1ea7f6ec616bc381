"""Targets (måltall): what was decided, when, and in which form."""

from __future__ import annotations

from datetime import date

import attrs
from attrs.converters import optional

from rusfelt.domain import _convert as to
from rusfelt.domain import _words as words
from rusfelt.domain.groups import Group
from rusfelt.errors import DomainError
from rusfelt.vocabulary import Form, Operator

__all__ = ["Target"]

_NEEDS_VALUE = {Form.LEVEL, Form.CHANGE, Form.ADDITIONAL, Form.EACH_PERIOD}


def _ids(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else to.texts(value)


def _group(value: object) -> str:
    return str(Group.parse(to.text(value)))


@attrs.frozen
class Target:
    """One target for one indicator.

    Forms, with ``value`` in the indicator's own unit unless said otherwise:

    - ``level``: reach the value.
    - ``change``: change by the share ``value`` from the baseline; ``-0.10`` is ten per cent down.
    - ``additional``: the value more than the baseline, or in sum since it where the indicator
      accumulates.
    - ``each-period``: the value in every period from the baseline period on.
    - ``maintain``: no worse than the baseline.

    Attributes:
        indicator: the indicator's id.
        id: a key of its own, so that a later target can say it supersedes this one.
        operator: ``>=``, ``>``, ``<=``, ``<`` or ``==``; unsaid, it follows the direction.
        due: the last day; a year stands for 31 December.
        unit, group: the district and population group it is for; unsaid, the plan's own area
            and everyone.
        baseline: the starting value, or unsaid and read from ``baseline_period``.
        definition: the definition it was set under.
        method: ``linear`` (default) or ``compound`` pace.
        decided, decided_by, reason: when, by whom and why.
        supersedes: ids of earlier targets this one replaces. Nothing is replaced unsaid.
    """

    indicator: str = attrs.field(validator=to.identifier)
    form: Form = attrs.field(default=Form.LEVEL, kw_only=True, converter=words.form)
    operator: Operator | None = attrs.field(
        default=None, kw_only=True, converter=optional(words.operator)
    )
    value: float | None = attrs.field(default=None, kw_only=True, converter=optional(to.number))
    due: date | None = attrs.field(default=None, kw_only=True, converter=optional(to.last_day))
    unit: str | None = attrs.field(default=None, kw_only=True, converter=optional(to.text))
    group: str | None = attrs.field(default=None, kw_only=True, converter=optional(_group))
    baseline: float | None = attrs.field(default=None, kw_only=True, converter=optional(to.number))
    baseline_period: str | None = attrs.field(
        default=None, kw_only=True, converter=optional(to.period_text)
    )
    definition: str | None = attrs.field(default=None, kw_only=True, converter=optional(to.text))
    method: str | None = attrs.field(default=None, kw_only=True, converter=optional(to.text))
    decided: date | None = attrs.field(default=None, kw_only=True, converter=optional(to.first_day))
    decided_by: str | None = attrs.field(default=None, kw_only=True, converter=optional(to.text))
    reason: str | None = attrs.field(default=None, kw_only=True, converter=optional(to.text))
    id: str | None = attrs.field(
        default=None, kw_only=True, validator=attrs.validators.optional(to.identifier)
    )
    supersedes: tuple[str, ...] | None = attrs.field(
        default=None,
        kw_only=True,
        converter=optional(_ids),
    )

    def __attrs_post_init__(self) -> None:
        if self.form in _NEEDS_VALUE and self.value is None:
            msg = f"The {self.form} target for {self.indicator!r} has no value. Add one."
            raise DomainError(msg)
        if self.form is Form.CHANGE and self.value is not None and self.value < -1:
            msg = (
                f"The change target for {self.indicator!r} is {self.value}, more than everything "
                "away. Write a share: -0.10 is ten per cent down."
            )
            raise DomainError(msg)
        if self.method not in {None, "linear", "compound"}:
            msg = f"The pace method {self.method!r} is unknown. Use linear or compound."
            raise DomainError(msg)

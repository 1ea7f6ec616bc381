"""Hypothesis strategies for the values plugins work with.

They are registered with Hypothesis when rusfelt is installed, so that ``st.from_type(rusfelt.Panel)``
works with nothing imported first; so do ``rusfelt.Plan`` and ``rusfelt.Measurements``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from rusfelt.evaluator import Needs
from rusfelt.panel import Panel
from rusfelt.testing._answers import made_answers
from rusfelt.testing._figures import STYLES
from rusfelt.testing._hypothesis import drawn
from rusfelt.testing._panels import LAYOUTS, made_panel
from rusfelt.testing._plans import made_measurements, made_plan
from rusfelt.typing import Array
from rusfelt.vocabulary import Clock

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from rusfelt.domain import Instrument, Measurements, Plan

    Panels: TypeAlias = SearchStrategy[Panel]

__all__ = ["answers", "measurements", "panels", "plans"]


def panels(
    needs: Needs | None = None,
    *,
    clock: Clock | str | None = None,
    min_series: int = 1,
    max_series: int = 5,
    max_points: int | None = None,
    hard: bool = True,
) -> SearchStrategy[Panel]:
    """Panels of which an evaluator with these needs can be asked.

    The columns, kinds, designs, clocks, roles and points come from ``needs``; columns rusfelt knows
    hold what they mean, and others plain numbers. A series may have too few points, as in life: the
    engine sets it aside.

    Args:
        needs: of an evaluator: ``panels(MyMethod().spec.needs)``; unsaid, none.
        clock: one of those needed; unsaid, any of them.
        min_series: how many series at the least; where there are roles, units.
        max_series: how many at the most.
        max_points: the most points of a series; unsaid, six more than are needed.
        hard: whether constants, ties, negative, huge and tiny values are among them.

    Raises:
        MissingExtraError: Hypothesis is not installed.
    """
    asked = needs or Needs(points=0)
    longest = 6 if max_points is None else max(max_points - asked.points, 0)
    styles = STYLES if hard else STYLES[:2]
    told = None if clock is None else Clock(clock)
    return drawn(
        lambda chance: made_panel(
            chance,
            asked,
            clock=told,
            fewest=min_series,
            most=max_series,
            longest=longest,
            style=chance.pick(styles),
            layout=chance.pick(LAYOUTS[:3]),
        )
    )


def plans() -> SearchStrategy[Plan]:
    """Plans whose parts fit together: goals, strategies, tiltak, indicators and targets.

    Raises:
        MissingExtraError: Hypothesis is not installed.
    """
    return drawn(made_plan)


def measurements(plan: Plan | None = None) -> SearchStrategy[Measurements]:
    """Figures, of a plan's indicators or of made-up ones; some cells are empty, and none is zero for it.

    Args:
        plan: whose indicators they are of; unsaid, made-up ones.

    Raises:
        MissingExtraError: Hypothesis is not installed.
    """
    return drawn(lambda chance: made_measurements(chance, plan))


def answers(
    instrument: Instrument | str, *, min_sheets: int = 1, max_sheets: int = 6, missing: bool = True
) -> SearchStrategy[dict[str, Array]]:
    """Tables of answers an instrument has, as :func:`rusfelt.score` takes them.

    Args:
        instrument: an instrument, or the id of one.
        min_sheets: how many sheets at the least, of one person or several.
        max_sheets: how many at the most.
        missing: whether answers may be missing.

    Raises:
        MissingExtraError: Hypothesis is not installed.
    """
    return drawn(
        lambda chance: made_answers(
            chance, instrument, fewest=min_sheets, most=max_sheets, missing=missing
        )
    )

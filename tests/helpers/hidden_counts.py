"""Random plans whose every count is known, and what a document of them lets anybody reckon.

The reckoning reads nothing but the JSON of a published evaluation. It knows that people are in one
district and of one sex, and that a total is the sum of all of them; the rest is integer
programming, apart from what disclosure control itself computes with.
"""

from __future__ import annotations

import itertools

import attrs
import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

import rusfelt

AREA, DISTRICTS, SEXES = "0301", ("030101", "030102", "030103"), ("F", "M")
MINIMUM = 5
# A margin is a district or all of them, and a sex or both.
MARGINS = tuple(itertools.product((AREA, *DISTRICTS), ("", *SEXES)))


@attrs.frozen
class Truth:
    """Figures of one year as they are: people by district and sex, counted and asked.

    Attributes:
        counted, asked: arrays of three districts and two sexes; of a count nobody is asked.
        told: the margins that have a row.
    """

    counted: np.ndarray
    asked: np.ndarray | None
    told: tuple[tuple[str, str], ...]

    def of(self, margin, which="counted"):
        people = getattr(self, which)
        return int(people[inside(margin)].sum())


def inside(margin):
    """Which of the six kinds of people a margin holds."""
    unit, sex = margin
    rows = [unit in {AREA, each} for each in DISTRICTS]
    columns = [sex in {"", each} for each in SEXES]
    return np.outer(rows, columns)


def random_truth(rng, *, share):
    asked = rng.integers(0, 40, (3, 2)) if share else None
    counted = rng.integers(0, 12, (3, 2)) * (rng.random((3, 2)) < 0.8)
    if share:
        counted = rng.binomial(asked, rng.choice([0.1, 0.5, 0.95]))
    told = [each for each in MARGINS if rng.random() < 0.8]
    if share:
        told = [each for each in told if asked[inside(each)].sum()]
    return Truth(counted, asked, tuple(told))


def evaluation_of(truths):
    """A plan with one indicator a kind, and one year a truth."""
    rows, indicators = [], {}
    for year, truth in enumerate(truths, start=2018):
        name = "antall" if truth.asked is None else "andel"
        indicators[name] = rusfelt.Indicator(
            name, name, kind="count" if truth.asked is None else "coverage", better="lower",
            **({"counts": "new-persons"} if truth.asked is None else {}),
        )  # fmt: skip
        for unit, sex in truth.told:
            count = truth.of((unit, sex))
            made = {"value": count}
            if truth.asked is not None:
                made = {"numerator": count, "denominator": truth.of((unit, sex), "asked")}
            rows.append(
                rusfelt.Measurement(
                    name, unit, group=f"sex={sex}" if sex else "", period=str(year), **made
                )
            )
    plan = rusfelt.Plan("p", "Plan", area=AREA, indicators=list(indicators.values()))
    return rusfelt.evaluate_plan(plan, rusfelt.Measurements.of(rows))


def printed(told, year):
    """Margin → numerator and denominator as a document's JSON prints them, ``None`` for neither."""
    found = {}
    for series in told["series"]:
        sex = series["group"].removeprefix("sex=")
        for point in series["points"]:
            if point["period"] == str(year):
                found[series["unit"], sex] = (point["numerator"], point["denominator"])
    return found


def interval(margin, shown, *, which):
    """Least and greatest that a margin can be, from what is printed of all of them."""
    # Six kinds of people counted, and the same six not counted.
    rows, totals = [], []
    for each, (numerator, denominator) in shown.items():
        here = inside(each).ravel().astype(float)
        none = np.zeros(6)
        if numerator is not None:
            rows.append(np.concatenate([here, none]))
            totals.append(numerator)
        if denominator is not None and which:
            rows.append(np.concatenate([here, here]))
            totals.append(denominator)
    wanted = np.concatenate([inside(margin).ravel().astype(float), np.zeros(6)])
    if which == "rest":
        wanted = np.roll(wanted, 6)
    if which == "asked":
        wanted = wanted + np.roll(wanted, 6)
    ends = []
    for sign in (1, -1):
        kept = [LinearConstraint(np.array(rows), totals, totals)] if rows else []
        found = milp(sign * wanted, constraints=kept, integrality=np.ones(12),
                     bounds=Bounds(0, 10_000))  # fmt: skip
        assert found.success
        ends.append(round(found.fun) * sign)
    return tuple(ends)


def revealed(truth, shown):
    """Small numbers of people that the document gives away, in words."""
    for margin in MARGINS:
        for which in ("counted",) if truth.asked is None else ("counted", "rest", "asked"):
            kind = "" if truth.asked is None else which
            if which == "rest":
                count = truth.of(margin, "asked") - truth.of(margin)
            else:
                count = truth.of(margin, which)
            # Nobody among nobody is no one's secret, and neither is a group without a row of its
            # own of which nobody is counted.
            if count >= MINIMUM or (count == 0 and (margin not in truth.told or which == "asked")):
                continue
            low, high = interval(margin, shown, which=kind)
            if high - low < MINIMUM or high <= MINIMUM:
                yield f"{margin} {which}: {count} lies in [{low}, {high}]"

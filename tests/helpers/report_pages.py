"""Plans, figures and pages that the tests of findings in a report are made of."""

from __future__ import annotations

import re

import numpy as np

import rusfelt

CODES = tuple(f"0301{number:02}" for number in range(1, 7))
RNG = np.random.default_rng(7)
BENT = [50.0, 53, 55, 58, 62, 65, 60, 55, 51, 47, 43]


def of(name, period, **named):
    return rusfelt.Measurement(name, period=period, **named)


def a_plan(indicators, **named):
    return rusfelt.Plan("p", "Plan", area="0301", indicators=indicators, **named)


def evaluated(plan, rows, evaluators):
    return rusfelt.evaluate_plan(plan, rusfelt.Measurements.of(rows), evaluators=evaluators)


def cells(page):
    """What stands in tables of findings, without the ids that stand beside methods' names."""
    tables = re.findall(r'<div class="methods">.*?</table>', page, re.DOTALL)
    shown = " ".join(re.sub(r"<code>.*?</code>", " ", each, flags=re.DOTALL) for each in tables)
    return re.sub(r"<[^>]*>", " ", shown)


def words(source):
    return " ".join(re.sub(r"<[^>]*>", " ", source).split())


def years(values, *, first=2010, name="i"):
    return [of(name, str(first + step), value=value) for step, value in enumerate(values)]


def amount(**named):
    return rusfelt.Indicator(
        "i", "Noe", **{"kind": "amount", "design": "register", "better": "lower", **named}
    )


SHARE = rusfelt.Indicator(
    "i-x", "Trivsel", kind="coverage", design="register", better="higher", counts="new-persons",
    unit="prosent",
)  # fmt: skip
ROWS = [
    rusfelt.Measurement("i-x", unit=code, period="2023", numerator=x, denominator=200.0)
    for code, x in zip(CODES, (120.0, 130.0, 90.0, 125.0, 110.0, 150.0), strict=True)
]

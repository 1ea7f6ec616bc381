"""From a pandas table to trends of many series, and from an evaluation to a pandas table.

Needs pandas. Run it from anywhere: ``python examples/with_pandas.py``.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

import rusfelt

HERE = Path(__file__).parent


def trends(table: pd.DataFrame) -> pd.DataFrame:
    """The exact or log-linear trend of every series of counts in a table."""
    panel = rusfelt.Panel.from_frame(table, t="year", y="count", per_point={"x": "count"})
    found = rusfelt.evaluate(panel, "poisson-trend")
    named = pd.DataFrame(dict(found))
    return named[["indicator", "unit", "status", "change", "change_low", "change_high", "p"]]


def verdicts() -> pd.DataFrame:
    """Every series of the illustrative plan, one row each."""
    plan = rusfelt.load_plan(HERE / "illustrative.toml")
    figures = rusfelt.read_measurements(HERE / "illustrative-figures.csv")
    evaluation = rusfelt.evaluate_plan(plan, figures, as_of="2024-12-31")
    return pd.DataFrame(
        {
            "indicator": each.key[0],
            "verdict": str(each.verdict),
            "target": str(each.target),
            "pace": str(each.pace),
            "p": each.test.p,
            "why": each.sentence("en"),
        }
        for each in evaluation.series
    )


def main() -> None:
    """Print both tables."""
    table = pd.DataFrame(
        {
            "indicator": ["visits"] * 6 + ["calls"] * 6,
            "unit": ["030108"] * 12,
            "year": list(range(2019, 2025)) * 2,
            "count": [140, 133, 126, 109, 98, 90, 12, 9, 14, 11, 10, 13],
        }
    )
    print(trends(table).to_string(index=False))
    print()
    print(verdicts().to_string(index=False, max_colwidth=60))


if __name__ == "__main__":
    main()

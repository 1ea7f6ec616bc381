"""Evaluate a real plan with its own figures, and the same figures with a declared direction.

Run it from anywhere: ``python examples/evaluate_nordre_aker.py``.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import rusfelt
from rusfelt.catalogue import figures
from rusfelt.language import label

HERE = Path(__file__).parent


def main() -> None:
    """Print the distribution of verdicts, then why four of them cannot be decided."""
    numbers = figures("nordre-aker")
    evaluation = rusfelt.evaluate_plan(rusfelt.load_plan("nordre-aker"), numbers)
    for verdict, count in Counter(each.verdict for each in evaluation.tiltak).items():
        print(f"{count} tiltak: {label('verdict', verdict, 'en')}")
    lacking = Counter(name for each in evaluation.audit.tiltak for name in each.missing)
    for name, count in lacking.items():
        print(f"  {count} lack: {label('criterion', name, 'en')}")

    declared = rusfelt.load_plan(HERE / "nordre-aker-declared.toml")
    print("\nThe same figures, had the plan said which way is better:")
    for each in rusfelt.evaluate_plan(declared, numbers).series:
        shown = ", ".join(f"{point.period}: {point.value:g}" for point in each.case.points)
        print(f"  {each.key[0]} ({shown})")
        print(f"    {label('verdict', each.verdict, 'en')}. {each.sentence('en')}")


if __name__ == "__main__":
    main()

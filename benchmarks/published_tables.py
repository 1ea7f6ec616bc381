"""Tables published with GaussSuppression, easySdcTable and sdcTable: cells lost there and here.

Run with ``OPENBLAS_NUM_THREADS=1 python benchmarks/published_tables.py``; it prints the table of
docs/reference/suppression-peers.md. The judge is the attacker of the tests, which shares no code
with what protects: it counts the small cells whose count is known exactly to somebody, and those
with fewer than the minimum plus one possible counts or none above the minimum.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "helpers"))

from published_tables import Worked, published_tables


def given_away(one: Worked, hidden: frozenset[tuple[str, ...]]) -> str:
    """Small cells known exactly to somebody, and those too narrow."""
    exact = {each.split(" = ")[0] for each in one.judge(hidden, width=1)}
    narrow = {each.split(" = ")[0] for each in one.judge(hidden)}
    return f"{len(exact)} / {len(narrow)}"


def row(one: Worked) -> str:
    """One line of the table."""
    ours, made = one.protected()
    small = len(one.small)
    if one.hidden is None:
        theirs = ", ".join(f"{name} {number}" for name, number in one.secondary.items())
        attacked = "cells not told"
    else:
        theirs, attacked = str(len(one.hidden) - small), given_away(one, one.hidden)
    rule = f"< {one.policy.minimum}{', zeros stand' if one.policy.zeros_shown else ''}"
    proof = "proven" if made.method == "optimal" else "heuristic"
    return (
        f"| {one.package}: {one.name} | {rule} | {len(one.counts)} | {small} | {theirs} | {attacked} "
        f"| {len(ours) - small} | {given_away(one, ours)} | {proof} |"
    )


def main() -> None:
    """Judge and print."""
    print(
        "| Table | Hidden | Cells | Small | Published: further hidden | known / narrow "
        "| rusfelt: further hidden | known / narrow | least |"
    )
    print("|---|---|--:|--:|--:|--:|--:|--:|---|")
    for one in published_tables():
        print(row(one), flush=True)


if __name__ == "__main__":
    main()

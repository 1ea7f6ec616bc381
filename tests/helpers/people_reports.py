"""Plans and people's own scores that the tests of their place in a report are made of."""

from __future__ import annotations

import attrs
import numpy as np

import rusfelt

NEEDED, CUTOFF = 6.0, 9.5


def panel(scores, *, name="plager", clock="occasion", better="lower", ends=(0.0, 27.0), times=None):
    """People's scores as a panel: one list of scores a person, at times 1, 2 and so on."""
    sizes = [len(each) for each in scores]
    count = len(scores)
    told = times or [[float(step + 1) for step in range(size)] for size in sizes]
    per_series = {
        "kind": np.full(count, "score"),
        "design": np.full(count, "panel"),
        "better": np.full(count, better),
    }
    if ends is not None:
        per_series |= {"lowest": np.full(count, ends[0]), "highest": np.full(count, ends[1])}
    return rusfelt.Panel(
        np.full(count, name),
        np.array([f"person-{place}" for place in range(count)]),
        np.full(count, ""),
        np.zeros(count, dtype=np.int64),
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        np.array([each for row in told for each in row], dtype=np.float64),
        np.array([each for row in scores for each in row], dtype=np.float64),
        clock=clock,
        per_series=per_series,
    )


def people(count, *, gone=0, change=-5.0, sd=3.0, low=8, high=20):
    """First and later scores of so many people, in whole points; some without a later one."""
    rng = np.random.default_rng(count)
    first = rng.integers(low, high, count).astype(float)
    later = np.clip(np.rint(first + rng.normal(change, sd, count)), 0, 27)
    return [
        [pre] if place < gone else [pre, post]
        for place, (pre, post) in enumerate(zip(first.tolist(), later.tolist(), strict=True))
    ]


def plan(*, better="lower", unit="poeng", name="plager", **named):
    indicator = rusfelt.Indicator(
        name, "Plager", kind="score", design="panel", better=better, unit=unit, **named
    )
    return rusfelt.Plan("p", "Plan", area="0301", indicators=[indicator])


def evaluated(scores, *, evaluators=None, better="lower", **named):
    made = panel(scores, better=better, **named)
    return rusfelt.evaluate_plan(
        plan(better=better), rusfelt.Measurements.of([]), scores=made, evaluators=evaluators
    )


@attrs.frozen
class OwnChange:
    """Somebody's own method for people: an outcome, a yes or no, and numbers, for each of them."""

    spec = rusfelt.Spec(
        "own-change", "1", needs=rusfelt.Needs(points=0, kind=("score",), design=("panel",)),
        gives=(
            rusfelt.Column("category", "str"), rusfelt.Column("case_at_start", "bool"),
            rusfelt.Column("rule", "str"), rusfelt.Column("least_change"),
            rusfelt.Column("cutoff"), rusfelt.Column("moved"),
        ),
    )  # fmt: skip

    def evaluate(self, panel, /):
        sizes = panel.sizes
        two = sizes > 1
        first = panel.y[panel.offsets[:-1]]
        moved = np.where(two, panel.y[panel.offsets[1:] - 1] - first, np.nan)
        words = np.select(
            [moved <= -NEEDED, moved >= NEEDED], ["improved", "deteriorated"], "unchanged"
        )
        return {
            "status": np.where(two, "ok", "undefined"),
            "reason": np.where(two, "", "missing-post"),
            "category": np.where(two, words, ""),
            "case_at_start": first > CUTOFF,
            "rule": np.full(len(panel), "at least 6"),
            "least_change": np.full(len(panel), NEEDED),
            "cutoff": np.full(len(panel), CUTOFF),
            "moved": moved,
        }  # fmt: skip

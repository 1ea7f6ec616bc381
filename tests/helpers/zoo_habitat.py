"""Where the beasts are let loose: a plan with its figures and scores, and well-behaved plugins."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
from people_panels import people
from zoo import Beast

from rusfelt import Indicator, Judge, Measurement, Measurements, Plan, Target, Tiltak

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rusfelt import Panel

__all__ = ["GOOD", "HALF", "figures", "habitat", "scores", "without"]

# Four answer every series; the last is made for people's own scores and sees no others.
GOOD = (
    Beast("good-last", ""),
    Beast(
        "good-judge",
        "",
        gives='(Column("last"), Column("change"), Column("p"))',
        fields="sign: float = 1.0",
        evaluate="""
            change = self.sign * (last - panel.y[panel.offsets[:-1]])
            return {"last": last, "change": change, "p": np.full(len(panel), 0.01)}
        """,
    ),
    Beast(
        "good-with-all-kinds",
        "",
        gives="""(
            Column("n", "int64"), Column("up", "bool"), Column("word", "str"),
            Column("mean", may_be=("undefined",)), Column("twice", shape="point"),
            Column("curve", shape="ragged"),
        )""",
        needs="Needs(points=0)",
        evaluate="""
            sums = np.add.reduceat(np.append(panel.y, 0), panel.offsets[:-1])
            return {
                "n": panel.sizes, "up": panel.sizes > 3, "word": np.full(len(panel), "tredje år"),
                "mean": np.where(panel.sizes > 0, sums / np.maximum(panel.sizes, 1), np.nan),
                "twice": 2 * panel.y, "curve": (panel.y, panel.offsets),
            }
        """,
        fields="note: str = 'æøå'",
    ),
    Beast("good-with-people", "", needs='Needs(points=2, kind=("score",))'),
)
# One distribution with two evaluators: that the first crashes costs the second nothing.
HALF = Beast(
    "half-bad",
    "CrashError",
    "exit code 9",
    hooks="""
        from rusfelt.plugin import Offer, hookimpl
        @hookimpl
        def rusfelt_evaluators():
            yield Offer("half-bad", "zoo_half_bad.method:Bad", api=1)
            yield Offer("half-good", "zoo_half_bad.method:Good", api=1)
    """,
    method="""
        import os
        import attrs
        from rusfelt import Column, Needs, Spec
        @attrs.frozen
        class Good:
            name = "half-good"
            @property
            def spec(self):
                return Spec(self.name, "1", needs=Needs(points=1), gives=(Column("last"),))
            def evaluate(self, panel, /):
                return {"last": panel.y[panel.offsets[1:] - 1]}
        @attrs.frozen
        class Bad(Good):
            name = "half-bad"
            def evaluate(self, panel, /):
                os._exit(9)
    """,
)


def habitat(*, judge: str = "") -> Plan:
    """A plan with two clocks, a hidden cell, a break and people's own scores.

    Args:
        judge: who judges the first indicator, where that is not left to the rules.
    """
    chosen = {"judged_by": [Judge(judge)]} if judge else {}
    return Plan(
        "zoo",
        "Zoo",
        area="0301",
        indicators=[
            Indicator("deaths", "Deaths", kind="count", counts="events", design="register",
                      better="lower", **chosen),
            Indicator("visits", "Visits", kind="amount", design="register", better="higher"),
            Indicator("house", "House", kind="milestone"),
            Indicator("liv", "Liv", kind="score", design="panel", better="higher"),
        ],
        targets=[Target("deaths", value=30, due="2030"), Target("house", value=1, due="2019")],
        tiltak=[Tiltak("t", "T", moves=["deaths", "visits", "house", "liv"])],
    )  # fmt: skip


def figures() -> Measurements:
    """Figures of the plan; one cell is hidden."""
    deaths = [48, 45, 41, 44, 38, 33]
    rows = [
        Measurement("deaths", period=str(2015 + at), value=each) for at, each in enumerate(deaths)
    ]
    rows += [Measurement("visits", period=str(2016 + at), value=100 + at**2) for at in range(5)]
    rows += [Measurement("visits", period="2021", state="suppressed")]
    return Measurements.of(rows)


def scores() -> Panel:
    """First and later scores of thirty people, each score and name found nowhere else."""
    rng = np.random.default_rng(20240229)
    first = rng.permutation(30) + 1.5
    return people(np.stack([first, first + 4.25 + rng.permutation(30) / 64], axis=1).tolist())


def without(evaluation: dict[str, Any], names: Iterable[str]) -> str:
    """An evaluation as JSON without the failures and without what these evaluators say.

    Args:
        evaluation: as ``to_dict`` gives it.
        names: of evaluators.
    """
    left = json.loads(json.dumps(evaluation))
    del left["failures"]
    gone = set(names)
    for each in left["series"]:
        each["findings"] = {
            name: told for name, told in each["findings"].items() if name not in gone
        }
    runs = left["provenance"]["runs"]
    left["provenance"]["runs"] = [each for each in runs if each["evaluator"] not in gone]
    return json.dumps(left, ensure_ascii=True)

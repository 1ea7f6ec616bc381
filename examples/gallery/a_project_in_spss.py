r"""
A project's file from SPSS
==========================

A project has asked the same people twice how they are, and keeps its answers in SPSS: numbers with
labels, and codes for those who would not answer. This example reads the file as it is, scores it, and
says what became of the group. The people do not exist.
"""

# %%
# The file
# --------
# Eighty people, two sheets each, five items from 0 to 5. The code 8 stands for *vil ikke svare* and 9
# for *ikke aktuelt*, and SPSS knows both as missing. (The file is written here, so that the example
# has one.)
import tempfile
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat

import rusfelt
from rusfelt.io.tables import read_table

SEED = 7
PEOPLE = 80
rng = np.random.default_rng(SEED)
ITEMS = [f"who5_{number}" for number in range(1, 6)]
before = rng.normal(2.2, 0.9, PEOPLE)
states = np.column_stack([before, before + rng.normal(0.5, 0.7, PEOPLE)])
ticks = np.clip(np.rint(states[..., None] + rng.normal(0, 0.6, (PEOPLE, 2, 5))), 0, 5)
ticks[rng.random(ticks.shape) < 0.01] = 8
rows = [
    {"id": f"k{person:03}", "dato": day, "arm": person % 2 + 1.0, **dict(zip(ITEMS, ticks[person, sheet], strict=True))}
    for person in range(PEOPLE)
    for sheet, day in enumerate((date(2024, 2, 1), date(2024, 8, 1)))
]  # fmt: skip
file = Path(tempfile.mkdtemp()) / "prosjekt.sav"
pyreadstat.write_sav(
    pd.DataFrame(rows),
    str(file),
    column_labels={"arm": "Tilbud", "dato": "Dato for skjemaet"},
    variable_value_labels={
        "arm": {1.0: "Poliklinikk", 2.0: "Oppsøkende team"},
        **{item: {8.0: "Vil ikke svare", 9.0: "Ikke aktuelt"} for item in ITEMS},
    },
    missing_ranges={item: [8.0, 9.0] for item in ITEMS},
)

# %%
# What arrives
# ------------
# Labels and missing values come along. What the codes were taken for is told; nobody is given the
# score 8.
table = read_table(file)
print(len(table), "rows;", *table.columns)
print(dict(table.labels["arm"]))
for what, told in table.guessed.items():
    print(f"{what}: {told}")
print(Counter(table.states["who5_1"].tolist()) if "who5_1" in table.states else "no code met")

# %%
# Scores
# ------
# The instrument's own rule says how many items may be missing; here none may.
scores = rusfelt.read_scores(file, "who5", unit="id", t="dato", group=None, cluster="arm")
print(len(scores), "people,", len(scores.y), "scores")

# %%
# What became of them
# -------------------
# The mean change of those with two scores, with its interval; and what the mean of *everybody who
# started* could be, whatever became of the others.
change = rusfelt.evaluate(scores, "paired-change").row(0)
print(f"mean change {change['change']:.1f} points ({change['low']:.1f} to {change['high']:.1f})")
print(f"{change['pairs']} of {change['started']} have two scores")
print(f"everybody who started: {change['bound_low']:.1f} to {change['bound_high']:.1f}")

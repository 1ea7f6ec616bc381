r"""
From answers to a verdict
=========================

People answer a short questionnaire when they come and when they leave. What can a district say of it:
of each of them, of all of them, and in the evaluation of its plan? This example goes the whole way,
with sixty people who do not exist.
"""

# %%
# Sixty people
# ------------
# A state of well-being, a change that differs from person to person, and on top of both the noise of
# every questionnaire: on an odd day people tick a little higher or lower. Nine of the sixty do not
# come back for the second sheet. The four columns stand for the four lines of the Outcome Rating
# Scale, 0 to 10 each; the answers are needed, the wording is not.
from collections import Counter
from datetime import date, timedelta
from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np

import rusfelt
from rusfelt.language import label
from rusfelt.stats import paired_change, regression_to_mean

SEED = 2024
rng = np.random.default_rng(SEED)
PEOPLE = 60
ITEMS = ["ors_1", "ors_2", "ors_3", "ors_4"]
WEEKS = 12

before = rng.normal(18, 7, PEOPLE)
states = np.column_stack([before, before + rng.normal(5, 6, PEOPLE)])
ticks = np.clip(states[..., None] / 4 + rng.normal(0, 1, (PEOPLE, 2, 4)), 0, 10).round(1)
begun = [date(2024, 1, 8) + timedelta(days=int(each)) for each in rng.integers(0, 200, PEOPLE)]
gone = sorted(rng.choice(PEOPLE, 9, replace=False).tolist())


def answers(missing: list[int]) -> dict[str, tuple[object, ...]]:
    """One row a sheet; those in ``missing`` have only the first."""
    rows = [
        (f"p{person:02}", begun[person] + timedelta(weeks=WEEKS * sheet), *ticks[person, sheet])
        for person in range(PEOPLE)
        for sheet in range(1 if person in missing else 2)
    ]
    return dict(zip(["person", "date", *ITEMS], zip(*rows, strict=True), strict=True))


table = answers(gone)
print(len(table["person"]), "sheets from", PEOPLE, "people")
for row in range(3):
    print(*(column[row] for column in table.values()))

# %%
# Scores
# ------
# The rule comes with the instrument: which answers are added up, which way is better, how many may be
# missing. An answer that does not exist would stop everything, with the row it stands in. The scores
# are named after the indicator of the plan they are meant for.
panel = rusfelt.score("ors", table, indicator="livskvalitet")
print(len(panel), "people,", len(panel.y), "scores")

# %%
# How much is a change?
# ---------------------
# Someone who goes from 20 to 22 may have had a better morning. For this scale two sources give two
# least changes that are more than that, and the library does not choose between them.
instrument = rusfelt.load_instrument("ors")
try:
    instrument.threshold("reliable-change")
except rusfelt.DomainError as error:
    for each in str(error).splitlines():
        print(fill(each, 90, subsequent_indent="    "))

# %%
# So choose, and say which. The operator comes with the number: here a change *equal to* it counts.
chosen = instrument.threshold("reliable-change", source="Miller manual")
published = {
    "method": "published",
    "threshold": chosen.value,
    "operator": chosen.operator,
    "source": chosen.source,
}
changed = rusfelt.evaluate(panel, "reliable-change", **published)
seen = changed.status == "ok"
print("a change of", chosen.operator, chosen.value, "points:")
print(Counter(changed["category"][seen].tolist()))
print("without a word:", Counter(changed.columns["reason"][~seen].tolist()))

# %%
# With the other source's 6 points, or by Jacobson and Truax's index with the reliability one study
# found and the spread of the people at hand, the same scores can give other counts. None of them is
# the true one. Each answer carries how it was made.
other = instrument.threshold("reliable-change", value=6)
for params in (
    {"method": "published", "threshold": other.value, "operator": other.operator},
    {"method": "jacobson-truax", "reliability": 0.93},
):
    again = rusfelt.evaluate(panel, "reliable-change", **params)
    least = again["least_change"][seen][0]
    print(f"{params['method']}, from {least:.2f} points:")
    print("  ", Counter(again["category"][seen].tolist()))

# %%
# Better, and well?
# -----------------
# A reliable change says that someone moved, not where they are now. Held together with a cutoff
# between people who seek help and people in general it becomes one of five words. The shares are of
# those with two scores. The last two columns are what the share of *everybody who started* could be,
# whatever became of those who are gone.
cutoff = instrument.threshold("cutoff", population="adults", source="dashboard")
line = {"cutoff": cutoff.value, "cutoff_operator": cutoff.operator}
(group,) = rusfelt.group_change(panel, "clinical-change", **published, **line)
print(group.denominators)
print(f"{'':14} n of  share  95 % interval  bounds")
for each in group.shares:
    print(
        f"{each['category']:13} {each['n']:2} {each['of']}  {each['share']:.2f} "
        f"  {each['low']:.2f} to {each['high']:.2f} "
        f"  {each['bound_low']:.2f} to {each['bound_high']:.2f}"
    )

# %%
# The mean, and those who are gone
# --------------------------------
# The verdict on a plan rests on the mean change of the same people. Of nine nothing is known but the
# ends of the scale. So the test is made four times: for those who came back, and for all sixty with
# the nine at 0 points, at 40, and where they began.
change = group.change
print(f"mean change {change['change']:.1f} ({change['low']:.1f} to {change['high']:.1f})")
print(f"{change['pairs']} of {change['started']} have two scores")
print(f"everybody who started: {change['bound_low']:.1f} to {change['bound_high']:.1f}")
print("at their worst:", change["worst_decision"])
print("at their best:", change["best_decision"])
print("the same word whatever became of them:", change["stable"])

# %%
# The verdict
# -----------
# A plan with one tiltak that should move the indicator. It says which way is better and that the
# same people are asked again; without the two nothing could be judged.
indicator = rusfelt.Indicator(
    "livskvalitet",
    {"nb": "Livskvalitet i oppfølgingen", "en": "Quality of life in follow-up"},
    kind="score",
    design="panel",
    better="higher",
    unit="points",
)
plan = rusfelt.Plan(
    "example",
    "A plan that nobody adopted",
    area="030108",
    period=("2024", "2025"),
    indicators=[indicator],
    targets=[rusfelt.Target(indicator.id, form="level", operator=">=", value=25, due="2025-12-31")],
    strategies=[rusfelt.Strategy("S", "Oppfølging")],
    tiltak=[rusfelt.Tiltak("S1", "Faste samtaler", strategies=["S"], moves=[indicator.id])],
)


def judge(scores: rusfelt.Panel) -> rusfelt.Evaluation:
    """Print what the scores come to, in bokmål."""
    evaluation = rusfelt.evaluate_plan(plan, rusfelt.Measurements.of(()), scores=scores)
    for each in (*evaluation.series, *evaluation.tiltak):
        print(label("verdict", each.verdict, "nb").upper())
        print(fill(each.sentence("nb"), 80))
    return evaluation


evaluation = judge(panel)

# %%
# *Cannot be decided*, although p is below .0001 for those who came back. If the nine ended badly the
# group as a whole did not clearly move, and nobody knows.
#
# What helps is not another test. Someone rings the nine, and six of them answer the four lines on the
# telephone:
reached = rusfelt.score("ors", answers(gone[6:]), indicator="livskvalitet")
evaluation = judge(reached)

# %%
# No person is in the evaluation, in its JSON or in its report. Figures are drawn of groups of at
# least five, such as these: neighbours in order of change, from the best to the worst. The dotted
# line is the reliable change that was chosen.
steps = evaluation.series[0].people.steps
widths = np.array([each.people for each in steps])
figure, axes = plt.subplots(figsize=(6, 3.2), layout="constrained")
axes.bar(
    np.cumsum(widths) - widths,
    [each.change for each in steps],
    width=widths,
    align="edge",
    edgecolor="white",
    color=["#2b6cb0" if each.change >= chosen.value else "#a0aec0" for each in steps],
)
axes.axhline(0, color="black", linewidth=0.8)
axes.axhline(chosen.value, color="black", linewidth=0.8, linestyle="dotted")
axes.set_title("Change of people next to each other, from the best to the worst")
axes.set_xlabel("people, in groups of at least five")
axes.set_ylabel("mean change, points")
plt.show()

# %%
# What it cannot show
# -------------------
# **An effect.** There is nobody to compare with. Below, four hundred people are measured twice and
# nothing happens to them at all: their state stays what it is. Only those below 18 points the first
# time are taken in, as a service does.
state = rng.normal(24, 7, 400)
first, second = np.clip(state + rng.normal(0, 5, (2, 400)), 0, 40)
taken = first < 18
nothing_done = paired_change(first[taken], second[taken], better="higher")
print(int(nothing_done.pairs), "people, mean change", f"{float(nothing_done.mean):.1f}")
print(f"p = {float(nothing_done.p):.1g}: {nothing_done.decision}")

# %%
# They were met on a bad day, and the next day is on average a better one. Where the mean and the
# retest correlation of the people they come from are known, the change to expect of that alone can
# be worked out. It is shown beside a change and never taken off in silence. With figures of other
# people than those it is itself wrong.
norm = {"norm_mean": 24, "reliability": 7**2 / (7**2 + 5**2)}
alone = regression_to_mean(first[taken], second[taken], **norm)
print(f"expected {float(alone.expected):.1f}, seen {float(alone.observed):.1f}")
print(f"beyond it {float(alone.beyond):.1f} ({float(alone.low):.1f} to {float(alone.high):.1f})")

# %%
# **Why.** The sentence speaks of the indicators the tiltak should move, and not of what moved them.
#
# **Anyone in particular.** A category is about two sheets of paper. It decides nothing about a
# person's treatment.
#
# What each of these numbers takes for granted stands in :doc:`/explanation/individual-change`, and
# the same from files and on the command line in :doc:`/how-to/evaluate-peoples-scores`.

r"""
Sessions and signals
====================

In feedback-informed services people answer at every session, and the scores are held against what
is expected of someone who began where they began. The expected scores that are published are
licensed, so none comes with the library: here is how to bring your own. The table below is made up,
and so are the people.
"""

# %%
# A table of one's own
# --------------------
# One row for each intake score and session: the expected score, and the edges of two bands on the
# worse side of it. Here someone is expected to come a fifth of the way to 27 from each session to
# the next. A real table comes as a file from whoever owns it; it is read the same way, and its
# version goes along with every signal.
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import matplotlib.pyplot as plt
import numpy as np

import rusfelt
from rusfelt.evaluators.fit_signals import FitSignals

lines = ["intake,session,expected,inner,outer"]
for intake in range(41):
    for session in range(1, 13):
        left = 0.8 ** (session - 1)
        expected = intake if intake > 27 else 27 - (27 - intake) * left
        inner, outer = expected - 6 * (1 - left), expected - 10 * (1 - left)
        lines.append(f"{intake},{session},{expected:.2f},{inner:.2f},{outer:.2f}")
with TemporaryDirectory() as folder:
    file = Path(folder) / "made-up.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    table = rusfelt.read_response_table(file, version="made up, edition 1", better="higher")
print(table.version, "-", len(table.intake), "intakes,", len(table.session), "sessions")

# %%
# Forty episodes
# --------------
# Between three and twelve sessions each. Most get better by fits and starts; every fourth does not.
# An episode ends as planned, or the person stops coming.
SEED = 7
rng = np.random.default_rng(SEED)

sheets = {"episode": [], "session": [], "ending": [], **{f"ors_{k}": [] for k in range(1, 5)}}
for episode in range(40):
    count = int(rng.integers(3, 13))
    state = rng.normal(17, 5)
    step = rng.normal(0.0 if episode % 4 == 0 else 1.6, 0.5)
    ending = "planned" if count > 6 else "unplanned"
    for session in range(1, count + 1):
        sheets["episode"].append(f"e{episode:02}")
        sheets["session"].append(session)
        sheets["ending"].append(ending)
        for k, tick in enumerate(np.clip(state / 4 + rng.normal(0, 0.8, 4), 0, 10).round(1), 1):
            sheets[f"ors_{k}"].append(float(tick))
        state += step + rng.normal(0, 1.5)
panel = rusfelt.score("ors", sheets, indicator="livskvalitet", per_series={"ending": "ending"})
print(len(panel), "episodes,", len(panel.y), "sessions")

# %%
# One episode
# -----------
# On track, to be watched, or off track: a reason to talk about how it goes, not a verdict on the
# help. Each signal says what it rests on.
signals = rusfelt.evaluate(panel, FitSignals(table=table, cutoff=25))
each_session = signals.points
watched = np.flatnonzero(each_session["session_signal"] == "watch")[0]
episode = int(np.searchsorted(panel.offsets, watched, side="right")) - 1
mine = slice(*panel.offsets[episode : episode + 2])
for name in ("session", "expected", "inner", "outer"):
    print(f"{name:9}", *(f"{each:5.1f}" for each in each_session[name][mine]))
print(f"{'score':9}", *(f"{each:5.1f}" for each in panel.y[mine]))
for number in range(mine.start, mine.stop):
    word, why = (each_session[name][number] for name in ("session_signal", "session_reason"))
    print(f"{each_session['session'][number]:.0f}  {word:10} {why}")

# %%
# The same as a figure, for the two people in the room.
figure, axes = plt.subplots(figsize=(6, 3.2), layout="constrained")
when = each_session["session"][mine]
axes.fill_between(when, 0, each_session["outer"][mine], color="#f3d3d3", label="off track")
axes.fill_between(
    when, each_session["outer"][mine], each_session["inner"][mine], color="#f6ead0", label="watch"
)
axes.plot(when, each_session["expected"][mine], color="#2b6cb0", label="expected")
axes.plot(when, panel.y[mine], "o-", color="black", label="score")
axes.set(xlabel="session", ylabel="points", ylim=(0, 40))
axes.set_title("One episode against what was expected of it")
axes.legend()
plt.show()

# %%
# All of them
# -----------
# How episodes ended, in or out of the healthy range. Someone who stops coming while well may have
# got what they came for; someone who stops while not well is who the service lost.
print(Counter(signals["signal"].tolist()))
print(Counter(signals["ending"].tolist()))

# %%
# In an evaluation only the group is left, as counts and shares with their intervals and denominators.
indicator = rusfelt.Indicator(
    "livskvalitet", "Livskvalitet", kind="score", design="panel", better="higher"
)
plan = rusfelt.Plan("example", "A plan that nobody adopted", area="030108", indicators=[indicator])
evaluation = rusfelt.evaluate_plan(
    plan,
    rusfelt.Measurements.of(()),
    scores=panel,
    evaluators=[FitSignals(table=table, cutoff=25)],
)
found = evaluation.series[0].findings["fit-signals"]
print("from", found["table_version"])
for word, share in found["ending"].items():
    print(
        f"{word:28} {share['n']:2} of {share['of']}"
        f"   {share['share']:.2f} ({share['low']:.2f} to {share['high']:.2f})"
    )

# %%
# How wide the bands are is the table's doing, and so is how often someone who will do well is
# signalled. A service with more signals than another does not help its people less: look at whom it
# meets, and at the version of the table. What signals are and are not:
# :doc:`/explanation/individual-change`.

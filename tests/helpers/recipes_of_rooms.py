"""The recipes of goals, single cases, and feedback from session to session."""

from __future__ import annotations

from functools import partial
from typing import Any

from recipe import Recipe

from rusfelt import stats

_BETTER = {"better": "word? higher|lower"}
_WEIGHTS = {"weights": "weight? g|*g", "rho": "share? *"}
_UNRATED = {"unrated": "word? left-out|undefined"}
_GOALS = {"points": "g", "lengths": {"g": (0, 1, 2, 3, 5)}}
_PHASES = {"a": "score *m", "b": "score *n", "better": "better? *"}
_POINTS = {"points": "mn", "nobody": True,
           "lengths": {"m": (0, 1, 2, 4, 6), "n": (0, 1, 2, 5, 8)}}  # fmt: skip
_IN_TIME = {"lengths": _POINTS["lengths"]}
_LEVEL = {"confidence": "level? *"}
_ERROR = {"se_method": "word? unbiased|hanley|null"}
_CORRECTED = {"form": "word? nonoverlap|kendall", "pretest": "level? ", **_ERROR, **_LEVEL}
_ROWS = {"intake": "row-intake r", "session": "row-session r", "expected": "row-expected r",
         "inner": "middle-line? r", "outer": "far-line? r", "target": "value? r"}  # fmt: skip
_ENDING = {"last": "score *n", "ending": "ending *n", "cutoff": "value |*n",
           "target": "cutoff? |*n", **_BETTER}  # fmt: skip
_SESSIONS = {"lengths": {"m": (0, 5, 24, 31)}, "ragged": True}


def _table(**columns: Any) -> stats.ResponseTable:
    return stats.response_table(columns, version="made up 1", better="higher")


def _ending_shares(**values: Any) -> stats.EndingShares:
    return stats.ending_shares(stats.episode_ending(**values))


ROOMS = (
    Recipe("gas_t_score", **_GOALS, scores="goal-level *g", **_WEIGHTS),
    Recipe("goal_attainment", **_GOALS, scores="goal-level *g", **_WEIGHTS, **_UNRATED),
    Recipe("gas_change", **_GOALS, baseline="goal-level *g", achieved="goal-level *g",
           **_WEIGHTS, **_UNRATED),
    Recipe("gas_group", points="n", t="t-score-or-nan *n", low="t-low *n"),
    Recipe("gas_light", baseline="light-start *", answers="light-answer *",
           table="light-table ", source="word made-up"),
    Recipe("gas_range", n="of *", rho="share? *"),
    Recipe("gas_weighted_mean", t="t-score *", weights="weight g|*g", rho="share? *",
           lengths={"g": (1, 2, 3, 5)}),
    Recipe("goal_based_change", **_GOALS, first="rating *g", last="rating *g",
           threshold="positive? *", operator="word? >=|>", unpaired="word? left-out|undefined"),
    Recipe("nap", **_POINTS, **_PHASES, **_ERROR, **_LEVEL),
    Recipe("tau", **_POINTS, **_PHASES, **_ERROR, **_LEVEL),
    Recipe("tau_u", **_IN_TIME, **_PHASES, method="word? complete|parker|tarlow", **_LEVEL),
    Recipe("tau_bc", **_IN_TIME, **_PHASES, **_CORRECTED),
    Recipe("tau_bc", "times", a="present *m", b="present *n", t_a="times m|*m",
           t_b="later n|*n", better="better? *", **_CORRECTED, **_IN_TIME),
    Recipe("pnd", **_POINTS, **_PHASES),
    Recipe("pem", **_POINTS, **_PHASES),
    Recipe("pand", **_POINTS, **_PHASES),
    Recipe("ird", **_POINTS, **_PHASES),
    Recipe("within_case_smd", **_POINTS, **_PHASES, sd="word? baseline|pooled",
           bias_correct="flag?", **_LEVEL),
    Recipe("log_response_ratio", **_POINTS, **_PHASES, scale="word? percentage|ratio",
           variant="word? increasing|decreasing", resolution="positive? *",
           bias_correct="flag?", **_LEVEL),
    Recipe("log_ratio_of_medians", **_POINTS, **_PHASES, **_LEVEL),
    Recipe("percent_of_goal", **_POINTS, a="score *m", b="score *n", goal="value *", **_LEVEL),
    Recipe("response_table", rows=False, **_ROWS, lengths={"r": (1, 3, 5, 6)}, call=_table),
    Recipe("expected_curve", intake="intake *", session="session *", table="response-table "),
    Recipe("on_track", intake="intake *", session="session *", score="score *",
           table="response-table "),
    Recipe("band_signal", score="score *", expected="near-line *", inner="middle-line? *",
           outer="far-line? *", version="word made-up",
           call=partial(stats.band_signal, better="higher")),
    Recipe("band_signal", "lower", score="score *", expected="far-line *",
           inner="middle-line? *", outer="near-line? *", version="word made-up",
           call=partial(stats.band_signal, better="lower")),
    Recipe("episode_signals", **_SESSIONS, y="wave-scores m", offsets="offsets m",
           table="response-table ", intake_session="whole? 1,0"),
    Recipe("episode_summary", **_SESSIONS, t="wave-times m", y="wave-scores-all m",
           offsets="offsets m", **_BETTER),
    Recipe("episode_ending", people="n", nobody=True, **_ENDING),
    Recipe("episode_ending", "operator", people="n", last="score *n",
           ending="ending *n", cutoff="value |*n", cutoff_operator="word >|>=",
           call=partial(stats.episode_ending, better="lower")),
    Recipe("ending_shares", people="n", **_ENDING, call=_ending_shares),
    Recipe("dashboard_colour", count="count *", score="score *", target="near-line *",
           lower_target="middle-line *", cutoff="value *", version="word made-up"),
    Recipe("alliance_colour", score="score *", last="score? *", cutoff="value *"),
)  # fmt: skip

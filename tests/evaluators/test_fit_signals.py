"""FIT signals, colours and endings by episode, against the functions they are made of."""

from __future__ import annotations

import numpy as np
import pytest
from ragged_panels import permuted_alike, ragged

import rusfelt
from rusfelt.errors import DomainError, PluginError
from rusfelt.evaluation.people.rollup import roll_up
from rusfelt.evaluators.fit_signals import FitSignals
from rusfelt.stats.feedback.dashboard_colour import alliance_colour, dashboard_colour
from rusfelt.stats.feedback.ending_shares import ending_shares
from rusfelt.stats.feedback.endings import episode_ending
from rusfelt.stats.feedback.episodes import episode_summary
from rusfelt.stats.feedback.expected_curve import expected_curve
from rusfelt.stats.feedback.on_track import episode_signals
from rusfelt.stats.feedback.response_table import response_table

SESSIONS = (1, 2, 3)
# Made up: expected scores by intake and session, with bands and a target.
TABLE = response_table(
    {
        "intake": np.repeat([10, 20, 30], 3),
        "session": np.tile(SESSIONS, 3),
        "expected": [10, 14, 18, 20, 22, 24, 30, 30, 30],
        "inner": [8, 11, 14, 17, 18, 19, 26, 25, 24],
        "outer": [6, 8, 10, 14, 14, 14, 22, 20, 18],
        "target": [12, 16, 20, 21, 23, 25, 30, 30, 30],
    },
    version="made up 1",
    better="higher",
)
EPISODES = {
    "a": ([10.0, 13.0, 20.0], "planned"),
    "b": ([15.0, 14.0, 13.0], "unplanned"),
    "c": ([20.0, 12.0], "unplanned"),
    "d": ([30.0], "open"),
    "e": ([25.0, 28.0, 31.0], "unplanned"),
    "f": ([5.0, 9.0, 9.0], ""),
}


def episodes(rows=EPISODES, *, clock="day", **shared):
    """A panel with one episode a row, a session a week."""
    named = {"indicator": "ors", "kind": "score", "design": "panel", "better": "higher", **shared}
    return ragged(
        [
            {"unit": unit, "y": y, "t": 7.0 * np.arange(len(y)) if clock == "day" else
             np.arange(1.0, len(y) + 1), "ending": ending}
            for unit, (y, ending) in rows.items()
        ],
        clock=clock, **named,
    )  # fmt: skip


def flat(panel):
    return panel.y, panel.offsets


def test_sessions_are_signalled_as_the_function_signals_them():
    """By a table, each session with what was expected and why; the row has the last of them."""
    panel = episodes()
    found = rusfelt.evaluate(panel, FitSignals(cutoff=25, table=TABLE))
    known = episode_signals(*flat(panel), TABLE)
    last = panel.offsets[1:] - 1
    assert found.points["session"].tolist() == [1, 2, 3, 1, 2, 3, 1, 2, 1, 1, 2, 3, 1, 2, 3]
    for ours, theirs in (
        ("expected", known.expected), ("inner", known.inner), ("outer", known.outer),
        ("session_signal", known.signal), ("session_reason", known.reason),
    ):  # fmt: skip
        np.testing.assert_array_equal(found.points[ours], theirs)
    assert found["signal"].tolist() == known.signal[last].tolist()
    assert found["signal"].tolist() == [
        "on-track",
        "watch",
        "off-track",
        "on-track",
        "on-track",
        "",
    ]
    assert found["signal_reason"].tolist() == known.reason[last].tolist()
    assert found["signal_reason"][5] == "intake-below-table"
    assert found["with_signal"].tolist() == [True] * 5 + [False]
    assert found["table_version"].tolist() == ["made up 1"] * 6
    assert dict(found.provenance.params)["version"] == "made up 1"


def test_an_episode_is_summed_up_as_the_function_does():
    """First, last, best, number, weeks and both changes."""
    panel = episodes()
    found = rusfelt.evaluate(panel, "fit-signals")
    known = episode_summary(panel.t, panel.y, panel.offsets)
    for ours, theirs in (
        ("first", known.first), ("last", known.last), ("best", known.best), ("weeks", known.weeks),
        ("sessions", known.n), ("change", known.change),
        ("change_from_last", known.change_from_last),
    ):  # fmt: skip
        np.testing.assert_array_equal(found[ours], theirs)
    assert found.status.tolist() == ["ok"] * 6
    assert np.isnan(rusfelt.evaluate(episodes(clock="occasion"), "fit-signals")["weeks"]).all()


def test_colours_are_the_dashboards():
    """With the table's target of each session, and one lower target for all."""
    panel = episodes()
    found = rusfelt.evaluate(panel, FitSignals(cutoff=25, lower_target=12, table=TABLE))
    intake = np.repeat(panel.y[panel.offsets[:-1]], panel.sizes)
    target = expected_curve(intake, found.points["session"], TABLE).target
    known = dashboard_colour(
        found.points["session"], panel.y, target=target, lower_target=12, cutoff=25, version="t"
    )
    assert found.points["session_colour"].tolist() == known.colour.tolist()
    assert found.points["session_colour_reason"].tolist() == known.reason.tolist()
    assert found["colour"].tolist() == ["green", "orange", "orange", "grey", "green", ""]
    assert found["colour_reason"][4:].tolist() == ["target-reached-above-cutoff", "no-target"]


def test_targets_for_all_sessions_may_be_told():
    """As parameters, which a plan file can hold; then they need a version."""
    params = {"cutoff": 25.0, "target": 20.0, "lower_target": 12.5, "version": "ours"}
    found = rusfelt.evaluate(episodes(), "fit-signals", **params)
    assert found["colour"].tolist() == ["green", "orange", "red", "grey", "green", "red"]
    assert found["table_version"].tolist() == ["ours"] * 6
    assert found["signal_reason"].tolist() == ["no-table"] * 6
    with pytest.raises(DomainError, match="version"):
        FitSignals(target=20)
    with pytest.raises(PluginError, match="version"):
        rusfelt.evaluate(episodes(), "fit-signals", lower_target=12.0)


def test_endings_and_their_shares_have_the_functions_denominators():
    """Ended with a last score; and of these those with a target."""
    panel = episodes()
    found = rusfelt.evaluate(panel, FitSignals(cutoff=25, table=TABLE))
    last = panel.y[panel.offsets[1:] - 1]
    # Halfway between those of the neighbouring intakes where the intake lies halfway.
    target = np.array([20, 22.5, 23, 30, 27.5, np.nan])
    known = episode_ending(last, panel.per_series["ending"], cutoff=25, target=target)
    assert found["ending"].tolist() == known.ending.tolist()
    assert found["reached_target"].tolist() == known.reached.tolist()
    shares, rolled = ending_shares(known), roll_up(found)
    closed = int(shares.closed)
    assert rolled["closed"]["n"] == closed == 4
    assert rolled["healthy_at_end"]["of"] == closed
    for word in ("planned_clinical", "unplanned_healthy", "unplanned_clinical"):
        told = rolled["ending"][word.replace("_", "-")]
        assert (told["share"], told["of"]) == (float(getattr(shares, word)), closed)
    assert "planned-healthy" not in rolled["ending"]
    assert rolled["reached_target"]["of"] == int(shares.with_target)
    assert rolled["reached_target"]["share"] == float(shares.reached_share)
    assert rolled["signal"]["off-track"]["of"] == 5
    assert rolled["clinical_if"] == "<"


def test_without_a_cutoff_nothing_is_said_of_the_healthy_range():
    """No colour but the first grey one, and nobody in the denominators."""
    found = rusfelt.evaluate(episodes(), FitSignals(table=TABLE))
    assert found["colour_reason"].tolist() == [
        "no-cutoff", "no-cutoff", "no-cutoff", "one-session", "no-cutoff", "no-cutoff",
    ]  # fmt: skip
    assert found["colour"].tolist() == ["", "", "", "grey", "", ""]
    assert not found["closed"].any()
    assert set(found["ending"].tolist()) == {""}
    assert roll_up(found)["reached_target"]["share"] is None


def test_expected_scores_may_stand_beside_each_score():
    """As a user's own system writes them: the same signals as from the table."""
    panel = episodes()
    known = rusfelt.evaluate(panel, FitSignals(cutoff=25, lower_target=12, table=TABLE))
    intake = np.repeat(panel.y[panel.offsets[:-1]], panel.sizes)
    curve = expected_curve(intake, known.points["session"], TABLE)
    own = rusfelt.Panel(
        panel.indicator, panel.unit, panel.group, panel.part, panel.offsets, panel.t, panel.y,
        clock=panel.clock,
        per_series={**panel.per_series, "table_version": np.full(6, " made up 1 "),
                    "cutoff": np.array([25.0, 25, 25, 25, 25, np.nan])},
        per_point={"expected": curve.expected, "inner": curve.inner, "outer": curve.outer,
                   "session_target": curve.target,
                   "session_lower_target": np.full(len(panel.y), 12.0)},
    )  # fmt: skip
    found = rusfelt.evaluate(own, "fit-signals", cutoff=25.0)
    for name in ("signal", "with_signal", "colour", "colour_reason", "ending", "reached_target",
                 "table_version"):  # fmt: skip
        assert found[name].tolist() == known[name].tolist(), name
    assert found["signal_reason"].tolist() == [*known["signal_reason"][:5].tolist(), "no-expected"]
    for name in ("expected", "session_signal", "session_colour"):
        np.testing.assert_array_equal(found.points[name], known.points[name])
    nameless = rusfelt.evaluate(
        own.only(series=own.per_series.keys() - {"table_version"}, point=own.per_point.keys()),
        "fit-signals", cutoff=25.0,
    )  # fmt: skip
    assert nameless["signal_reason"].tolist() == ["no-version"] * 5 + ["no-expected"]
    assert nameless["colour_reason"][:5].tolist() == ["no-version"] * 3 + [
        "one-session",
        "no-version",
    ]
    assert not nameless["with_target"].any()


def test_impossible_bands_and_targets_are_told_by_session():
    """On the better side, crossed, or no number; the other sessions keep their signals."""
    odd = {
        "expected": [20.0, np.inf, 20.0, 20.0, 20.0, 20.0],
        "inner": [21.0, 15.0, 12.0, np.nan, 15.0, np.nan],
        "outer": [10.0, 10.0, 14.0, 21.0, 10.0, np.nan],
        "session_target": [20.0, 20.0, np.inf, 20.0, 20.0, np.nan],
        "session_lower_target": [10.0, 21.0, 10.0, -np.inf, 10.0, 10.0],
    }
    panel = ragged(
        [{"indicator": "ors", "y": [20.0, 19.0, 18.0, 17.0, 14.0, 12.0], "t": np.arange(6.0),
          **odd}],
        clock="day", kind="score", design="panel", better="higher", ending="open",
    )  # fmt: skip
    found = rusfelt.evaluate(panel, "fit-signals", cutoff=25.0, version="ours")
    assert found.points["session_reason"].tolist() == [
        *["impossible-bands"] * 4, "outside-inner-band", "no-band",
    ]  # fmt: skip
    assert found.points["session_signal"].tolist() == ["", "", "", "", "watch", ""]
    assert found.points["session_colour_reason"].tolist() == [
        "one-session", "impossible-targets", "impossible-targets", "impossible-targets",
        "between-targets", "no-target",
    ]  # fmt: skip
    assert np.isnan(found.points["expected"][1])


def test_a_measure_of_the_session_gets_the_alliances_colours_alone():
    """The Session Rating Scale beside the outcome: no change, no signal and no ending of it."""
    srs = {"a": ([38.0, 37.0], "planned"), "b": ([36.0, 35.5], ""), "c": ([40.0], "planned")}
    panel = episodes(srs, indicator="srs", role="process")
    found = rusfelt.evaluate(panel, FitSignals(cutoff=25, table=TABLE))
    known = alliance_colour([37, 35.5, 40], [38, 36, np.nan], cutoff=36)
    assert found.status.tolist() == ["ok"] * 3
    assert found["colour"].tolist() == known.colour.tolist() == ["green", "red", "green"]
    assert found["change_colour"].tolist() == known.change_colour.tolist() == ["red", "", ""]
    assert found["colour_reason"].tolist() == known.reason.tolist()
    assert found["change_from_last"].tolist()[:2] == [-1.0, -0.5]
    assert found.points["session_colour"].tolist() == ["green", "green", "green", "red", "green"]
    for name in ("change", "best"):
        assert np.isnan(found[name]).all()
    for name in ("closed", "healthy_at_end", "with_target", "reached_target", "with_signal"):
        assert not found[name].any()
    assert set(found["signal"].tolist()) == set(found["ending"].tolist()) == {""}
    other = rusfelt.evaluate(panel, "fit-signals", alliance_cutoff=38.0)
    assert other["colour"].tolist() == ["red", "red", "green"]


def test_turned_scales_give_the_same_signals():
    """Where lower is better everything is mirrored, the table too."""
    columns = {
        name: -getattr(TABLE, name).reshape(-1) for name in ("expected", "inner", "outer", "target")
    }
    mirror = response_table(
        {"intake": -np.repeat([10, 20, 30], 3), "session": np.tile(SESSIONS, 3), **columns},
        version="made up 1", better="lower",
    )  # fmt: skip
    turned = {unit: ([-each for each in y], ending) for unit, (y, ending) in EPISODES.items()}
    there = rusfelt.evaluate(episodes(), FitSignals(cutoff=25, lower_target=12, table=TABLE))
    back = rusfelt.evaluate(
        episodes(turned, better="lower"), FitSignals(cutoff=-25, lower_target=-12, table=mirror)
    )
    words = ("signal", "colour", "colour_reason", "ending", "reached_target", "healthy_at_end")
    for name in words:
        assert back[name].tolist() == there[name].tolist(), name
    assert back["signal_reason"][5] == "intake-above-table"
    np.testing.assert_array_equal(back["best"], -there["best"])
    assert set(back["clinical_if"].tolist()) == {">"}
    wrong = rusfelt.evaluate(episodes(turned, better="lower"), FitSignals(table=TABLE))
    assert wrong["reason"].tolist() == ["table-direction"] * 6


def test_mixed_directions_and_roles_in_one_panel_are_kept_apart():
    """Each series as it is alone, by session too."""
    rows = [
        {"indicator": "ors", "y": [20.0, 24.0], "better": "higher", "role": "outcome"},
        {"indicator": "srs", "y": [39.0, 35.0, 36.0], "better": "higher", "role": "process"},
        {"indicator": "core", "y": [20.0, 9.0], "better": "lower", "role": "outcome"},
        {"indicator": "empty", "y": [], "better": "lower", "role": "outcome"},
        {"indicator": "odd", "y": [20.0, 9.0], "better": "", "role": "outcome"},
    ]
    rows = [
        {"unit": "a", "kind": "score", "design": "panel", "ending": "planned", **each,
         "expected": [15.0] * len(each["y"]), "inner": [15.0] * len(each["y"])}
        for each in rows
    ]  # fmt: skip
    panel = ragged(rows, clock="period")
    params = {"cutoff": 10.0, "target": 20.0, "version": "ours"}
    found = rusfelt.evaluate(panel, "fit-signals", **params)
    assert found["reason"].tolist() == ["", "", "", "missing-pre", "no-direction"]
    assert found["signal"].tolist()[:3] == ["on-track", "", "on-track"]
    assert found.points["session_colour"].tolist() == [
        "grey", "green", "green", "red", "green", "grey", "green", "", "",
    ]  # fmt: skip
    permuted_alike(panel, "fit-signals", **params)


def test_a_wrong_word_for_an_ending_is_told():
    """It is neither guessed nor taken for unknown."""
    rows = {"a": ([20.0, 21.0], "done"), "b": ([20.0, 21.0], " planned ")}
    found = rusfelt.evaluate(episodes(rows), "fit-signals", cutoff=25.0)
    assert found["reason"].tolist() == ["unknown-ending", ""]
    assert found["ending"].tolist() == ["", "planned-clinical"]
    assert np.isnan(found["first"][0])
    assert set(found.points["session_colour_reason"][:2].tolist()) == {""}
    for language in ("nb", "nn", "en"):
        assert found.reason(0, language) not in {"", "unknown-ending"}


def test_numbered_sessions_count_as_numbered_and_dated_ones_in_order():
    """A session that was skipped moves the number on; sheets without a score bring a caution."""
    shared = {"unit": "a", "kind": "score", "design": "panel", "better": "higher", "ending": ""}
    rows = [{"indicator": "ors", "y": [20.0, 21.0], "t": [4.0, 6.0], "sheets": 3, **shared}]
    numbered, dated = (ragged(rows, clock=clock) for clock in ("occasion", "day"))
    made = FitSignals(cutoff=25, table=TABLE)
    assert rusfelt.evaluate(numbered, made).points["session"].tolist() == [1, 3]
    assert rusfelt.evaluate(numbered, made)["caution"].tolist() == [""]
    found = rusfelt.evaluate(dated, made)
    assert found.points["session"].tolist() == [1, 2]
    assert found["caution"].tolist() == ["unscored-sheets"]
    assert rusfelt.evaluate(dated, "fit-signals")["caution"].tolist() == [""]
    from_nought = rusfelt.evaluate(numbered, FitSignals(table=TABLE, intake_session=0))
    assert from_nought.points["session"].tolist() == [0, 2]


def test_enormous_scores_have_an_answer():
    """Differences no number can hold are none, without a warning."""
    panel = episodes({"a": ([1.7e308, -1.7e308], "planned"), "b": ([-1.7e308], "planned")})
    found = rusfelt.evaluate(
        panel, FitSignals(cutoff=1e308, target=1.7e308, lower_target=-1.7e308, version="v")
    )
    assert found.status.tolist() == ["ok", "ok"]
    assert np.isnan(found["change"][0])
    assert found["colour"].tolist() == ["orange", "grey"]
    table = rusfelt.evaluate(panel, FitSignals(cutoff=1e308, table=TABLE))
    assert table["signal_reason"].tolist() == ["intake-above-table", "intake-below-table"]


def test_columns_of_the_wrong_kind_are_taken_for_none():
    """Numbers where words belong, and words where numbers do."""
    panel = ragged(
        [{"indicator": "ors", "y": [20.0, 24.0], "cutoff": "high", "sheets": "two",
          "table_version": 3.0, "expected": ["a", "b"]}],
        kind="score", design="panel", better="higher",
    )  # fmt: skip
    found = rusfelt.evaluate(panel, "fit-signals", cutoff=25.0, target=20.0, version="v")
    assert found.status.tolist() == ["ok"]
    assert found["colour"].tolist() == ["green"]
    assert found["table_version"].tolist() == ["v"]
    assert found["signal_reason"].tolist() == ["no-expected"]


def test_a_table_and_its_version_belong_together():
    """A version of somebody else's is refused, and so is a path where a table belongs."""
    with pytest.raises(DomainError, match="made up 1"):
        FitSignals(table=TABLE, version="other")
    with pytest.raises(PluginError, match="read_response_table"):
        rusfelt.evaluate(episodes(), "fit-signals", table="etr.csv")
    assert FitSignals(table=TABLE) == FitSignals(table=TABLE, version="made up 1")
    assert hash(FitSignals(table=TABLE)) == hash(FitSignals(table=TABLE))
    other = TABLE._replace(target=TABLE.target + 1)
    assert FitSignals(table=TABLE) != FitSignals(table=other)
    assert FitSignals() == FitSignals()


def test_figures_that_are_no_scores_are_not_asked_about():
    """And new people each time have no episodes."""
    found = rusfelt.evaluate(episodes(design="cross-section"), "fit-signals")
    assert set(found["reason"].tolist()) == {"wrong-design"}
    assert set(found.points["session_signal"].tolist()) == {""}

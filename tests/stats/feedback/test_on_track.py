"""Expected treatment response from a user's table, and who is on track by it. All tables made up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusfelt.errors import DomainError
from rusfelt.stats.feedback.expected_curve import expected_curve
from rusfelt.stats.feedback.on_track import band_signal, episode_signals, on_track
from rusfelt.stats.feedback.response_table import response_table

INTAKES, SESSIONS = (10.0, 20.0, 30.0), (1.0, 2.0, 4.0)


def made_up(better: str = "higher", **dropped: bool) -> dict[str, list[float]]:
    """Three intakes by three sessions, two bands and a target; mirrored where lower is better."""
    sign = 1 if better == "higher" else -1
    rows = [(intake, session) for intake in INTAKES for session in SESSIONS]
    columns = {
        "intake": [sign * intake for intake, _ in rows],
        "session": [session for _, session in rows],
        "expected": [sign * (intake + session * (40 - intake) / 10) for intake, session in rows],
        "inner": [sign * (intake + session - 2) for intake, session in rows],
        "outer": [sign * (intake - 4.0) for intake, _ in rows],
        "target": [sign * 32.0 for _ in rows],
    }
    return {name: column for name, column in columns.items() if name not in dropped}


TABLE = response_table(made_up(), version="made up 1", better="higher")


@given(
    st.one_of(st.floats(5, 35), st.sampled_from(INTAKES)),
    st.sampled_from([0.0, 1.0, 2.0, 3.0, 4.0, 5.0]),
)
def test_curves_lie_straight_between_the_tables_intakes(intake: float, session: float) -> None:
    """Against numpy's interpolation; nothing is guessed beyond the table or between its sessions."""
    found = expected_curve(intake, session, TABLE)
    if not 10 <= intake <= 30:
        expected, reason = np.nan, f"intake-{'below' if intake < 10 else 'above'}-table"
    elif session not in SESSIONS:
        expected, reason = np.nan, "session-not-in-table"
    else:
        column = [i + session * (40 - i) / 10 for i in INTAKES]
        expected, reason = float(np.interp(intake, INTAKES, column)), ""
    assert str(found.reason) == reason
    assert float(found.expected) == pytest.approx(expected, abs=1e-9, nan_ok=True)
    assert bool(found.interpolated) == (reason == "" and intake not in INTAKES)
    assert str(found.version) == "made up 1"
    assert np.isnan(found.outer) == (reason != "")


def test_a_row_of_the_table_is_answered_as_it_stands() -> None:
    """At its own intakes nothing is worked out, and bands and target come along."""
    columns = made_up()
    found = expected_curve(columns["intake"], columns["session"], TABLE)
    for name in ("expected", "inner", "outer", "target"):
        assert getattr(found, name).tolist() == columns[name]
    assert not found.interpolated.any()


def test_a_session_only_one_neighbour_has_gives_no_curve_between() -> None:
    """But it does at the intake that has it."""
    table = response_table(
        {"intake": [10, 20, 20], "session": [1, 1, 2], "expected": [11, 21, 22]},
        version="v", better="higher",
    )  # fmt: skip
    found = expected_curve([10, 15, 20, 15], [2, 2, 2, 1], table)
    np.testing.assert_array_equal(found.expected, [np.nan, np.nan, 22, 16])
    assert found.reason.tolist() == ["session-not-in-table"] * 2 + ["", ""]
    assert np.isnan(found.inner).all()


def test_a_missing_intake_or_session_has_its_reason() -> None:
    """Before anything else is looked at."""
    found = expected_curve([np.nan, 20], [1, np.nan], TABLE)
    assert found.reason.tolist() == ["no-intake", "no-session"]


@pytest.mark.parametrize("better", ["higher", "lower"])
def test_signals_follow_the_bands(better: str) -> None:
    """The edge is inside; mirrored where lower is better."""
    sign = 1 if better == "higher" else -1
    table = response_table(made_up(better), version="v", better=better)
    scores = sign * np.array([40, 28, 20, 19.9, 16, 15.9, np.nan])
    found = on_track(sign * 20, 2, scores, table)
    assert found.signal.tolist() == [
        "on-track", "on-track", "on-track", "watch", "watch", "off-track", "",
    ]  # fmt: skip
    assert found.reason.tolist() == [
        "inside-bands", "inside-bands", "inside-bands", "outside-inner-band", "outside-inner-band",
        "outside-outer-band", "no-score",
    ]  # fmt: skip
    np.testing.assert_allclose(found.difference, scores - sign * 24)
    assert found.version.tolist() == ["v"] * 7


def test_an_edge_reached_on_paper_is_inside() -> None:
    """An inner edge equal to the intake, met at every tenth between two intakes of the table."""
    table = response_table(
        {"intake": [0.1, 40], "session": [1, 1], "expected": [41, 41], "inner": [0.1, 40]},
        version="v", better="higher",
    )  # fmt: skip
    tenths = np.arange(1, 401) / 10
    found = on_track(tenths, 1, tenths, table)
    assert (found.inner > tenths).any()
    assert set(found.signal.tolist()) == {"on-track"}
    assert set(on_track(tenths, 1, tenths - 0.1, table).signal.tolist()) == {"watch"}


def test_one_band_gives_one_signal_and_none_gives_none() -> None:
    """A table without bands has curves but no signals."""
    for name, expected in (("inner", ["on-track", "off-track"]), ("outer", ["watch", "watch"])):
        table = response_table(made_up(**{name: True}), version="v", better="higher")
        assert on_track(20, 2, [19, 10], table).signal.tolist() == expected
    table = response_table(made_up(inner=True, outer=True), version="v", better="higher")
    found = on_track([20, 50], 2, [10, 10], table)
    assert found.signal.tolist() == ["", ""]
    assert found.reason.tolist() == ["no-band", "intake-above-table"]
    assert float(found.difference[0]) == -14


def test_episodes_are_numbered_from_their_intake() -> None:
    """The same as giving intake and session for every score; a table may count from 0."""
    y, offsets = [20, 19, 25, np.nan, 10, 5, 12], [0, 4, 4, 7]
    found = episode_signals(y, offsets, TABLE)
    byhand = on_track([20] * 4 + [10] * 3, [1, 2, 3, 4, 1, 2, 3], y, TABLE)
    assert found.signal.tolist() == byhand.signal.tolist()
    assert found.reason.tolist() == byhand.reason.tolist()
    assert found.reason[3] == "no-score"
    from_zero = response_table(
        made_up() | {"session": [s - 1 for s in made_up()["session"]]}, version="v", better="higher"
    )
    shifted = episode_signals(y, offsets, from_zero, intake_session=0)
    assert shifted.signal.tolist() == found.signal.tolist()
    assert episode_signals([], [0], TABLE).signal.shape == (0,)


def test_an_episode_that_began_without_a_score_has_no_curve() -> None:
    """Its second score is no intake."""
    assert episode_signals([np.nan, 12], [0, 2], TABLE).reason.tolist() == ["no-intake"] * 2


def test_enormous_intakes_are_placed_all_the_same() -> None:
    """Between two intakes too far apart for a number."""
    table = response_table(
        {"intake": [-1.7e308, 1.7e308], "session": [1, 1], "expected": [0, 10], "inner": [0, 0]},
        version="v", better="higher",
    )  # fmt: skip
    assert float(expected_curve(0, 1, table).expected) == pytest.approx(5)
    found = on_track(1.7e308, 1, -1.7e308, table)
    assert str(found.signal) == "watch"
    assert np.isfinite(found.difference)


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"expected": None}, "columns"),
        ({"mean": [1]}, "columns"),
        ({"intake": []}, "session"),
        ({"expected": [1, 2]}, "expected"),
        ({"expected": [np.nan]}, "expected, row 0"),
        ({"inner": [np.inf]}, "inner, row 0"),
        ({"inner": [12]}, "inner, row 0"),
        ({"outer": [11.5]}, "outer, row 0"),
        ({"inner": [9], "outer": [10]}, "outer, row 0"),
        ({"intake": [1, 1], "session": [1, 1], "expected": [5, 5]}, "session, row 1"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(changed: dict[str, object], place: str) -> None:
    """Columns, cells, bands on the wrong side, a row that stands twice."""
    columns: dict[str, object] = {"intake": [10], "session": [1], "expected": [11]}
    columns = {name: value for name, value in (columns | changed).items() if value is not None}
    with pytest.raises(DomainError) as caught:
        response_table(columns, version="v", better="higher")
    assert place in {problem.path for problem in caught.value.problems}


def test_a_table_needs_a_version_a_direction_and_rows() -> None:
    """What a signal rests on must be told apart from last year's table."""
    columns = {"intake": [10], "session": [1], "expected": [11]}
    for version, better, given_columns, name in (
        ("", "higher", columns, "version"), (2, "higher", columns, "version"),
        ("v", "target", columns, "better"), ("v", "higher", [1, 2], "columns"),
        ("v", "higher", {name: [] for name in columns}, "columns"),
    ):  # fmt: skip
        with pytest.raises(DomainError, match=name):
            response_table(given_columns, version=version, better=better)


@pytest.mark.parametrize(
    ("function", "arguments", "name"),
    [
        (expected_curve, (np.inf, 1, TABLE), "intake"),
        (expected_curve, (1, [np.inf], TABLE), "session"),
        (expected_curve, (10, 1, {}), "table"),
        (on_track, (10, 1, np.inf, TABLE), "score"),
        (on_track, (10, [1, 2], [1, 2, 3], TABLE), "intake"),
        (on_track, (10, 1, 1, None), "table"),
        (episode_signals, ([[1]], [0, 1], TABLE), "y"),
        (episode_signals, ([1], [0, 2], TABLE), "offsets"),
        (episode_signals, ([np.inf], [0, 1], TABLE), "y"),
        (episode_signals, ([1], [0, 1], None), "table"),
    ],
)
def test_impossible_input_is_refused(
    function: object, arguments: tuple[object, ...], name: str
) -> None:
    """Naming the argument."""
    assert callable(function)
    with pytest.raises(DomainError) as caught:
        function(*arguments)
    assert caught.value.problems[0].path.split(",")[0] == name


@pytest.mark.parametrize("number", [-1, 0.5, [0, 1], None])
def test_the_intakes_number_is_one_count(number: object) -> None:
    """Tables count it as session 0 or 1."""
    with pytest.raises(DomainError, match="intake_session"):
        episode_signals([1], [0, 1], TABLE, intake_session=number)


@given(
    st.floats(5, 35), st.sampled_from([1.0, 2.0, 3.0, 4.0]), st.floats(-5, 45),
    st.sampled_from(["higher", "lower"]),
)  # fmt: skip
def test_bands_already_known_give_the_tables_signal(
    intake: float, session: float, score: float, better: str
) -> None:
    """Looked up or given beside the score: one rule."""
    table = TABLE if better == "higher" else response_table(
        made_up("lower"), version="made up 1", better="lower"
    )  # fmt: skip
    sign = 1 if better == "higher" else -1
    known = on_track(sign * intake, session, sign * score, table)
    found = band_signal(
        sign * score, known.expected, inner=known.inner, outer=known.outer,
        better="higher" if better == "higher" else "lower", version="made up 1",
    )  # fmt: skip
    assert str(found.signal) == str(known.signal)
    assert str(found.version) == str(known.version)
    np.testing.assert_array_equal(found.difference, known.difference)
    if np.isnan(known.expected):
        assert str(found.reason) == "no-expected"
    else:
        assert str(found.reason) == str(known.reason)


def test_bands_say_why_there_is_no_signal() -> None:
    """No score, nothing expected, no band; one band alone gives its own signal."""
    nan = np.nan
    found = band_signal(
        [nan, 10, 10, 10, 10], [20, nan, 20, 20, 20], inner=[15, 15, nan, 15, nan],
        outer=[9, 9, nan, nan, 12], better="higher", version="v",
    )  # fmt: skip
    assert found.signal.tolist() == ["", "", "", "watch", "off-track"]
    assert found.reason[:3].tolist() == ["no-score", "no-expected", "no-band"]
    assert band_signal([], [], better="lower", version="v").signal.shape == (0,)


@pytest.mark.parametrize(
    ("arguments", "options", "place"),
    [
        (([10, np.inf], 20), {}, "score, row 1"),
        ((10, -np.inf), {}, "expected, row 0"),
        ((10, 20), {"inner": 21}, "inner, row 0"),
        ((10, 20), {"outer": 21}, "outer, row 0"),
        ((10, [20, 20]), {"inner": 12, "outer": [9, 13]}, "outer, row 1"),
        ((10, 20), {"inner": 19, "better": "lower"}, "inner, row 0"),
        ((10, 20), {"version": " "}, "version"),
        ((10, 20), {"better": "up"}, "better"),
    ],
)
def test_impossible_bands_are_refused(
    arguments: tuple[object, object], options: dict[str, object], place: str
) -> None:
    """On the better side, or crossed, or without a name."""
    with pytest.raises(DomainError) as caught:
        band_signal(*arguments, **{"better": "higher", "version": "v", **options})  # type: ignore[arg-type]
    assert caught.value.problems[0].path == place

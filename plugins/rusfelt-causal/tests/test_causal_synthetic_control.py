"""What synthetic-control promises, tried through rusfelt."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from causal_panels import cigarettes, panel_of

import rusfelt
from rusfelt_causal import _synthesis
from rusfelt_causal.synthetic_control import SyntheticControl

# Ten years and five districts that go their own ways.
_RNG = np.random.default_rng(7)
_DONORS = np.round(20 + 3 * _RNG.normal(size=(5, 10)).cumsum(axis=1), 2)
_ONE = [1, 0, 0, 0, 0, 0]


def _with(unit: np.ndarray, start: float = 2016.0) -> rusfelt.Panel:
    return panel_of(np.vstack([unit, _DONORS]), treated=_ONE, start=start)


def _curve(found: rusfelt.Findings, name: str, row: int = 0) -> np.ndarray:
    curve = found.curves[name]
    return curve.values[curve.offsets[row] : curve.offsets[row + 1]]


@pytest.fixture(scope="module")
def smoking() -> rusfelt.Findings:
    """California against 38 states, once for all tests that look at it."""
    return rusfelt.evaluate(cigarettes(), SyntheticControl())


def test_proposition_99_gives_the_effect_others_found_without_covariates(
    smoking: rusfelt.Findings,
) -> None:
    """-19.5 packs a head and year; Stata's sdid, method(sc), finds -19.48 on the same figures.

    Clarke and others, doi:10.48550/arXiv.2301.11859, describe it; it penalises a little.
    """
    row = smoking["unit"].tolist().index("California")
    assert smoking["effect"][row] == pytest.approx(-19.48, abs=0.05)
    assert (smoking["donors"][row], smoking["before"][row], smoking["after"][row]) == (38, 19, 12)


def test_proposition_99_draws_on_the_states_published(smoking: rusfelt.Findings) -> None:
    """Abadie, Diamond and Hainmueller's five, and without their covariates a sixth.

    Theirs are Utah, Nevada, Montana, Colorado and Connecticut; New Hampshire has a twentieth here.
    """
    row = smoking["unit"].tolist().index("California")
    states = np.sort(smoking["unit"][smoking["reason"] == "donor"])
    weight = dict(zip(states.tolist(), _curve(smoking, "weight", row).tolist(), strict=True))
    used = {state for state, share in weight.items() if share > 0.01}
    published = {"Utah", "Nevada", "Montana", "Colorado", "Connecticut"}
    assert used == published | {"New Hampshire"}
    assert max(weight, key=lambda state: weight[state]) == "Utah"
    assert sum(weight.values()) == pytest.approx(1)


def test_proposition_99_is_ranked_among_all_39_states(smoking: rusfelt.Findings) -> None:
    """The rank counts California itself: p is a whole number of thirty-ninths, and 1/39 at best."""
    row = smoking["unit"].tolist().index("California")
    ratios = _curve(smoking, "placebo_ratio", row)
    above = int((ratios >= smoking["ratio"][row]).sum())
    assert len(ratios) == 38
    assert smoking["smallest_p"][row] == pytest.approx(1 / 39)
    assert smoking["p"][row] == pytest.approx((1 + above) / 39)
    assert smoking["can_reject"][row]


def test_the_weights_are_the_best_there_are() -> None:
    """No small step from one donor to another brings the fit before the start any closer."""
    unit = _DONORS[0] * 0.5 + _DONORS[1] * 0.5 + np.linspace(-1, 1, 10) ** 2
    before = np.arange(10) < 7
    found = _synthesis.synthesis(unit, _DONORS.T, before)
    assert isinstance(found, _synthesis.Synthesis)
    for giver in np.flatnonzero(found.weights > 1e-4):
        for taker in set(range(5)) - {int(giver)}:
            moved = found.weights.copy()
            moved[giver] -= 1e-4
            moved[taker] += 1e-4
            gap = (unit - _DONORS.T @ moved)[before]
            assert np.sqrt(np.mean(gap**2)) > found.before - 1e-6


def test_a_known_mixture_and_a_known_effect_are_found_again() -> None:
    """A unit that is 0.3 of one donor and 0.7 of another, and 5 higher from the start on."""
    effect = np.where(np.arange(10) >= 6, 5.0, 0.0)
    found = rusfelt.evaluate(
        _with(0.3 * _DONORS[1] + 0.7 * _DONORS[3] + effect), SyntheticControl()
    )
    np.testing.assert_allclose(_curve(found, "weight"), [0, 0.3, 0, 0.7, 0], atol=2e-3)
    np.testing.assert_allclose(_curve(found, "after_effect"), [5] * 4, atol=0.02)
    assert found["effect"][0] == pytest.approx(5, abs=0.01)
    assert _curve(found, "after_t").tolist() == [2016, 2017, 2018, 2019]


def test_an_exact_fit_has_an_effect_and_no_ratio() -> None:
    """Dividing by a distance of nothing would make any effect look certain."""
    found = rusfelt.evaluate(_with(0.3 * _DONORS[1] + 0.7 * _DONORS[3]), SyntheticControl())
    assert found.status[0] == "ok"
    assert found["caution"][0] == "exact-fit"
    assert np.isnan(found["ratio"][0])
    assert np.isnan(found["p"][0])


def test_the_ratio_is_the_gap_after_by_the_gap_before() -> None:
    """And the gaps are those of the weights that are given."""
    unit = _DONORS.mean(axis=0) + _RNG.normal(size=10)
    found = rusfelt.evaluate(_with(unit), SyntheticControl())
    gap = unit - _curve(found, "weight") @ _DONORS
    before, after = np.sqrt(np.mean(gap[:6] ** 2)), np.sqrt(np.mean(gap[6:] ** 2))
    assert found["rmspe_before"][0] == pytest.approx(before)
    assert found["ratio"][0] == pytest.approx(after / before)


def test_few_donors_can_never_reject_and_it_is_said() -> None:
    """With five donors the smallest p is a sixth, whatever the effect."""
    found = rusfelt.evaluate(
        _with(_DONORS.mean(axis=0) + np.r_[np.sin(range(6)), [90] * 4]), SyntheticControl()
    )
    assert found["smallest_p"][0] == pytest.approx(float(Fraction(1, 6)))
    assert found["p"][0] >= found["smallest_p"][0]
    assert not found["can_reject"][0]
    assert found["caution"][0] != ""


def test_a_unit_above_every_donor_is_said_to_be_out_of_reach() -> None:
    """No weighted mean lies above the highest donor."""
    found = rusfelt.evaluate(_with(_DONORS.max(axis=0) + 10), SyntheticControl())
    assert found["outside"][0] == 6
    assert found["caution"][0] == "outside-donors"


def test_a_donor_without_all_the_times_is_left_out_with_a_weight_of_nothing() -> None:
    """It keeps its place among the weights, so that they can be read against the donors."""
    unit = _DONORS.mean(axis=0) + _RNG.normal(size=10)
    whole = _with(unit)
    short = whole.sizes.copy()
    short[3] -= 1
    keep = np.delete(np.arange(60), 39)
    panel = rusfelt.Panel(
        whole.indicator, whole.unit, whole.group, whole.part,
        np.concatenate([[0], np.cumsum(short)]), whole.t[keep], whole.y[keep],
        clock="period", per_series=dict(whole.per_series),
    )  # fmt: skip
    found = rusfelt.evaluate(panel, SyntheticControl())
    assert (found["donors"][0], found["left_out"][0]) == (4, 1)
    assert _curve(found, "weight")[2] == 0
    assert np.isnan(_curve(found, "placebo_ratio")[2])
    alone = rusfelt.evaluate(whole.take([0, 1, 2, 4, 5]), SyntheticControl())
    assert found["effect"][0] == alone["effect"][0]


def test_two_treated_units_are_in_nobodys_donor_pool() -> None:
    """Taking the other treated unit away changes nothing."""
    unit = _DONORS.mean(axis=0) + _RNG.normal(size=10)
    y = np.vstack([unit, unit[::-1], _DONORS])
    panel = panel_of(y, treated=[1, 1, 0, 0, 0, 0, 0], start=2016.0)
    both = rusfelt.evaluate(panel, SyntheticControl())
    alone = rusfelt.evaluate(panel.take([0, 2, 3, 4, 5, 6]), SyntheticControl())
    assert both.status[:2].tolist() == ["ok", "ok"]
    assert both["effect"][0] == alone["effect"][0]
    assert both["p"][0] == alone["p"][0]


@pytest.mark.parametrize(
    ("panel", "reason"),
    [
        (_with(_DONORS[0] + 1, start=np.nan), "unsaid-start"),
        (_with(_DONORS[0] + 1, start=2012.0), "too-few-before"),
        (_with(_DONORS[0] + 1, start=2030.0), "none-after"),
        (_with(_DONORS[0] + 1).take([0, 1]), "too-few-donors"),
        (panel_of(np.ones((4, 10)), treated=[1, 0, 0, 0], start=2016.0), "no-variation"),
        (panel_of(_DONORS, treated=[2, 0, 0, 0, 0], start=2016.0), "unsaid-treatment"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_compared_gets_a_reason_and_no_number(
    panel: rusfelt.Panel, reason: str
) -> None:
    """And the reason has a sentence in each language."""
    found = rusfelt.evaluate(panel, SyntheticControl())
    assert (found.status[0], found["reason"][0]) == ("undefined", reason)
    assert np.isnan(found["effect"][0])
    sentences = {found.reason(0, language) for language in ("nb", "nn", "en")}
    assert len(sentences) == 3
    assert reason not in sentences


def test_more_donors_than_it_is_made_for_are_refused() -> None:
    """Rather than let everyone wait."""
    found = rusfelt.evaluate(_with(_DONORS[0] + 1), SyntheticControl(most_donors=4))
    assert found["reason"][0] == "too-many-units"


def test_a_break_in_the_treated_unit_is_not_bridged() -> None:
    """Two stretches of one unit are no series to fit to."""
    whole = _with(_DONORS[0] + 1)
    panel = rusfelt.Panel(
        whole.indicator, ["u00", "u00", *whole.unit[2:]], whole.group, [0, 1, 0, 0, 0, 0],
        whole.offsets, whole.t, whole.y, clock="period",
        per_series={"treated": [1, 1, 0, 0, 0, 0], "intervention": [2016.0] * 6},
    )  # fmt: skip
    found = rusfelt.evaluate(panel, SyntheticControl())
    assert found["reason"][:2].tolist() == ["broken-series"] * 2


def test_a_solver_that_stops_early_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Equal weights, which pysyncon returns where its solver gives up, are not passed on."""
    monkeypatch.setattr(_synthesis, "_optimal", lambda apart: np.full(apart.shape[1], 0.2))
    found = rusfelt.evaluate(_with(_DONORS[0] + 1), SyntheticControl())
    assert found["reason"][0] == "not-converged"


def test_it_can_settle_no_verdict() -> None:
    """A plan that names it in judged_by is told so."""
    assert not SyntheticControl().spec.judges

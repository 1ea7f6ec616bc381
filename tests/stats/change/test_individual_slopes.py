"""Slopes of persons: against statsmodels, dense algebra, closed forms, and what they must do."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from rusfelt.stats.change.individual_slopes import individual_slopes

if TYPE_CHECKING:
    from rusfelt.stats.change.individual_slopes import IndividualSlopes, SlopeFit
    from rusfelt.typing import Floats, Integers

    Series = tuple[Floats, Floats, Integers]


def growth(seed: int, people: int, *, complete: bool = True, regular: bool = True) -> Series:
    """Synthetic people; the legacy generator, whose numbers no version of numpy changes."""
    random = np.random.RandomState(seed)
    times = np.tile(np.arange(5.0), (people, 1))
    own = random.normal(size=(people, 2)) @ np.array([[4.0, -0.8], [0.0, 0.9]])
    noise = 2.0 * random.normal(size=times.shape)
    jitter = random.uniform(-0.3, 0.3, size=times.shape)
    kept = random.uniform(size=times.shape) < 0.8
    if not regular:
        times = times + jitter
    y = 24 + own[:, :1] + (own[:, 1:] - 1.5) * times + noise
    if complete:
        kept = np.ones_like(kept)
    return times[kept], y[kept], np.concatenate([[0], np.cumsum(kept.sum(axis=1))])


def dense(t: Floats, y: Floats, offsets: Integers, fit: SlopeFit) -> tuple[float, ...]:
    """The textbook's matrices over all waves at once, at the fit's variances.

    Restricted log-likelihood, fixed effects, their errors, and for each person in the model the
    slope, its prediction error, its deviation and the conditional standard deviation of that.
    """
    rows = [np.arange(*ends) for ends in pairwise(offsets)]
    rows = [row for row in rows if len(row) >= 3]
    used, count = np.concatenate(rows), len(rows)
    x = np.column_stack([np.ones(len(used)), t[used]])
    z = np.zeros((len(used), 2 * count))
    start = 0
    for number, row in enumerate(rows):
        part = slice(start, start + len(row))
        z[part, 2 * number : 2 * number + 2] = x[part]
        start = part.stop
    among = np.array(
        [[fit.intercept_variance, fit.covariance], [fit.covariance, fit.slope_variance]]
    )
    g = np.kron(np.eye(count), among)
    v = z @ g @ z.T + fit.residual_variance * np.eye(len(used))
    inverse = np.linalg.inv(v)
    c = np.linalg.inv(x.T @ inverse @ x)
    beta = c @ x.T @ inverse @ y[used]
    residual = y[used] - x @ beta
    log_likelihood = -0.5 * (
        (len(used) - 2) * np.log(2 * np.pi)
        + np.linalg.slogdet(v)[1]
        - np.linalg.slogdet(c)[1]
        + residual @ inverse @ residual
    )
    u = (g @ z.T @ inverse @ residual)[1::2]
    conditional = g - g @ z.T @ inverse @ z @ g
    # Of each slope's prediction error, the part that the fixed effects bring.
    weights = np.tile([0.0, 1.0], (count, 1)) - (g @ z.T @ inverse @ x)[1::2]
    own = np.diag(conditional)[1::2]
    se = np.sqrt(own + np.einsum("ij,jk,ik->i", weights, c, weights))
    return log_likelihood, beta, np.sqrt(np.diag(c)), beta[1] + u, se, u, np.sqrt(own)


# statsmodels 0.15.0, MixedLM(...).fit(reml=True), the best of its optimisers bfgs, lbfgs, powell
# and cg: log-likelihood, intercept, slope, intercept variance, slope variance, covariance,
# residual variance, then random slopes and their conditional standard deviations of the first
# three people in the model.
STATSMODELS = {
    "complete": (
        (11, 30, True, True),
        (-362.84386717012023, 24.6818660122909, -1.8224732349211377),
        (8.214320900413295, 0.3905738486702282, -0.5852170646397242, 4.097450833003796),
        (-0.007369304640017039, -0.8695907648421712, 0.18106939910468914),
        (0.44580138674605524, 0.44580138674605524, 0.44580138674605524),
    ),
    "incomplete": (
        (12, 40, False, True),
        (-389.47742169956894, 22.87562936010657, -1.3228660175565299),
        (17.81624570193501, 1.5522888885737427, -3.564453698965343, 4.341274585954149),
        (0.3783227940746388, -0.6048911258213744, -0.07948486753114399),
        (0.5816440299272385, 0.7342017303970421, 0.5816273722549614),
    ),
    "unequal": (
        (13, 25, False, False),
        (-225.06063890718832, 23.62480550993618, -1.237893832964322),
        (11.071693720558956, 1.8441337114548146, -2.9678066182624496, 3.288575599787917),
        (1.3250314873776734, -0.7086781796178182, -0.3836472569764532),
        (0.7730679129163107, 0.576918667122833, 0.5470945842912586),
    ),
}


@pytest.mark.parametrize("name", STATSMODELS)
def test_the_fit_is_that_of_statsmodels(name: str) -> None:
    """Log-likelihood to 1e-8; the rest as far as its search went, and never a worse maximum."""
    (seed, people, complete, regular), of_line, of_variance, slopes, errors = STATSMODELS[name]
    found = individual_slopes(*growth(seed, people, complete=complete, regular=regular))
    fit = found.fit
    assert fit.converged
    assert not fit.singular
    assert of_line[0] <= fit.log_likelihood <= of_line[0] + 1e-8
    assert (fit.intercept, fit.slope) == pytest.approx(of_line[1:], rel=1e-6)
    variances = (fit.intercept_variance, fit.slope_variance, fit.covariance, fit.residual_variance)
    assert variances == pytest.approx(of_variance, rel=3e-5)
    first = np.flatnonzero(found.waves >= 3)[:3]
    np.testing.assert_allclose(found.deviation[first], slopes, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(found.deviation_sd[first], errors, rtol=1e-5)


@pytest.mark.parametrize("regular", [True, False])
@pytest.mark.parametrize("seed", range(6))
def test_everything_equals_dense_matrices(seed: int, *, regular: bool) -> None:
    """Likelihood, errors, predictions and their errors, from V inverted as a whole."""
    data = growth(seed, 14, complete=seed % 2 == 0, regular=regular)
    found = individual_slopes(*data)
    fit, used = found.fit, found.waves >= 3
    theirs = dense(*data, fit)
    assert fit.log_likelihood == pytest.approx(theirs[0], rel=1e-12)
    assert (fit.intercept, fit.slope) == pytest.approx(tuple(theirs[1]), rel=1e-11)
    assert (fit.intercept_se, fit.slope_se) == pytest.approx(tuple(theirs[2]), rel=1e-10)
    np.testing.assert_allclose(found.slope[used], theirs[3], rtol=1e-10)
    np.testing.assert_allclose(found.slope_se[used], theirs[4], rtol=1e-9)
    np.testing.assert_allclose(found.deviation[used], theirs[5], rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(found.deviation_sd[used], theirs[6], rtol=1e-8)


@pytest.mark.parametrize("seed", range(8))
def test_no_other_variances_are_likelier(seed: int) -> None:
    """Dense likelihoods all about the answer, singular or not, are none of them higher."""
    data = growth(seed, 9, complete=False, regular=False)
    fit = individual_slopes(*data).fit
    best = dense(*data, fit)[0]
    rng = np.random.default_rng(seed)
    among = np.array(
        [[fit.intercept_variance, fit.covariance], [fit.covariance, fit.slope_variance]]
    )
    for reach in (1e-3, 0.03, 0.3):
        for _ in range(15):
            turn = np.eye(2) + reach * rng.normal(size=(2, 2))
            extra = reach**2 * np.diag(rng.uniform(0, 1, 2)) * among
            other = turn @ among @ turn.T + extra
            elsewhere = fit._replace(
                intercept_variance=other[0, 0], slope_variance=other[1, 1],
                covariance=other[0, 1],
                residual_variance=fit.residual_variance * np.exp(reach * rng.normal()),
            )  # fmt: skip
            assert dense(*data, elsewhere)[0] <= best + 1e-9


def test_equal_designs_have_the_answer_in_closed_form() -> None:
    """REML is then the analysis of variance: lines' covariance less the noise in a line."""
    t, y, offsets = growth(21, 50)
    fit = individual_slopes(t, y, offsets).fit
    x = np.column_stack([np.ones(5), np.arange(5.0)])
    lines, scatter = np.linalg.lstsq(x, y.reshape(50, 5).T, rcond=None)[:2]
    noise = scatter.sum() / (50 * 3)
    among = np.cov(lines) - noise * np.linalg.inv(x.T @ x)
    assert not fit.singular
    assert fit.residual_variance == pytest.approx(noise, rel=1e-10)
    assert fit.intercept_variance == pytest.approx(among[0, 0], rel=1e-8)
    assert fit.slope_variance == pytest.approx(among[1, 1], rel=1e-8)
    assert fit.covariance == pytest.approx(among[0, 1], rel=1e-8)
    assert (fit.intercept, fit.slope) == pytest.approx(tuple(lines.mean(axis=1)), rel=1e-12)
    errors = np.sqrt(np.diag(np.cov(lines)) / 50)
    assert (fit.intercept_se, fit.slope_se) == pytest.approx(tuple(errors), rel=1e-9)


def falling_together() -> Series:
    """Sixty people who all fall by about five points a wave, the fastest by seven and a half."""
    place = special.ndtri((np.arange(60) + 0.5) / 60)
    own = -5 + place
    turns = np.array([[1.0, -1, -1, 1], [-1, 3, -3, 1]])
    signs = np.column_stack([(-1.0) ** np.arange(60), (-1.0) ** (np.arange(60) // 2)])
    noise = 0.33 * signs @ (turns / np.sqrt([[4], [20]]))
    y = 60 + 3 * np.cos(np.arange(60.0))[:, None] + own[:, None] * np.arange(4.0) + noise
    return np.tile(np.arange(4.0), 60), y.ravel(), np.arange(0, 241, 4)


def tally(words: object) -> dict[str, int]:
    """How often each word stands."""
    return {
        str(word): int(n) for word, n in zip(*np.unique(words, return_counts=True), strict=True)
    }


def test_deviation_from_the_mean_slope_is_no_measure_of_change() -> None:
    """Everybody falls; sorted by random effect, as clinicalsignificance 3.0 does, 23 worsen."""
    found = individual_slopes(*falling_together(), better="lower")
    assert found.slope.max() < -2
    assert tally(found.slope_category) == {"improved": 60}
    assert tally(found.deviation_category) == {"improved": 23, "unchanged": 14, "deteriorated": 23}
    # The anchor's own rule, taken from the fit alone.
    index = found.deviation / found.deviation_sd
    z = special.ndtri(0.975)
    assert ((index < -z).sum(), (index > z).sum()) == (23, 23)


def test_predictions_are_as_uncertain_as_they_say() -> None:
    """Of 4000 people's true slopes 95 % lie within 1.96 errors of the slope predicted."""
    rng = np.random.default_rng(5)
    sizes = rng.integers(3, 8, 4000)
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    t = np.arange(offsets[-1]) - np.repeat(offsets[:-1], sizes).astype(np.float64)
    true = -1 + 0.7 * rng.normal(size=4000)
    level = 20 + 4 * rng.normal(size=4000)
    y = np.repeat(level, sizes) + np.repeat(true, sizes) * t + 2 * rng.normal(size=len(t))
    found = individual_slopes(t, y, offsets)
    inside = np.abs(found.slope - true) < 1.96 * found.slope_se
    # Binomial: 0.95 with a standard error of 0.0034.
    assert 0.94 < inside.mean() < 0.96


def test_many_people_take_the_same_road_to_the_same_answer() -> None:
    """Above 4096 designs the search begins on a part; the answer is dense algebra's still."""
    rng = np.random.default_rng(8)
    t = np.tile(np.arange(3.0), 5000) + rng.uniform(-0.3, 0.3, 15000)
    own = np.repeat(rng.normal(size=(5000, 2)) * [4, 0.7], 3, axis=0)
    y = own[:, 0] + (own[:, 1] - 1) * t + 2 * rng.normal(size=15000)
    fit = individual_slopes(t, y, np.arange(0, 15001, 3)).fit
    assert fit.converged
    among = np.array(
        [[fit.intercept_variance, fit.covariance], [fit.covariance, fit.slope_variance]]
    )

    def score(among: Floats, noise: float) -> float:
        z = np.stack([np.ones_like(t), t], axis=-1).reshape(5000, 3, 2)
        v = z @ among @ z.swapaxes(1, 2) + noise * np.eye(3)
        inverse = np.linalg.inv(v)
        h = np.einsum("pni,pnm,pmj->ij", z, inverse, z)
        beta = np.linalg.solve(h, np.einsum("pni,pnm,pm->i", z, inverse, y.reshape(5000, 3)))
        rest = y.reshape(5000, 3) - z @ beta
        whole = np.einsum("pn,pnm,pm->", rest, inverse, rest)
        both = np.linalg.slogdet(v)[1].sum() + np.linalg.slogdet(h)[1]
        return float(-0.5 * (14998 * np.log(2 * np.pi) + both + whole))

    best = score(among, fit.residual_variance)
    assert fit.log_likelihood == pytest.approx(best, rel=1e-12)
    for factor in (0.99, 1.01):
        assert score(among * factor, fit.residual_variance) < best
        assert score(among, fit.residual_variance * factor) < best
        assert score(among * [[1, factor], [factor, 1]], fit.residual_variance) < best


# Laws


def same(ours: IndividualSlopes, theirs: IndividualSlopes, *, scale: float = 1.0) -> None:
    """Equal but for the unit of slopes."""
    np.testing.assert_allclose(ours.slope, theirs.slope * scale, rtol=1e-5)
    np.testing.assert_allclose(ours.slope_se, theirs.slope_se * abs(scale), rtol=1e-5)
    np.testing.assert_allclose(ours.deviation_sd, theirs.deviation_sd * abs(scale), rtol=1e-4)
    assert ours.reason.tolist() == theirs.reason.tolist()


@settings(max_examples=10, deadline=None)
@given(
    seed=st.integers(0, 50),
    time=st.tuples(st.floats(-3000, 3000), st.floats(1e-3, 1e3)),
    value=st.tuples(st.floats(-300, 300), st.floats(1e-3, 1e3)),
)
def test_units_and_origins_do_not_matter(
    seed: int, time: tuple[float, float], value: tuple[float, float]
) -> None:
    """Days or years since any date, points or tenths of points: the same people, the same words."""
    t, y, offsets = growth(seed, 12, complete=False, regular=False)
    plain = individual_slopes(t, y, offsets)
    moved = individual_slopes(time[0] + time[1] * t, value[0] + value[1] * y, offsets)
    same(moved, plain, scale=value[1] / time[1])
    np.testing.assert_allclose(moved.slope_index, plain.slope_index, rtol=1e-5)
    waves = plain.fit.waves
    shift = -(waves - 2) * np.log(value[1]) - np.log(time[1])
    assert moved.fit.log_likelihood == pytest.approx(
        plain.fit.log_likelihood + shift, abs=1e-6, rel=1e-9
    )
    assert moved.fit.singular == plain.fit.singular


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 1000))
def test_turning_the_scale_mirrors_the_words(seed: int) -> None:
    """The other direction, or the values negated: improved and deteriorated change places."""
    t, y, offsets = growth(seed, 10, complete=False)
    higher = individual_slopes(t, y, offsets)
    mirror = {"improved": "deteriorated", "deteriorated": "improved"}
    for field in ("slope_category", "deviation_category"):
        expected = [mirror.get(word, word) for word in getattr(higher, field).tolist()]
        lower = individual_slopes(t, y, offsets, better="lower")
        negated = individual_slopes(t, -y, offsets)
        assert getattr(lower, field).tolist() == expected
        assert getattr(negated, field).tolist() == expected


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 1000), data=st.data())
def test_the_order_of_people_does_not_matter(seed: int, data: st.DataObject) -> None:
    """People in any order get the same answer."""
    t, y, offsets = growth(seed, 10, complete=False, regular=False)
    order = np.array(data.draw(st.permutations(range(10))))
    pieces = [np.arange(offsets[p], offsets[p + 1]) for p in order]
    moved_offsets = np.concatenate([[0], np.cumsum([len(piece) for piece in pieces])])
    points = np.concatenate(pieces)
    moved = individual_slopes(t[points], y[points], moved_offsets)
    plain = individual_slopes(t, y, offsets)
    np.testing.assert_allclose(moved.slope, plain.slope[order], rtol=1e-6)
    np.testing.assert_allclose(moved.slope_se, plain.slope_se[order], rtol=1e-5)
    assert moved.reason.tolist() == plain.reason[order].tolist()


scores = st.lists(
    st.lists(st.one_of(st.integers(0, 12).map(float), st.just(np.nan)), min_size=0, max_size=6),
    min_size=0, max_size=8,
)  # fmt: skip


@given(people=scores, better=st.sampled_from(["higher", "lower"]))
def test_everyone_has_one_word_or_one_reason(people: list[list[float]], better: str) -> None:
    """Any small whole scores whatever, missing waves and all, and no warning."""
    offsets = np.concatenate([[0], np.cumsum([len(person) for person in people])]).astype(int)
    y = np.array([value for person in people for value in person])
    t = np.array([float(k) for person in people for k in range(len(person))])
    found = individual_slopes(t, y, offsets, better=better)
    words = {"improved", "unchanged", "deteriorated"}
    for own, beside, reason, index in zip(
        found.slope_category, found.deviation_category, found.reason, found.slope_index,
        strict=True,
    ):  # fmt: skip
        assert (own in words) == (reason in {"", "no-slope-variance"}) == bool(np.isfinite(index))
        assert (beside in words) == (reason == "")
    used = int(np.isfinite(found.slope).sum())
    assert found.fit.people + found.fit.excluded == len(people)
    assert used in {0, found.fit.people}
    assert (found.fit.reason in {"", "no-slope-variance"}) == (used > 0)
    if used:
        assert found.fit.converged


def test_the_boundary_is_strict_and_the_level_is_the_callers() -> None:
    """A wider level never makes more words; the critical value is in the result."""
    data = growth(6, 40)
    wide, narrow = (individual_slopes(*data, confidence=level) for level in (0.99, 0.8))
    assert wide.critical[0] == pytest.approx(2.5758293035489004, rel=1e-14)
    assert set(wide.boundary.tolist()) == {">"}
    beyond = np.abs(wide.slope_index) > wide.critical
    assert ((wide.slope_category != "unchanged") == beyond).all()
    assert (narrow.slope_category != "unchanged")[beyond].all()

"""Slopes of persons against published fits by nlme and lme4, and statsmodels on patients' scores."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from rusfelt.stats.change.individual_slopes import individual_slopes

if TYPE_CHECKING:
    from pathlib import Path

    from rusfelt.typing import Floats

# Potthoff and Roy (1964), doi:10.1093/biomet/51.3-4.313: the distance in mm from the pituitary to
# the pterygomaxillary fissure of 16 boys and 11 girls at 8, 10, 12 and 14 years.
GROWING = """
26 25 29 31       21.5 22.5 23 26.5 23 22.5 24 27.5   25.5 27.5 26.5 27 20 23.5 22.5 26
24.5 25.5 27 28.5 22 22 24.5 26.5   24 21.5 24.5 25.5 23 20.5 31 26     27.5 28 31 31.5
23 23 23.5 25     21.5 23.5 24 28   17 24.5 26 29.5   22.5 25.5 25.5 26 23 24.5 26 30
22 21.5 23.5 25   21 20 21.5 23     21 21.5 24 25.5   20.5 24 24.5 26   23.5 24.5 25 26.5
21.5 23 22.5 23.5 20 21 21 22.5     21.5 22.5 23 25   23 23 23.5 24     20 21 22 21.5
16.5 19 19 19.5   24.5 25 28 28
"""

# The 18 people of lme4's sleep study by what a least-squares line over days 0 to 9 leaves of each:
# intercept, slope and residual sum of squares. The model can see no more of them than that.
SLEEPERS = np.array([
    (244.1927, 21.7647, 18263.188), (205.0549, 2.2618, 630.089), (203.4842, 6.1149, 1214.322),
    (289.6851, 3.0081, 3976.981), (285.7390, 5.2660, 4391.633), (264.2516, 9.5668, 29666.849),
    (275.0191, 9.1420, 1241.772), (240.1629, 12.2531, 3380.521), (263.0347, -2.8810, 1037.600),
    (290.1041, 19.0260, 2130.982), (215.1118, 13.4939, 1570.889), (225.8346, 19.5040, 4747.492),
    (261.1470, 6.4335, 4143.277), (276.3721, 13.5665, 5209.651), (254.9681, 11.3481, 2005.239),
    (210.4491, 18.0562, 4653.483), (253.6360, 9.1884, 5028.915), (267.0448, 11.2981, 1018.627),
])  # fmt: skip


def test_growing_children_are_fitted_as_nlme_fits_them() -> None:
    """nlme's lme(distance ~ age, random = ~ age | Subject), as far as its search went."""
    y = np.array(GROWING.split(), dtype=np.float64)
    fit = individual_slopes(np.tile([8.0, 10, 12, 14], 27), y, np.arange(0, 109, 4)).fit
    assert fit.log_likelihood == pytest.approx(-221.3183, abs=5e-5)
    assert fit.intercept == pytest.approx(16.761111, abs=5e-7)
    assert fit.intercept_se == pytest.approx(0.7752460, abs=2e-7)
    assert fit.slope == pytest.approx(0.660185, abs=5e-7)
    assert fit.slope_se == pytest.approx(0.0712533, abs=1e-7)
    assert np.sqrt(fit.intercept_variance) == pytest.approx(2.3270341, abs=1e-5)
    assert np.sqrt(fit.slope_variance) == pytest.approx(0.2264278, abs=1e-6)
    assert fit.correlation == pytest.approx(-0.609, abs=5e-4)
    assert np.sqrt(fit.residual_variance) == pytest.approx(1.3100397, abs=1e-6)


def test_sleepers_are_fitted_as_lme4_fits_them() -> None:
    """lme4's lmer(Reaction ~ Days + (Days | Subject)), its ranef() and conditional deviations."""
    days = np.arange(10.0)
    # Any wiggle that a line does not see will do for the residuals.
    wiggle = np.cos(2 * days)
    wiggle -= np.polyval(np.polyfit(days, wiggle, 1), days)
    wiggle /= np.linalg.norm(wiggle)
    intercept, slope, scatter = (column[:, None] for column in SLEEPERS.T)
    y = intercept + slope * days + np.sqrt(scatter) * wiggle
    found = individual_slopes(np.tile(days, 18), y.ravel(), np.arange(0, 181, 10), better="lower")
    fit = found.fit
    assert -2 * fit.log_likelihood == pytest.approx(1743.62827196, abs=5e-5)
    assert (fit.intercept, fit.slope) == pytest.approx((251.405105, 10.467286), abs=3e-5)
    assert (fit.intercept_se, fit.slope_se) == pytest.approx((6.8245, 1.5458), abs=1e-4)
    # As its theta, (0.96674177, 0.01516906, 0.23090995) times 25.59179572, has them.
    assert np.sqrt(fit.residual_variance) == pytest.approx(25.5918, abs=1e-4)
    assert np.sqrt(fit.intercept_variance) == pytest.approx(24.7407, abs=5e-4)
    assert np.sqrt(fit.slope_variance) == pytest.approx(5.92214, abs=3e-5)
    assert fit.correlation == pytest.approx(0.0656, abs=1e-4)
    slopes = [9.1989758, -8.6196806, -5.4488565, -4.8143503, -3.0699116, -0.2721770, -0.2236361,
              1.0745816, -10.7521652, 8.6282652, 1.1734322, 6.6142178, -3.0152621, 3.5360011,
              0.8722149, 4.8224850, -0.9881562]  # fmt: skip
    np.testing.assert_allclose(found.deviation[:17], slopes, atol=1e-4)
    np.testing.assert_allclose(found.deviation_sd, 2.3048390209, atol=1e-5)
    # Nobody gets faster without sleep; by the deviation alone some do.
    assert set(found.slope_category.tolist()) == {"deteriorated", "unchanged"}
    assert (found.deviation_category == "improved").sum() == 4


# statsmodels 0.15.0, the best of its optimisers bfgs, lbfgs, powell and cg, on Claus and others
# (2020): log-likelihood, intercept, slope, residual variance, the random slopes of three people.
# "Incomplete" leaves out the waves where (7·id + 3·time) is divisible by 5.
PATIENTS = {
    ("bdi", True): (-553.1737108842307, 37.66250000000003, -3.397500000000009, 28.256257688646407,
                    (0.6502185557687303, -0.10143308728112417, -2.252346837353105)),
    ("bdi", False): (-437.4476246587411, 37.185282775941396, -3.2470730341533485,
                     20.513305075380686,
                     (0.6960292935195962, -0.10453743677555975, -2.280500025846642)),
    ("shaps", True): (-391.3176442771748, 8.424999999999997, -0.5898691788064028,
                      3.4139489540484735,
                      (0.4220462960330833, 0.20604086515988446, -0.6634441067541756)),
    ("shaps", False): (-312.0749223645465, 8.563883176442259, -0.6199138235260223,
                       3.015833615123971,
                       (0.7764564522346058, 0.23274600084391306, -0.5244920049143336)),
    ("hamd", False): (-374.2638382579861, 26.738000803981013, -3.3419404880416836,
                      8.802306877776907,
                      (-0.4090430161930848, -0.8190866352641939, -2.7895884218711875)),
}  # fmt: skip


def patients(authority: Path, score: str, *, complete: bool) -> tuple[Floats, Floats, list[int]]:
    """Times, scores with nan for none, and where each of the 43 begins."""
    lines = (authority / "clinical/data/claus_2020.csv").read_text(encoding="utf-8").splitlines()
    names = [name.strip('"') for name in lines[0].split(",")]
    rows = [line.split(",") for line in lines[1:]]
    person, time, value = (
        np.array([np.nan if row[names.index(name)] == "NA" else float(row[names.index(name)])
                  for row in rows])
        for name in ("id", "time", score)
    )  # fmt: skip
    if not complete:
        value[(7 * person + 3 * time) % 5 == 0] = np.nan
    return time, value, [*np.flatnonzero(np.diff(person, prepend=0)).tolist(), len(rows)]


@pytest.mark.parametrize(("score", "complete"), PATIENTS)
def test_patients_are_fitted_as_statsmodels_fits_them(
    authority: Path, score: str, *, complete: bool
) -> None:
    """Complete and incomplete: never less likely, and the same as far as its search goes."""
    of_fit, slopes = PATIENTS[score, complete][:4], PATIENTS[score, complete][4]
    found = individual_slopes(*patients(authority, score, complete=complete), better="lower")
    fit = found.fit
    assert fit.converged
    assert of_fit[0] - 1e-10 <= fit.log_likelihood <= of_fit[0] + 1e-8
    assert (fit.intercept, fit.slope) == pytest.approx(of_fit[1:3], rel=2e-6)
    assert fit.residual_variance == pytest.approx(of_fit[3], rel=1e-5)
    first = np.flatnonzero(found.waves >= 3)[:3]
    np.testing.assert_allclose(found.deviation[first], slopes, rtol=5e-5, atol=1e-5)


@pytest.mark.parametrize(
    ("score", "complete", "theirs"),
    [("who", True, -385.40980996583517), ("who", False, -304.12206396492775),
     ("hamd", True, -467.1971052573017)],
)  # fmt: skip
def test_where_the_fit_is_singular_ours_is_the_likelier(
    authority: Path, score: str, *, complete: bool, theirs: float
) -> None:
    """At a correlation of -1 statsmodels 0.15.0 stops short of the edge."""
    fit = individual_slopes(*patients(authority, score, complete=complete)).fit
    assert fit.singular
    assert fit.converged
    assert fit.correlation == pytest.approx(-1, abs=1e-9)
    assert fit.log_likelihood > theirs

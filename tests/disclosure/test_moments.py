"""What a mean of a few says of each, with every set of scores gone through as the judge."""

from __future__ import annotations

import json
import os
from fractions import Fraction
from itertools import chain, combinations, combinations_with_replacement
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rusfelt.disclosure.moments import mean_of_the_rest, nested_means_safe, values_behind
from rusfelt.disclosure.policy import policy_named
from rusfelt.errors import DomainError


def test_a_mean_and_a_deviation_of_two_are_their_scores():
    """21.5 and 4.9497 are 18 and 25 and nothing else; the mean alone leaves much open."""
    low, high = values_behind(2, 21.5, 4.9497, decimals=4, lowest=0, highest=40)
    assert low.tolist() == high.tolist() == [18, 25]
    low, high = values_behind(2, 21.5, None, decimals=4, lowest=0, highest=40)
    assert (low.tolist(), high.tolist()) == ([3, 22], [21, 40])


def test_the_vectors_file_says_the_same():
    """The reference vectors' entry on two people, where the file is at hand."""
    folder = os.environ.get("RUSFELT_AUTHORITY")
    if not folder:
        pytest.skip("RUSFELT_AUTHORITY is not set: other people's numbers are not at hand")
    file = Path(folder) / "disclosure" / "vectors.json"
    entry = json.loads(file.read_text(encoding="utf-8"))["V6_mean_sd_n2"]
    for decimals in (1, 2, 4):
        figures = [round(entry[name], decimals) for name in ("mean", "sd")]
        low, high = values_behind(2, *figures, decimals=decimals, lowest=0, highest=40)
        assert low.tolist() == high.tolist() == entry["values"]


def prints(values):
    """Mean, variance of the sample, median and ends, exactly."""
    n = len(values)
    mean = Fraction(sum(values), n)
    variance = sum((value - mean) ** 2 for value in values) / (n - 1) if n > 1 else None
    middle = Fraction(values[(n - 1) // 2] + values[n // 2], 2)
    return mean, variance, middle, values[0], values[-1]


def fits(values, decimals, mean, sd, median, smallest, largest):
    """Whether these scores may be printed so, halves to either side; no square root is taken."""
    half = Fraction(1, 2 * 10**decimals)
    exact = prints(values)
    for figure, printed in zip(
        exact[:1] + exact[2:], (mean, median, smallest, largest), strict=True
    ):
        if printed is not None and abs(figure - Fraction(str(printed))) > half:
            return False
    if sd is None:
        return True
    low, high = Fraction(str(sd)) - half, Fraction(str(sd)) + half
    return max(low, 0) ** 2 <= exact[1] <= high**2


GRIDS = [(0, 8, 1), (1, 4, Fraction(1, 2)), (-3, 9, 3), (0, Fraction(6, 10), Fraction(1, 10))]


@given(
    st.sampled_from(GRIDS), st.integers(0, 2), st.tuples(*[st.booleans()] * 4),
    st.lists(st.integers(0, 8), min_size=1, max_size=5),
)  # fmt: skip
@example(GRIDS[0], 0, (True, True, True, True), [0, 3, 3, 7, 8])
@example(GRIDS[0], 1, (True, True, False, False), [2, 3, 5, 8])
@example(GRIDS[1], 1, (False, True, False, False), [1, 4, 4])
def test_the_bounds_are_those_of_all_sets_of_scores_that_fit(grid, decimals, said, places):
    """One to five people, four grids, any of the other figures printed or not."""
    lowest, highest, step = grid
    scores = [lowest + Fraction(step) * i for i in range(int((highest - lowest) / step) + 1)]
    truth = sorted(scores[place % len(scores)] for place in places)
    n = len(truth)
    mean, variance, *others = prints(truth)
    figures = [
        round(float(variance) ** 0.5, decimals) if said[0] and n > 1 else None,
        *(
            float(round(each, decimals)) if told else None
            for each, told in zip(others, said[1:], strict=True)
        ),
    ]
    mean = float(round(mean, decimals))
    fitting = [
        values
        for values in combinations_with_replacement(scores, n)
        if fits(values, decimals, mean, *figures)
    ]
    assert tuple(truth) in fitting
    low, high = values_behind(
        n, mean, figures[0], decimals=decimals,
        lowest=float(lowest), highest=float(highest), step=float(step),
        median=figures[1], smallest=figures[2], largest=figures[3],
    )  # fmt: skip
    ranks = list(zip(*fitting, strict=True))
    assert low.tolist() == [float(min(rank)) for rank in ranks]
    assert high.tolist() == [float(max(rank)) for rank in ranks]


def test_how_often_the_figures_of_a_few_give_a_score():
    """Scores 0 to 40, mean and deviation with one decimal: of two people always, of more ever less often."""
    rng = np.random.default_rng(6)
    given_away = {}
    for n in (2, 3, 4, 5):
        revealed = 0
        for scores in rng.integers(0, 41, (40, n)):
            low, high = values_behind(
                n, round(float(scores.mean()), 1), round(float(scores.std(ddof=1)), 1),
                decimals=1, lowest=0, highest=40,
            )  # fmt: skip
            assert (low <= np.sort(scores)).all()
            assert (np.sort(scores) <= high).all()
            revealed += int((low == high).all())
        given_away[n] = revealed / 40
    assert given_away[2] == 1
    assert given_away[2] > given_away[3] > given_away[4] >= given_away[5]


def test_large_grids_are_gone_through_where_the_deviation_is_small():
    """Four people on 0 to 100 in tenths: what cannot be is not gone through."""
    low, high = values_behind(4, 61.2, 0.9, decimals=1, lowest=0, highest=100, step=0.1)
    assert ((low > 59) & (high < 63.5)).all()


@given(
    st.lists(st.integers(0, 100), min_size=1, max_size=20),
    st.lists(st.integers(0, 100), max_size=20), st.integers(0, 3),
)  # fmt: skip
def test_the_mean_of_those_who_left_is_never_left_out(left, stayed, decimals):
    """And the bounds are no wider than two rounded means allow."""
    n, m = len(left) + len(stayed), len(stayed)
    everybody = float(round(Fraction(sum(left) + sum(stayed), n), decimals))
    others = float(round(Fraction(sum(stayed), m), decimals)) if m else 0.0
    low, high = mean_of_the_rest(n, everybody, m, others, decimals)
    true = sum(left) / len(left)
    assert low - 1e-9 <= true <= high + 1e-9
    assert high - low == pytest.approx((n + m) / (n - m) / 10**decimals)


def test_one_who_left_is_known_from_two_means():
    """Twelve with a mean of 14.33, eleven of them with 14.55: the twelfth has 12 on whole points."""
    low, high = mean_of_the_rest([12], [14.33], [11], [14.55], 2)
    assert low.shape == (1,)
    assert 11 < low[0] <= 12 <= high[0] < 13


def differ_enough(sizes, minimum):
    return all(size >= minimum for size in sizes) and all(
        a == b or abs(a - b) >= minimum for a, b in combinations(sizes, 2)
    )


@given(st.lists(st.integers(0, 25), max_size=9), st.integers(1, 8))
def test_as_many_nested_means_as_can_be_are_kept_and_none_tells_on_a_few(sizes, minimum):
    """Against every choice of groups there is; equal sizes stand or fall together."""
    safe = nested_means_safe(sizes, minimum)
    assert safe.shape == (len(sizes),)
    kept = [size for size, shown in zip(sizes, safe, strict=True) if shown]
    assert differ_enough(kept, minimum)
    assert not set(kept) & {size for size, shown in zip(sizes, safe, strict=True) if not shown}
    choices = chain.from_iterable(combinations(sizes, k) for k in range(len(sizes) + 1))
    assert len(kept) == max(len(each) for each in choices if differ_enough(each, minimum))


def test_the_smallest_first_would_keep_fewer_groups():
    """Twenty at one session, 22 at each of the three before: three means rather than one."""
    assert nested_means_safe([22, 22, 22, 20], 5).tolist() == [True, True, True, False]


def test_of_equally_good_choices_the_larger_groups_are_kept():
    assert nested_means_safe([12, 10], policy_named("helse5")).tolist() == [True, False]


def grid(**changed):
    options = {"decimals": 1, "lowest": 0, "highest": 40, **changed}
    n, mean, sd = (
        options.pop(name, usual) for name, usual in (("n", 3), ("mean", 20.0), ("sd", 4.0))
    )
    return values_behind(n, mean, sd, **options)


@pytest.mark.parametrize(
    ("call", "place"),
    [
        (lambda: grid(n=6), "n"),
        (lambda: grid(n=True), "n"),
        (lambda: grid(n=1), "sd"),
        (lambda: grid(sd=-1.0), "sd"),
        (lambda: grid(mean=20.05), "mean"),
        (lambda: grid(step=0), "step"),
        (lambda: grid(step=3), "step"),
        (lambda: grid(highest=-1), "step"),
        (lambda: grid(step=1e-8), "step"),
        (lambda: grid(n=5, step=0.01), "step"),
        (lambda: mean_of_the_rest(12, 3.0, 12, 3.0, 1), "m"),
        (lambda: mean_of_the_rest(12.5, 3.0, 1, 3.0, 1), "n"),
        (lambda: mean_of_the_rest([12, 13], 3.0, [1, 1, 1], 3.0, 1), "n"),
        (lambda: nested_means_safe([12, -1], 5), "sizes"),
        (lambda: nested_means_safe([[12, 1]], 5), "sizes"),
        (lambda: nested_means_safe([12], 0), "policy_or_minimum"),
    ],
)
def test_what_cannot_be_asked_is_refused(call, place):
    with pytest.raises(DomainError) as error:
        call()
    assert [problem.path for problem in error.value.problems] == [place]


@pytest.mark.parametrize(("mean", "sd"), [(20.1, 0.0), (41.0, None), (20.0, 30.0)])
def test_figures_that_no_scores_give_are_refused(mean, sd):
    """A wrong grid or wrong decimals, rather than an answer about nobody."""
    with pytest.raises(DomainError, match="No 3 scores from 0 to 40 in steps of 1"):
        grid(mean=mean, sd=sd)

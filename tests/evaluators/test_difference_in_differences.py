"""Treated units against the others, by permutation."""

from __future__ import annotations

import numpy as np
import pytest
from ragged_panels import outcomes, ragged

import rusfelt
from rusfelt.evaluators.difference_in_differences import DifferenceInDifferences
from rusfelt.findings import NO_INTEGER
from rusfelt.stats.difference_in_differences import difference_in_differences

NAN = float("nan")
RNG = np.random.default_rng(8)


def units(indicator, count, treated, **more):
    """``count`` units with six years each, the first ``treated`` of them treated in 2013."""
    y = RNG.normal(20, 1, (count, 6)).round(2)
    y[:treated, 3:] -= 4
    return [
        {"indicator": indicator, "unit": f"{row:02}", "y": y[row].tolist(), "treated": row < treated,
         "intervention": 2013.0 if row < treated else NAN, **more}
        for row in range(count)
    ]  # fmt: skip


def changed(rows, row, **more):
    rows[row] |= more
    return rows


def outcome(rows, **params):
    found = rusfelt.evaluate(ragged(rows), "difference-in-differences", **params)
    return found, outcomes(found)


def test_the_numbers_are_those_of_the_permutation():
    """One row an indicator, whatever the number of units and times of the others."""
    rows = [*units("a", 8, 3), *units("b", 15, 1)]
    found, words = outcome(rows)
    assert words == ["ok", "ok"]
    assert found["indicator"].tolist() == ["a", "b"]
    for at, (name, treated) in enumerate((("a", 3), ("b", 1))):
        y = np.array([each["y"] for each in rows if each["indicator"] == name])
        known = difference_in_differences(y, np.arange(len(y)) < treated, [False] * 3 + [True] * 3)
        for field in known._fields:
            assert found[field][at] == getattr(known, field), field
        assert (found["units"][at], found["treated_units"][at]) == (len(y), treated)


def test_it_says_where_five_per_cent_can_never_be_reached():
    """One treated of fifteen: the smallest p is 1/15 and the interval has no ends."""
    found, _ = outcome([*units("a", 8, 3), *units("b", 15, 1)])
    assert found["caution"].tolist() == ["", "cannot-reject"]
    assert found["can_reject"].tolist() == [True, False]
    assert found["smallest_p"][1] == pytest.approx(1 / 15)
    assert np.isinf([found["low"][1], found["high"][1]]).all()
    lenient, _ = outcome(units("b", 15, 1), confidence=0.9)
    assert lenient["caution"].tolist() == [""]


def test_every_indicator_without_an_answer_says_why():
    """Each is told what keeps its units from being compared, and the sound one has its answer."""
    rows = [
        *units("a-sound", 6, 2),
        *units("b-all", 4, 4),
        *units("c-none", 4, 0),
        *changed(units("d-unclear", 4, 2), 3, treated=7.0),
        *changed(units("e-staggered", 4, 2), 1, intervention=2014.0),
        *changed(units("f-no-start", 4, 2), 0, intervention=NAN),
        *changed(units("g-times", 4, 2), 2, t=[2009.0, *range(2011, 2016)]),
        *changed(units("h-lengths", 4, 2), 2, y=[1.0, 2, 3]),
        *[each | {"intervention": 2010.0} for each in units("i-early", 4, 2)],
        *[each | {"intervention": 2016.0} for each in units("j-late", 4, 2)],
        *changed(units("k-broken", 4, 2), 3, unit="02", part=1),
        *changed(units("l-groups", 4, 2, group="sex=F"), 3, group="sex=M"),
        *changed(units("m-large", 4, 2), 3, y=[1.7e308, -1.7e308] * 3),
    ]
    found, words = outcome([each | {"treated": float(each["treated"])} for each in rows])
    few = "few-before-or-after"
    assert words[0] == "ok"
    assert words[1:12] == [
        *["not-two-kinds-of-units"] * 3, "several-starts", "lacks:intervention",
        "different-times", "different-times", few, few, "break", "several-groups",
    ]  # fmt: skip
    assert words[12] in {"ok", "no-estimate"}
    assert np.isnan(found["effect"][1:12]).all()
    assert found["units"][1:12].tolist() == [NO_INTEGER] * 11
    for row in range(1, 12):
        assert all(found.reason(row, language) for language in ("nb", "nn", "en"))


def test_everyone_goes_before_the_groups():
    """Where there are figures for everyone, those of the groups are not mixed in."""
    everyone = units("a", 6, 2)
    alone, _ = outcome(everyone)
    both, words = outcome([*everyone, *units("a", 6, 2, group="sex=F")])
    assert words == ["ok"]
    assert both["effect"][0] == alone["effect"][0]


def test_more_units_than_it_is_made_for_are_refused():
    """Rather than filling the machine."""
    rows = [
        {"unit": str(row), "indicator": "a", "y": [1.0, 2.0], "treated": row < 3,
         "intervention": 2011.0}
        for row in range(1001)
    ]  # fmt: skip
    assert outcome(rows)[1] == ["too-many-units"]


def test_what_is_not_stated_is_not_guessed():
    """Without the column that says who was treated nothing is compared; text says nothing."""
    bare = ragged(
        [{key: v for key, v in each.items() if key != "treated"} for each in units("a", 4, 2)]
    )
    assert rusfelt.evaluate(bare, "difference-in-differences").rows == 0
    worded, words = outcome([each | {"treated": "yes"} for each in units("a", 4, 2)])
    assert words == ["not-two-kinds-of-units"]
    assert worded["method"].tolist() == [""]


def test_the_order_of_the_series_plays_no_part():
    """Not even where the ways to pick are drawn."""
    rows = [*units("a", 26, 9), *units("b", 5, 2)]
    panel = ragged(rows)
    straight = rusfelt.evaluate(panel, "difference-in-differences")
    assert straight["method"].tolist() == ["monte-carlo", "exact"]
    order = np.random.default_rng(1).permutation(len(panel))
    shuffled = rusfelt.evaluate(panel.take(order), "difference-in-differences")
    for name in ("effect", "low", "high", "p"):
        assert shuffled[name].tolist() == straight[name].tolist()


def test_the_mirrored_figures_have_the_mirrored_effect():
    """Same p; the interval changes ends."""
    rows = units("a", 8, 3)
    straight, _ = outcome(rows)
    mirrored, _ = outcome([each | {"y": [-v for v in each["y"]]} for each in rows])
    assert mirrored["effect"] == pytest.approx(-straight["effect"])
    assert mirrored["low"] == pytest.approx(-straight["high"])
    assert mirrored["p"] == straight["p"]


def test_it_never_judges():
    """Nothing here is a verdict."""
    assert not DifferenceInDifferences().spec.judges

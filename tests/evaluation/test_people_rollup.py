"""From one row a person to one row a group: what is counted, and out of whom."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest

import rusfelt
from rusfelt import Column, Findings, Needs, Panel, Spec
from rusfelt.evaluation.people.rollup import roll_up, share
from rusfelt.stats.intervals import wilson


def told(gives: dict[str, Any], *, rows: str = "series", basis: Any = (), **words: Any) -> Findings:
    """Findings of an evaluator that answers with these columns, one value a person."""
    kinds = {"f": "float64", "i": "int64", "b": "bool", "U": "str"}
    arrays = {name: np.asarray(values) for name, values in gives.items()}
    columns = tuple(
        Column(
            name,
            kinds[each.dtype.kind],
            basis=dict(basis).get(name, ()),
            may_be=("undefined", "infinite"),
        )
        for name, each in arrays.items()
    )
    size = len(next(iter(arrays.values())))

    @attrs.frozen
    class Own:
        spec = Spec(
            "own", "1", needs=Needs(points=0), gives=columns, rows=rows,
            reasons={"a": "A", "b": "B"},
        )  # fmt: skip

        def evaluate(self, _: Panel, /) -> dict[str, Any]:
            return arrays | {name: np.asarray(each) for name, each in words.items()}

    people = size if rows != "panel" else 2
    panel = Panel(
        ["i"] * people, [f"p{k}" for k in range(people)], [""] * people, [0] * people,
        np.zeros(people + 1, dtype=int), [], [], clock="day",
    )  # fmt: skip
    return rusfelt.evaluate(panel, Own())


def wilson_of(count: int, of: int) -> dict[str, Any]:
    low, high = wilson(count, of)
    return {"n": count, "of": of, "share": count / of, "low": float(low), "high": float(high)}


def test_yes_or_no_is_a_share_of_those_who_have_an_answer() -> None:
    """With Wilson's interval; those without an answer are counted by why."""
    found = told(
        {"better": [True, False, True, True]},
        status=["ok", "ok", "undefined", "ok"], reason=["", "", "missing-pre", ""],
    )  # fmt: skip
    assert roll_up(found) == {
        "status": "ok", "people": 4, "answered": 3, "why_not": {"missing-pre": 1},
        "better": wilson_of(2, 3),
    }  # fmt: skip


def test_a_share_with_a_basis_is_of_those_of_whom_that_is_true() -> None:
    """Recovery is of those who were ill; of two bases both must hold."""
    gives = {
        "ill": [True, True, True, False, False],
        "seen": [True, False, True, True, True],
        "well": [True, True, False, True, False],
        "both": [True, True, False, True, True],
    }
    found = roll_up(told(gives, basis={"well": ("ill",), "both": ("ill", "seen")}))
    assert found["ill"] == wilson_of(3, 5)
    assert found["well"] == wilson_of(2, 3)
    assert found["both"] == wilson_of(1, 2)


def test_nobody_in_a_basis_leaves_no_share() -> None:
    """Nought of nought is no number, and says so."""
    found = roll_up(told({"ill": [False, False], "well": [True, False]}, basis={"well": ("ill",)}))
    assert found["well"] == {"n": 0, "of": 0, "share": None, "low": None, "high": None}


def test_a_basis_that_is_a_count_narrows_nothing() -> None:
    """It says what would be revealed, and is not about who is meant."""
    found = roll_up(told({"n": [3, 4], "well": [True, False]}, basis={"well": ("n", "x")}))
    assert found["well"] == wilson_of(1, 2)


def test_categories_are_counted_in_their_order() -> None:
    """Best to worst, then words of one's own; an empty word is in the denominator alone."""
    words = ["harmed", "", "recovered", "own", "recovered", "unchanged"]
    found = roll_up(told({"category": words}))
    assert list(found["category"]) == ["recovered", "unchanged", "harmed", "own"]
    assert found["category"]["recovered"] == wilson_of(2, 6)


def test_words_with_a_basis_are_counted_among_those() -> None:
    """As categories are."""
    gives = {"ended": [True, True, False, True], "how": ["well", "ill", "", "well"]}
    found = roll_up(told(gives, basis={"how": ("ended",)}))
    assert found["how"] == {"ill": wilson_of(1, 3), "well": wilson_of(2, 3)}


def test_words_without_one_stay_where_they_are_everybodys() -> None:
    """A method; and nothing where they differ."""
    found = roll_up(told({"method": ["exact", "exact"], "reading": ["a", "b"]}))
    assert found["method"] == "exact"
    assert "reading" not in found


def test_numbers_are_means_of_five_or_more() -> None:
    """A mean of fewer says too much; what is undefined of some is a mean of the others."""
    five = roll_up(told({"pre": [1.0, 2.0, 3.0, 4.0, 5.0]}))
    assert five["pre"] == {"mean": 3.0, "of": 5}
    assert "pre" not in roll_up(told({"pre": [1.0, 2.0, 3.0, 4.0]}))
    some = roll_up(told({"pre": [1.0, 2.0, 3.0, 4.0, 5.0, np.nan, np.inf]}))
    assert some["pre"] == {"mean": 3.0, "of": 5}
    assert "pre" not in roll_up(told({"pre": [np.nan, np.nan]}))
    assert roll_up(told({"sheets": [1, 2, 3, 4, 5]}))["sheets"] == {"mean": 3.0, "of": 5}


def test_a_number_that_is_everybodys_is_one_number() -> None:
    """A threshold, or a spread of the whole group; of fewer than five it could be their score."""
    assert roll_up(told({"needed": [6.0] * 5}))["needed"] == 6.0
    assert roll_up(told({"waves": [3] * 5}))["waves"] == 3
    assert "pre" not in roll_up(told({"pre": [6.0] * 4}))


def test_means_of_ends_of_intervals_are_not_made() -> None:
    """Each person's own interval is no interval of the mean; nor is a standard error."""
    columns = {name: [1.0, 2.0, 3.0, 4.0, 5.0] for name in ("slope_low", "slope_high", "slope_se")}
    assert not roll_up(told(columns)).keys() & columns.keys()


def test_numbers_too_large_to_add_have_no_mean() -> None:
    """And bring no warning, also where they are so both ways."""
    assert "pre" not in roll_up(told({"pre": [1.7e308, 1.6e308, 1.5e308, 1.4e308, 1.3e308]}))
    assert "pre" not in roll_up(told({"pre": [1.7e308, -1.7e308] * 8}))


def test_numbers_and_a_basis_go_together() -> None:
    """The mean of those it is about."""
    gives = {"in": [True] * 5 + [False], "pre": [1.0, 2.0, 3.0, 4.0, 5.0, 90.0]}
    assert roll_up(told(gives, basis={"pre": ("in",)}))["pre"] == {"mean": 3.0, "of": 5}


def test_only_some_of_the_people_may_be_asked_about() -> None:
    """The others are not even counted."""
    found = told({"better": [True, False, True]})
    rolled = roll_up(found, np.array([True, True, False]))
    assert (rolled["people"], rolled["answered"]) == (2, 2)
    assert rolled["better"] == wilson_of(1, 2)


@pytest.mark.parametrize(
    ("status", "expected"),
    [(["undefined", "undefined", "unmet"], "undefined"), (["unmet"] * 3, "unmet")],
)
def test_nobody_with_an_answer_is_told_by_the_commonest_status(
    status: list[str], expected: str
) -> None:
    """And no figure is given."""
    found = roll_up(told({"pre": [1.0, 1.0, 1.0]}, status=status, reason=["a", "b", "a"]))
    assert found["status"] == expected
    assert found["why_not"] == {"a": 2, "b": 1}
    assert "pre" not in found


def test_a_reason_made_up_row_by_row_is_not_told() -> None:
    """It could be about somebody; so could what stands behind a colon, unless it is a column."""
    reasons = ["p17-scored-40", "lacks:p17", "a:p17"]
    found = roll_up(told({"pre": [1.0, 1.0, 1.0]}, status=["undefined"] * 3, reason=reasons))
    assert found["why_not"] == {"a": 1, "lacks": 1, "unexplained": 1}


def test_a_row_about_the_group_is_returned_as_it_is() -> None:
    """But for numbers of fewer than five people; and without a row nothing was answered."""
    found = told({"mean": [3.5]}, rows="panel")
    assert roll_up(found) == {"status": "ok", "reason": "", "mean": 3.5}
    named = told({"n": [4], "mean": [3.5], "method": ["exact"]}, rows="panel")
    assert roll_up(named) == {
        "status": "ok", "reason": "", "n": 4, "mean": None, "method": "exact",
    }  # fmt: skip
    assert roll_up(told({"n": [5], "mean": [3.5]}, rows="panel"))["mean"] == 3.5
    assert roll_up(found, people=4)["mean"] is None
    assert roll_up(found, people=5)["mean"] == 3.5
    none = told({"mean": [3.5]}, rows="indicator")
    assert roll_up(attrs.evolve(none, columns={"status": np.empty(0, dtype=str)})) == {
        "status": "unmet"
    }


def test_columns_by_session_stay_behind() -> None:
    """Only what is said of a person is rolled up."""
    people = 5
    panel = Panel(
        ["ors"] * people, list("abcde"), [""] * people, [0] * people, np.arange(0, 11, 2),
        np.tile([0.0, 7.0], people), np.arange(10.0), clock="day",
        per_series={"kind": np.full(people, "score"), "design": np.full(people, "panel"),
                    "better": np.full(people, "higher")},
    )  # fmt: skip
    found = rusfelt.evaluate(panel, "fit-signals")
    assert len(found.points["session"]) == 10
    rolled = roll_up(found)
    assert rolled["sessions"] == 2
    assert not rolled.keys() & found.points.keys()


def test_a_share_of_nobody_is_none() -> None:
    """And one of somebody has its interval."""
    assert share(0, 0)["share"] is None
    assert share(3, 10) == wilson_of(3, 10)


def test_that_nobody_deteriorated_is_told() -> None:
    """Words for change nobody got stand there with a nought; other words only where they are."""
    from collections import Counter

    from rusfelt.evaluation.people.rollup import _words

    assert _words(Counter({"improved": 3, "": 1})) == ["improved", "unchanged", "deteriorated"]
    assert len(_words(Counter({"recovered": 3}))) == 5
    assert _words(Counter({"on-track": 2, "improved": 1})) == ["improved", "on-track"]
    assert _words(Counter({"": 2})) == []

"""Change as a share of the start, and change as large as one that matters, over a panel."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from people_panels import people
from ragged_panels import outcomes, permuted_alike

import rusfelt
from rusfelt import DomainError
from rusfelt.evaluators.anchor_change import AnchorChange
from rusfelt.evaluators.percentage_change import PercentageChange
from rusfelt.language import LANGUAGES
from rusfelt.stats.change.anchor_change import anchor_change
from rusfelt.stats.change.percentage_change import percentage_change

NAN = float("nan")
PAIRS = [(40, 20), (40, 21), (10, 16), (30, 30), (20, 10.5), (5, 12), (8, NAN)]
FIRST, LAST = np.array(PAIRS, dtype=float).T


def test_the_statistics_numbers_by_name() -> None:
    """Half gone is improved, also exactly half."""
    panel = people(PAIRS, better="lower")
    share = rusfelt.evaluate(panel, "percentage-change", deteriorated=0.6, source="Hiller 2012")
    known = percentage_change(FIRST, LAST, improved=0.5, deteriorated=0.6, better="lower")
    points = rusfelt.evaluate(panel, "anchor-change", important=9.5, deteriorated=6)
    other = anchor_change(FIRST, LAST, important=9.5, deteriorated=6, better="lower")
    for found, each in ((share, known), (points, other)):
        assert found["category"].tolist() == each.category.tolist()
        assert found["boundary"].tolist() == each.boundary.tolist()
        assert outcomes(found) == ["ok"] * 6 + ["missing-post"]
    assert np.array_equal(share["index"], known.index, equal_nan=True)
    assert np.array_equal(points["change"], other.change, equal_nan=True)
    assert share["category"][0] == "improved"
    assert (share["deteriorated"][0], share["improved"][0]) == (0.6, 0.5)
    assert (points["important"][0], points["deteriorated"][0]) == (9.5, 6)
    assert set(share["source"].tolist()) == {"Hiller 2012"}


def test_direction_mirrors_and_order_is_nothing() -> None:
    """One threshold both ways; a row is what it is alone."""
    mirror = {"improved": "deteriorated", "deteriorated": "improved"}
    for name, params in (("percentage-change", {}), ("anchor-change", {"important": 6})):
        up, down = (
            rusfelt.evaluate(people(PAIRS, better=word), name, **params)["category"].tolist()
            for word in ("higher", "lower")
        )
        assert [mirror.get(word, word) for word in up] == down
        permuted_alike(people(PAIRS), name, **params)


def test_why_there_is_no_share() -> None:
    """Of nothing, of less than nothing, and more than all there is."""
    panel = people([(0, 5), (-2, 5), (5, -2), (5, 5), (1e-300, 1e300)])
    found = rusfelt.evaluate(panel, "percentage-change")
    assert outcomes(found) == ["zero-at-start", "below-zero", "below-zero", "ok", "too-large"]
    fall = people(PAIRS, better=["lower"] * 3 + ["higher"] * 4)
    many = rusfelt.evaluate(fall, "percentage-change", improved=2, deteriorated=0.5)
    assert outcomes(many)[:4] == ["more-than-all"] * 3 + ["ok"]
    for each, rows in ((found, 5), (many, 3)):
        for row in range(rows):
            code = each["reason"][row]
            assert all(bool(each.reason(row, language)) == bool(code) for language in LANGUAGES)


def test_what_cannot_be_is_refused_when_made() -> None:
    """A difference of nothing, or none."""
    for make, params, names in (
        (PercentageChange, {"improved": 0}, ["improved"]),
        (PercentageChange, {"improved": -1, "deteriorated": 0}, ["improved", "deteriorated"]),
        (AnchorChange, {}, ["important"]),
        (AnchorChange, {"important": 0, "deteriorated": -1}, ["important", "deteriorated"]),
    ):
        maker: Any = make
        with pytest.raises(DomainError) as caught:
            maker(**params)
        assert [each.path for each in caught.value.problems] == names


scores = st.floats(allow_nan=False, allow_infinity=False) | st.integers(0, 5)


@given(
    st.lists(st.lists(scores, max_size=3), max_size=8),
    st.sampled_from([("percentage-change", {}), ("anchor-change", {"important": 2})]),
    st.sampled_from(["higher", "lower"]),
)
def test_any_panel_has_an_answer_or_a_reason(
    series: list[list[float]], asked: tuple[str, dict[str, Any]], better: str
) -> None:
    """Whatever finite scores there are."""
    found = rusfelt.evaluate(people(series, better=better), asked[0], **asked[1])
    ok = found.status == "ok"
    assert set(found["category"][ok].tolist()) <= {"improved", "unchanged", "deteriorated"}
    assert all((word == "") == fine for word, fine in zip(found["reason"], ok, strict=True))

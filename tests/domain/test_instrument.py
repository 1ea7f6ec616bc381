"""An instrument checks itself when made, and says everything that is wrong at once."""

from __future__ import annotations

import attrs
import pytest

from rusfelt import Instrument, ItemSet, MissingRule, Scale, Threshold
from rusfelt.domain import Norm
from rusfelt.errors import DomainError
from rusfelt.vocabulary import Direction, Role

ITEMS = ItemSet(["1-3"], answers=[0, 4])
TOTAL = Scale("total", "sum", [0, 12])


def instrument(**told):
    return Instrument(
        **{"id": "f", "version": "1", "title": "F", "items": [ITEMS], "scales": [TOTAL]} | told
    )


def problems(**told):
    with pytest.raises(DomainError) as caught:
        instrument(**told)
    return {each.path: each.message for each in caught.value.problems}


def test_an_instrument_of_one_scale_needs_no_name_for_it():
    made = instrument(better="lower")
    assert made.scale() == made.scale("total") == TOTAL
    assert made.items_of(TOTAL) == made.item_ids == ("1", "2", "3")
    assert made.better_of(TOTAL) is Direction.LOWER
    assert (made.role, made.discard_above, made.missing_rule_of(TOTAL)) == (
        Role.OUTCOME,
        None,
        None,
    )


def test_several_scales_have_no_total_unless_one_is_called_so():
    parts = [Scale("a", "sum", [0, 4], items=["1"]), Scale("b", "sum", [0, 8], items=["2", "3"])]
    made = instrument(scales=parts)
    with pytest.raises(DomainError, match=r"several scales and no total\. Name one of: a, b"):
        made.scale()
    with pytest.raises(DomainError, match="no scale 'c'"):
        made.scale("c")
    assert made.scale("b") == parts[1]


def test_a_scale_may_differ_from_its_instrument():
    own = MissingRule(1, source="s")
    scale = Scale("total", "sum", [0, 12], better="higher", missing_rule=own)
    made = instrument(scales=[scale], better="lower", missing_rule=MissingRule(0, source="s"))
    assert made.better_of(scale) is Direction.HIGHER
    assert made.missing_rule_of(scale) == own


def test_everything_wrong_is_said_at_once():
    """Items, scales, thresholds and norms, each in its place."""
    told = problems(
        items=[ITEMS, ItemSet(["3", "4"], answers=[0, 1])],
        scales=[
            Scale("a", "sum", [0, 9], items=["1", "2"]),
            Scale("a", "sum", [0, 4], items=["1"]),
            Scale("c", "sum", [0, 4], items=["9"]),
            Scale("d", "sum", [0, 8], items=["1", "1"]),
            Scale("e", "sum", [0, 8], items=["1", "2"], missing_rule=MissingRule(2)),
        ],
        thresholds=[Threshold("cutoff", 3, ">=", "s", scale="z")],
        norms=[Norm("p", "s", scale="y")],
        discard_above=5,
    )
    assert set(told) == {
        "items", "scales[0].id", "scales[0].bounds", "scales[1].id", "scales[2].items",
        "scales[3].items", "scales[4].missing_rule", "thresholds[0].scale", "norms[0].scale",
        "discard_above",
    }  # fmt: skip
    assert told["scales[0].bounds"] == "are 0 to 9; the rule gives 0 to 8."


@pytest.mark.parametrize("missing", ["items", "scales"])
def test_an_instrument_has_items_and_scales(missing):
    assert missing in problems(**{missing: []})


@pytest.mark.parametrize(
    ("scale", "bounds"),
    [
        (Scale("s", "sum", [0, 12]), (0, 12)),
        (Scale("s", "mean", [0, 4]), (0, 4)),
        (Scale("s", "mean", [0, 40], factor=10), (0, 40)),
        (Scale("s", "sum", [0, 100], rescale=[0, 12]), (0, 100)),
        (Scale("s", "item", [0, 4], items=["2"]), (0, 4)),
        (Scale("s", "sum", [0, 12], reversed=["1", "3"]), (0, 12)),
    ],
)
def test_bounds_follow_from_the_rule(scale, bounds):
    assert instrument(scales=[scale]).raw_bounds(scale) == bounds


def test_a_lookup_has_a_score_for_each_sum():
    thirteen = [float(each) for each in range(5, 18)]
    assert instrument(scales=[Scale("s", "sum", [5, 17], lookup=thirteen)])
    assert "scales[0].lookup" in problems(scales=[Scale("s", "sum", [5, 16], lookup=thirteen[:-1])])
    halves = ItemSet(["1-3"], answers=[0, 4], step=0.5)
    told = problems(items=[halves], scales=[Scale("s", "sum", [5, 17], lookup=thirteen)])
    assert "answers between" in told["scales[0].lookup"]


@pytest.mark.parametrize(
    "items",
    [
        ItemSet(["1-3"], answers=[0, 10]),
        ItemSet(["1-3"], answers=[0, 1], step=0.5),
        ItemSet(["1-3"], answers=[0, 1], step=0),
        ItemSet(["1-9"], answers=[1, 5]),
    ],
    ids=["two digits", "halves", "a line", "two million patterns"],
)
def test_a_value_set_is_for_a_few_items_answered_with_a_digit(items):
    told = problems(items=[items], scales=[Scale("s", "value-set", [0, 1])])
    assert "no patterns of digits" in told["scales[0].items"]


def test_thresholds_are_found_by_kind_scale_and_population():
    found = [
        Threshold("cutoff", 3, ">=", "one"),
        Threshold("cutoff", 4, ">", "two", population="men"),
        Threshold("reliable-change", 2, ">=", "one", scale="total"),
    ]
    made = instrument(thresholds=found)
    assert made.published("cutoff") == tuple(found[:2])
    assert made.published("cutoff", population="men") == (found[1],)
    assert made.published("reliable-change", scale="total") == (found[2],)
    assert made.published("band") == ()
    with pytest.raises(DomainError, match="Did you mean 'cutoff'"):
        made.published("cutof")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "two words"), ("id", ""), ("version", 1), ("title", ""), ("items", ITEMS),
        ("items", "1-3"), ("scales", {}), ("scales", [1]), ("thresholds", "x"), ("better", "up"),
        ("role", "outcomes"), ("sources", "one"), ("norms", [TOTAL]), ("discard_above", -1),
        ("discard_above", 1.5), ("discard_above", "2"), ("note", 3),
    ],
)  # fmt: skip
def test_a_field_of_another_kind_is_refused(field, value):
    with pytest.raises(DomainError):
        instrument(**{field: value})


def test_an_instrument_never_changes():
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        instrument().id = "other"

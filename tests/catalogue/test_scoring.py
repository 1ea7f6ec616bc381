"""Every shipped instrument scored, against its own bounds and against sums done by hand."""

from __future__ import annotations

import sys
import types
from contextlib import ExitStack
from typing import Any

import numpy as np
import pytest

import rusfelt
from rusfelt import Instrument, ItemSet, Scale, load_instrument, score
from rusfelt.catalogue.instrument_loader import instrument_ids
from rusfelt.errors import DomainError, NameConflictError, PluginError, UnknownNameError
from rusfelt.plugin import Entry, Offer, Registry, using
from rusfelt.vocabulary import ScoringMethod

IDS = instrument_ids()
NAN = np.nan
# Made up; what it holds does not matter to the bounds of the other scales.
FLAT = {
    f"{a}{b}{c}{d}{e}": 0.5
    for a in range(1, 6) for b in range(1, 6) for c in range(1, 6)
    for d in range(1, 6) for e in range(1, 6)
}  # fmt: skip
SCALES = [
    (name, scale.id)
    for name in IDS
    for scale in load_instrument(name).scales
    if scale.method is not ScoringMethod.VALUE_SET
]


def extreme(instrument: Instrument, scale: Scale, *, high: bool) -> dict[str, float]:
    """The answers that make a scale as high, or as low, as it can be; middling ones elsewhere."""
    answers = {}
    for name, items in instrument.item_sets.items():
        known = items.allowed or items.answers
        counts = items.points or known
        up = high != (name in scale.reversed)
        answers[name] = known[counts.index(max(counts) if up else min(counts))]
    return answers


def sheet_scores(name: str, *sheets: dict[str, float]) -> dict[str, list[float]]:
    """The scores of each sheet by scale, nan where there is none."""
    instrument = load_instrument(name)
    people = [f"p{number:03}" for number in range(len(sheets))]
    columns = {item: [each.get(item, NAN) for each in sheets] for item in instrument.item_ids}
    value_set = FLAT if any(each.method == "value-set" for each in instrument.scales) else None
    panel = score(instrument, {"person": people, **columns}, value_set=value_set)
    found: dict[str, list[float]] = {}
    for row in range(len(panel)):
        scale = panel[row].indicator.removeprefix(name).removeprefix(".")
        found.setdefault(scale or instrument.scales[0].id, []).append(
            panel[row].y[0] if len(panel[row].y) else NAN
        )
    return found


@pytest.mark.parametrize(("name", "scale"), SCALES)
def test_the_lowest_and_the_highest_answers_give_the_bounds(name: str, scale: str) -> None:
    """Whichever way an item is turned and whatever its answers count for."""
    instrument = load_instrument(name)
    rule = instrument.scale(scale)
    ends = [extreme(instrument, rule, high=high) for high in (False, True)]
    np.testing.assert_allclose(sheet_scores(name, *ends)[scale], rule.bounds, rtol=1e-12)


@pytest.mark.parametrize(("name", "scale"), SCALES)
def test_a_turned_item_counts_against_and_every_other_for(name: str, scale: str) -> None:
    """One item of a lowest sheet answered at its other end: the score rises by the item's share."""
    instrument = load_instrument(name)
    rule = instrument.scale(scale)
    low, high = (extreme(instrument, rule, high=each) for each in (False, True))
    items = instrument.items_of(rule)
    sheets = [low, *({**low, item: high[item]} for item in items)]
    start, *others = sheet_scores(name, *sheets)[scale]
    assert all(each > start for each in others)
    if rule.lookup is None:
        gains = [each - start for each in others]
        assert np.isclose(sum(gains), rule.bounds[1] - rule.bounds[0])
    for item in items:
        points = instrument.item_sets[item].points
        falls = points is not None and points[0] > points[-1]
        assert (high[item] < low[item]) == ((item in rule.reversed) != falls)


@pytest.mark.parametrize(("name", "scale"), SCALES)
def test_missing_answers_below_at_and_above_what_the_source_allows(name: str, scale: str) -> None:
    """With every other answer at its highest the score stays the highest, until there is none."""
    instrument = load_instrument(name)
    rule = instrument.scale(scale)
    items, told = instrument.items_of(rule), instrument.missing_rule_of(rule)
    at_most = 0 if told is None or rule.lookup is not None else told.at_most
    whole = extreme(instrument, rule, high=True)
    sheets = [
        {item: answer for item, answer in whole.items() if item not in items[:gone]}
        for gone in range(len(items) + 1)
    ]
    found = sheet_scores(name, *sheets)[scale]
    borne = min(at_most, len(items) - 1) + 1
    assert np.isclose(found[:borne], rule.bounds[1]).all()
    assert np.isnan(found[borne:]).all()


@pytest.mark.parametrize("name", IDS)
def test_one_step_outside_is_refused_on_every_item(name: str) -> None:
    """Both ways, each named by its row and item."""
    instrument = load_instrument(name)
    sets = instrument.item_sets
    ids = list(sets)
    low = {item: each.answers[0] for item, each in sets.items()}
    rows = [{**low, item: sets[item].answers[1] + 1} for item in ids]
    rows += [{**low, item: sets[item].answers[0] - 1} for item in ids]
    columns = {item: [each[item] for each in rows] for item in ids}
    with pytest.raises(DomainError) as caught:
        score(instrument, columns, value_set=FLAT)
    expected = [f"row {row}, item {item}" for row, item in enumerate([*ids, *ids])]
    assert [each.path for each in caught.value.problems] == expected[:50]


def test_core10_is_ten_times_the_mean_answer() -> None:
    """Items 2 and 3 turned round: (1 + 3 + 4 + 2 + 1 + 1 + 4 + 3 + 2 + 1) = 22; then one missing."""
    sheet = dict(zip(map(str, range(1, 11)), [1, 1, 0, 2, 1, 1, 4, 3, 2, 1], strict=True))
    short = {item: answer for item, answer in sheet.items() if item != "7"}
    found = sheet_scores("core10", sheet, short)["total"]
    assert found == [22, pytest.approx(10 * 18 / 9)]


def test_who5_is_four_times_the_sum() -> None:
    assert sheet_scores("who5", dict(zip("12345", [3, 2, 0, 5, 4], strict=True))) == {"total": [56]}


def test_swemwbs_follows_its_table_from_the_lowest_sum_to_the_highest() -> None:
    """7 gives 7.00, 21 gives 19.25, 22 gives 19.98 and 35 gives 35.00, as the guidance prints."""
    sheets = [
        dict(zip("1234567", row, strict=True))
        for row in ([1] * 7, [3] * 7, [5] * 7, [4, 4, 4, 2, 2, 3, 3])
    ]
    assert sheet_scores("swemwbs", *sheets)["total"] == [7, 19.25, 35, 19.98]


def test_audit_takes_its_last_two_items_in_steps_of_two() -> None:
    sheet = dict.fromkeys(map(str, range(1, 11)), 2.0)
    assert sheet_scores("audit", sheet)["total"] == [20]
    with pytest.raises(DomainError) as caught:
        sheet_scores("audit", sheet | {"9": 3.0, "8": 3.0})
    assert [each.path for each in caught.value.problems] == ["row 0, item 9"]
    assert "Answers are 0, 2, 4" in caught.value.problems[0].remedy


def test_rand36_for_one_person_by_hand() -> None:
    """Each item recoded to 0 to 100 by RAND's table, then the mean of those answered."""
    answers = {
        "1": 2, "2": 3, "20": 1, "22": 4, "34": 5, "36": 2,
        **dict(zip(map(str, range(3, 13)), [1, 2, 3, 3, 3, 2, 1, 3, 3, 3], strict=True)),
        **dict(zip(map(str, range(13, 20)), [1, 2, 2, 1, 2, 2, 1], strict=True)),
        "21": 3, "23": 2, "26": 4, "27": 6, "30": 1, "24": 6, "25": 5, "28": 2, "29": 3, "31": 4,
        "32": 4, "33": 1, "35": 3,
    }  # fmt: skip
    found = {name: values[0] for name, values in sheet_scores("rand36", answers).items()}
    assert found == pytest.approx(
        {
            "pf": (0 + 50 + 100 * 3 + 50 + 0 + 100 * 3) / 10,
            "rp": (0 + 100 + 100 + 0) / 4,
            "re": (100 + 100 + 0) / 3,
            "ef": (80 + 0 + 40 + 60) / 4,
            "ew": (100 + 80 + 40 + 20 + 100) / 5,
            "sf": (100 + 75) / 2,
            "pain": (60 + 25) / 2,
            "gh": (75 + 0 + 0 + 50 + 75) / 5,
            "health-change": 50,
        }
    )
    without = {item: answer for item, answer in answers.items() if item not in {"21", "3"}}
    found = {name: values[0] for name, values in sheet_scores("rand36", without).items()}
    assert (found["pain"], found["pf"]) == pytest.approx((25, 700 / 9))


def test_whoqol_bref_for_one_person_by_hand() -> None:
    """The mean of the answers times four, 3, 4 and 26 turned round, and 4 to 20 as 0 to 100."""
    answers = {str(number): 1.0 + number % 5 for number in range(1, 27)}
    found = {name: values[0] for name, values in sheet_scores("whoqol_bref", answers).items()}
    physical = (6 - 4) + (6 - 5) + 1 + 1 + 2 + 3 + 4
    psychological = 1 + 2 + 3 + 2 + 5 + (6 - 2)
    assert found == pytest.approx(
        {
            "physical": (physical / 7 * 4 - 4) * 100 / 16,
            "psychological": (psychological / 6 * 4 - 4) * 100 / 16,
            "social": ((1 + 2 + 3) / 3 * 4 - 4) * 100 / 16,
            "environment": ((4 + 5 + 3 + 4 + 5 + 4 + 5 + 1) / 8 * 4 - 4) * 100 / 16,
            "overall-quality": 2,
            "overall-health": 3,
        }
    )


def test_a_profile_has_only_what_was_asked() -> None:
    """Three of the ten national indicators, and the first two goals with their mean."""
    asked = {"person": ["a"], "liv": [7], "mening": [5], "relasjoner": [9]}
    panel = score("ssb_lk", asked)
    assert panel.indicator.tolist() == ["ssb_lk.liv", "ssb_lk.mening", "ssb_lk.relasjoner"]
    goals = score("gbo", {"person": ["a"], "gbo_1": [4], "gbo_2": [7]})
    assert dict(zip(goals.indicator.tolist(), goals.y.tolist(), strict=True)) == {
        "gbo.mean": 5.5,
        "gbo.goal-1": 4,
        "gbo.goal-2": 7,
    }
    assert score("top", {"alcohol": [28], "injecting": [0]}).y.tolist() == [28, 0]
    with pytest.raises(DomainError, match="item liv: has no column"):
        score("ssb_lk", {"person": ["a"]})


def test_a_process_measure_says_so_in_every_series() -> None:
    assert score("srs", np.full((2, 4), 9.5)).per_series["role"].tolist() == ["process"] * 2


def test_an_instrument_made_in_python_or_named_by_path_scores_alike(tmp_path: Any) -> None:
    from rusfelt.catalogue.instrument_loader import instrument_path

    with pytest.raises(UnknownNameError, match="Did you mean 'gad7'"):
        instrument_path("gad-7")
    path = tmp_path / "copy.toml"
    path.write_bytes(instrument_path("gad7").read_bytes())
    answers = np.ones((1, 7))
    assert score(path, answers) == score("gad7", answers) == score(load_instrument("gad7"), answers)


# -- instruments that plugins offer ----------------------------------------------------------------

MINE = Instrument(
    "mine", "1", "Mine", [ItemSet(["1-2"], answers=[0, 4])], [Scale("total", "sum", [0, 8])]
)


def made() -> Instrument:
    """An instrument made when called for."""
    return MINE


def broken() -> Instrument:
    """A maker that cannot make."""
    raise SystemExit(3)


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Pretend that distributions with these instruments are installed: name → what it is."""
    with ExitStack() as stack:

        def put(**distributions: dict[str, object]) -> None:
            entries = []
            for distribution, things in distributions.items():
                module = types.ModuleType(f"plugin_{distribution}")
                monkeypatch.setitem(sys.modules, module.__name__, module)
                for number, (name, thing) in enumerate(things.items()):
                    setattr(module, f"thing_{number}", thing)
                    offer = Offer(name, f"{module.__name__}:thing_{number}")
                    entries.append(Entry("instrument", offer, distribution, "0.1"))
            stack.enter_context(using(Registry.of(entries)))

        yield put


@pytest.mark.parametrize("thing", [MINE, made])
def test_an_instrument_a_plugin_offers_is_loaded_and_scored_by_its_name(
    offered: Any, thing: object
) -> None:
    """As it stands, or made when called for."""
    offered(one={"mine": thing})
    assert load_instrument("mine") is MINE
    panel = rusfelt.score("mine", {"person": ["a"], "mine_1": [4], "mine_2": [1]})
    assert (panel.indicator.tolist(), panel.y.tolist()) == (["mine"], [5])


def test_a_shipped_instrument_wins_over_one_of_its_name(offered: Any) -> None:
    offered(one={"phq9": MINE})
    assert load_instrument("phq9").id == "phq9"


def test_a_misspelt_name_is_answered_with_a_plugins(offered: Any) -> None:
    offered(one={"mine": MINE})
    with pytest.raises(UnknownNameError, match="Did you mean 'mine'"):
        load_instrument("mines")


def test_two_plugins_with_one_name_are_both_named(offered: Any) -> None:
    offered(one={"mine": MINE}, two={"mine": MINE})
    with pytest.raises(NameConflictError, match="one and two"):
        load_instrument("mine")


@pytest.mark.parametrize(
    ("thing", "words"),
    [
        ("an instrument", "is no Instrument"),
        (broken, "raised SystemExit"),
        (Instrument, "raised TypeError"),
    ],
)
def test_an_offer_that_is_no_instrument_is_the_plugins_fault(
    offered: Any, thing: object, words: str
) -> None:
    offered(one={"mine": thing})
    with pytest.raises(PluginError, match=words):
        load_instrument("mine")


def test_an_instrument_goes_by_the_name_it_is_offered_under(offered: Any) -> None:
    """A result names the instrument, and that name must lead back to it."""
    offered(one={"yours": MINE})
    with pytest.raises(PluginError, match="offered as 'yours' but calls itself 'mine'"):
        load_instrument("yours")

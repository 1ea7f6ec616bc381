"""The shipped instruments say what their sources say, and carry no wording of theirs."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from rusfelt.catalogue.instrument_loader import instrument_ids, instrument_path, load_instrument
from rusfelt.domain import Instrument
from rusfelt.errors import UnknownNameError
from rusfelt.vocabulary import Direction, Operator, Role, ScoringMethod, ThresholdKind

IDS = instrument_ids()
AT_LEAST, ABOVE = Operator.AT_LEAST, Operator.ABOVE


@pytest.fixture(params=IDS)
def shipped(request: pytest.FixtureRequest) -> Instrument:
    return load_instrument(str(request.param))


def raw(name: str) -> dict[str, Any]:
    """The file as it stands."""
    return tomllib.loads(instrument_path(name).read_text("utf-8"))


def strings(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a file with the key it stands under."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from strings(each, name)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each, key)
    elif isinstance(value, str):
        yield key, value


def test_a_file_is_named_after_its_instrument(shipped: Instrument) -> None:
    """And loads without a problem, with a direction, a purpose and a word about its licence."""
    assert shipped.id in IDS
    assert raw(shipped.id)["id"] == shipped.id
    assert all(
        shipped.better_of(each) in {Direction.HIGHER, Direction.LOWER} for each in shipped.scales
    )
    assert shipped.purpose
    assert shipped.licence


def test_a_misspelt_id_is_answered_with_the_one_meant() -> None:
    with pytest.raises(UnknownNameError, match="core10"):
        load_instrument("core-10")


def test_every_published_number_says_where_it_was_read(shipped: Instrument) -> None:
    """Thresholds, norms and rules for missing answers."""
    assert all(each.source.strip() for each in shipped.thresholds)
    assert all(each.source.strip() for each in shipped.norms)
    rules = [shipped.missing_rule_of(each) for each in shipped.scales]
    assert all(rule.source.strip() for rule in rules if rule is not None)


def test_a_threshold_lies_within_its_scale(shipped: Instrument) -> None:
    """A slip of a digit in either shows here."""
    for each in shipped.thresholds:
        for scale in shipped.scales:
            if each.scale in {"", scale.id}:
                low, high = scale.bounds
                width = (0, high - low) if each.kind.is_change else (low, high)
                assert width[0] < each.value <= width[1]


def test_no_threshold_stands_twice(shipped: Instrument) -> None:
    """Each differs from the others in something a caller can choose by."""
    told = [
        (each.kind, each.scale, each.population, each.value, each.operator, each.source)
        for each in shipped.thresholds
    ]
    assert len(set(told)) == len(told)


def test_norms_add_up(shipped: Instrument) -> None:
    """Shares of the three bands make a hundred, and means lie on their scale."""
    for each in shipped.norms:
        scale = shipped.scale(each.scale)
        if each.mean is not None:
            assert scale.bounds[0] <= each.mean <= scale.bounds[1]
        shares = [share for share in (each.low, each.middle, each.high) if share is not None]
        if shares:
            assert math.isclose(sum(shares), 100, abs_tol=0.15)


def test_items_without_a_rule_for_missing_answers_are_told_so(shipped: Instrument) -> None:
    """Where no source states a rule the note says it, in words."""
    put_together = [
        each
        for each in shipped.scales
        if each.method in {ScoringMethod.SUM, ScoringMethod.MEAN} and len(shipped.item_ids) > 1
    ]
    if any(shipped.missing_rule_of(each) is None for each in put_together):
        assert "only complete answers are scored" in (shipped.note or "")


def test_the_wording_of_no_question_ships(shipped: Instrument) -> None:
    """No key for it, and no long text but in notes, sources and the like."""
    prose = {"note", "norway", "licence", "purpose", "source", "sources"}
    for key, value in strings(raw(shipped.id)):
        assert key not in {
            "text",
            "wording",
            "question",
            "questions",
            "anchors",
            "prompt",
            "labels",
        }
        if key in prose:
            assert len(value) <= 700
            continue
        assert len(value) <= (20 if key in {"ids", "items", "reversed"} else 80)
        # A question asked of a person speaks to them or in their name.
        words = set(value.lower().replace(",", " ").replace("?", " ? ").split())
        assert not words & {"?", "you", "your", "my", "jeg", "du", "deg", "mitt"}


def test_measures_of_the_session_are_marked() -> None:
    """They can never be an outcome."""
    process = {name for name in IDS if load_instrument(name).role is Role.PROCESS}
    assert process == {"srs", "csrs", "gsrs"}


def test_the_rating_scale_leaves_the_choice_of_reliable_change_to_the_caller() -> None:
    """Five points in one source, six in another, and the cutoff with both operators."""
    ors = load_instrument("ors")
    changes = ors.published("reliable-change")
    assert [(each.value, each.operator) for each in changes] == [(5, AT_LEAST), (6, AT_LEAST)]
    assert len({each.source for each in changes}) == 2
    cutoffs = {(each.value, each.operator) for each in ors.published("cutoff", population="adults")}
    assert cutoffs == {(25, Operator.BELOW), (25, Operator.AT_MOST)}


def test_a_score_at_the_cutoff_of_dudit_counts_in_one_source_only() -> None:
    """Six or more for men in the manual, more than six in a Norwegian portal."""
    dudit = load_instrument("dudit")
    for population, value in (("men", 6), ("women", 2)):
        found = dudit.published("caseness", population=population)
        assert {(each.value, each.operator) for each in found} == {
            (value, AT_LEAST),
            (value, ABOVE),
        }
        assert len({each.source for each in found}) == 2


@pytest.mark.parametrize(("name", "value"), [("hscl25", 1.75), ("scl5", 2.0)])
def test_norwegian_cutoffs_of_distress_come_with_both_operators(name: str, value: float) -> None:
    found = load_instrument(name).published("caseness")
    assert {(each.value, each.operator) for each in found} == {(value, AT_LEAST), (value, ABOVE)}


def test_the_published_change_of_core10_is_one_of_ninety_per_cent() -> None:
    """From its own norm: 1.645 x 7.7 x sqrt(2) x sqrt(.1) = 5.66, and 6.75 at 95 per cent."""
    core10 = load_instrument("core10")
    (change,) = core10.published("reliable-change")
    assert (change.value, change.confidence) == (6, 0.90)
    (norm,) = (each for each in core10.norms if each.population.startswith("primary care"))
    assert norm.sd is not None
    assert norm.reliability is not None
    error = norm.sd * math.sqrt(2) * math.sqrt(1 - norm.reliability)
    assert math.isclose(1.645 * error, 5.66, abs_tol=0.005)
    assert math.isclose(1.96 * error, 6.75, abs_tol=0.005)
    assert math.ceil(1.645 * error) == change.value


def test_the_clinical_cutoff_of_core10_lies_between_its_two_norms() -> None:
    """Jacobson and Truax's cutoff c of the two published groups is 10.5: eleven is clinical."""
    general, clinical = load_instrument("core10").norms
    assert general.mean is not None
    assert general.sd is not None
    assert clinical.mean is not None
    assert clinical.sd is not None
    between = (clinical.sd * general.mean + general.sd * clinical.mean) / (clinical.sd + general.sd)
    assert math.isclose(between, 10.46, abs_tol=0.005)


def test_talking_therapies_thresholds() -> None:
    """Ten and six for depression, eight and four for anxiety, the value itself counting."""
    for name, case, change in (("phq9", 10, 6), ("gad7", 8, 4)):
        shipped = load_instrument(name)
        assert (case, AT_LEAST) in {
            (each.value, each.operator)
            for each in shipped.published("caseness")
            if "Talking Therapies" in each.source
        }
        assert [each.value for each in shipped.published("reliable-change")] == [change]


def test_the_eight_positive_items_of_core_om_are_turned_round() -> None:
    """Two of them in each of the domains of well-being, six in that of functioning."""
    core = load_instrument("core_om")
    assert len(core.scale("total").reversed) == 8
    turned = {name: len(core.scale(name).reversed) for name in ("wellbeing", "functioning")}
    assert turned == {"wellbeing": 2, "functioning": 6}
    sizes = [
        len(core.scale(each).items) for each in ("wellbeing", "problems", "functioning", "risk")
    ]
    assert sizes == [4, 12, 12, 6]


def test_the_national_indicators_are_a_profile_with_benchmarks() -> None:
    """Single answers without a total, banded as Statistics Norway bands them."""
    profile = load_instrument("ssb_lk")
    assert {each.method for each in profile.scales} == {ScoringMethod.ITEM}
    known = {each.id for each in profile.scales} - {"mestring", "folelsesbalanse"}
    assert (len(profile.scales), len(known)) == (12, 10)
    for scale in known:
        bands = profile.published(ThresholdKind.BAND, scale=scale)
        assert {(each.value, each.operator) for each in bands} == {
            (5, Operator.AT_MOST),
            (9, AT_LEAST),
        }
    life = {
        each.population: each for each in profile.norms if (each.scale, each.year) == ("liv", 2023)
    }
    assert (life["hele befolkningen"].low, life["hele befolkningen"].mean) == (25.6, 6.8)
    assert (life["arbeidsledige"].low, life["arbeidsledige"].n) == (55.9, 351)
    assert (life["arbeidsuføre"].low, life["arbeidsuføre"].n) == (55.2, 1237)
    assert {each.year for each in profile.norms} == {2022, 2023}


def test_what_was_not_seen_of_two_national_indicators_is_not_made_up() -> None:
    """Mastery is an answer and the balance of feelings any value; neither has bands or norms."""
    profile = load_instrument("ssb_lk")
    for name, step in (("mestring", 1), ("folelsesbalanse", 0)):
        assert (profile.scale(name).bounds, profile.item_sets[name].step) == ((0, 10), step)
        assert profile.published(ThresholdKind.BAND, scale=name) == ()
        assert not any(each.scale == name for each in profile.norms)
    assert "were not seen" in (profile.note or "")


def test_rand36_scores_every_item_from_nought_to_a_hundred() -> None:
    """Thirty-five items in eight scales, and one on change alone."""
    rand = load_instrument("rand36")
    assert sorted(rand.item_ids, key=int) == [str(number) for number in range(1, 37)]
    used = [name for each in rand.scales for name in each.items]
    assert sorted(used, key=int) == sorted(rand.item_ids, key=int)
    assert {each.counted for each in rand.items} == {(0, 100)}


def test_the_short_well_being_scale_looks_its_score_up() -> None:
    """The lowest sum is 7.00, the middle one 19.25 and the highest 35.00; it always rises."""
    lookup = load_instrument("swemwbs").scale().lookup
    assert lookup is not None
    assert (lookup[0], lookup[14], lookup[-1]) == (7.0, 19.25, 35.0)
    assert all(a < b for a, b in pairwise(lookup))


def test_a_value_set_is_the_users_own() -> None:
    """EQ-5D-5L ships its dimensions and its thermometer, and no value."""
    index = load_instrument("eq5d5l").scale("index")
    assert index.method is ScoringMethod.VALUE_SET
    assert len(index.items) == 5
    assert index.lookup is None

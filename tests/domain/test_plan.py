"""A plan checks itself when made, and says everything that is wrong at once."""

import attrs
import pytest

from rusfelt import (
    Body,
    DomainError,
    Form,
    Goal,
    Indicator,
    Judge,
    Level,
    Link,
    Plan,
    Progress,
    Strategy,
    Target,
    Tiltak,
    Titles,
    UnknownNameError,
)
from rusfelt.domain import Group, title_in
from rusfelt.domain.groups import AgeRange


def _paths(**parts):
    with pytest.raises(DomainError) as caught:
        Plan("p", "P", **parts)
    return {problem.path for problem in caught.value.problems}


def test_every_unknown_reference_is_named_with_its_place():
    """References of goals, strategies, tiltak and targets, all in one error."""
    assert _paths(
        goals=[Goal("g", "G", parent="x", indicators=["x"])],
        strategies=[Strategy("s", "S", goals=["x"])],
        tiltak=[Tiltak("t", "T", strategies=["x"], moves=["x"], measured_by=["y"], duplicate_of="x")],
        targets=[Target("x", value=1, supersedes="x")],
    ) == {
        "goals[0].parent", "goals[0].indicators[0]", "strategies[0].goals[0]",
        "tiltak[0].strategies[0]", "tiltak[0].moves[0]", "tiltak[0].measured_by[0]",
        "tiltak[0].duplicate_of", "targets[0].indicator", "targets[0].supersedes[0]",
    }  # fmt: skip


def test_a_misspelt_reference_suggests_the_name_meant():
    """A fact and a remedy."""
    with pytest.raises(DomainError, match="Did you mean 'deaths'"):
        Plan(
            "p",
            "P",
            indicators=[Indicator("deaths", "D")],
            tiltak=[Tiltak("t", "T", moves=["death"])],
        )


def test_circles_are_found_once_each():
    """Goals above each other, tiltak that duplicate each other, targets that supersede each other."""
    assert _paths(
        goals=[Goal("a", "A", parent="b"), Goal("b", "B", parent="a"), Goal("c", "C", parent="a")],
        tiltak=[Tiltak("t", "T", duplicate_of="t")],
    ) == {"goals[0].parent", "tiltak[0].duplicate_of"}
    target = Target("i", value=1, id="x", supersedes="y")
    assert _paths(
        indicators=[Indicator("i", "I")],
        targets=[target, attrs.evolve(target, id="y", supersedes="x")],
    ) == {"targets[0].supersedes", "targets[1].supersedes"}


def test_an_id_that_stands_twice_is_a_problem_and_a_repeated_label_is_not():
    """Oslo's plan prints C twice."""
    assert _paths(tiltak=[Tiltak("t", "T"), Tiltak("t", "U")]) == {"tiltak[1].id"}
    assert (
        len(
            Plan("p", "P", tiltak=[Tiltak("a", "A", label="C"), Tiltak("b", "B", label="C")]).tiltak
        )
        == 2
    )


def test_a_target_supersedes_only_an_earlier_one_for_the_same_indicator():
    """Nothing is replaced by accident."""
    indicators = [Indicator("i", "I"), Indicator("j", "J")]
    other = [Target("i", value=1, id="a"), Target("j", value=1, supersedes="a")]
    assert _paths(indicators=indicators, targets=other) == {"targets[1].supersedes"}
    later = [
        Target("i", value=1, id="a", decided="2022"),
        Target("i", value=2, decided="2021", supersedes="a"),
    ]
    assert _paths(indicators=indicators, targets=later) == {"targets[1].supersedes"}


def test_what_a_plan_leaves_unsaid_stays_unsaid():
    """None is not an empty tuple, and neither is a default."""
    tiltak = Tiltak("t", "T")
    assert tiltak.moves is None
    assert Tiltak("t", "T", moves=()).moves == ()
    assert tiltak.due is None
    assert Plan("p", "P").period is None
    assert Indicator("i", "I").better == "undeclared"
    assert Indicator("i", "I").counts is None


def test_periods_and_dates_that_end_before_they_start_are_refused():
    """In plans and in tiltak."""
    with pytest.raises(DomainError, match="ends before it starts"):
        Plan("p", "P", period=["2024", "2020"])
    with pytest.raises(DomainError, match="before it starts"):
        Tiltak("t", "T", start="2022", due="2021")
    assert Plan("p", "P", period=(2020, 2024)).period == ("2020", "2024")


def test_as_of_sees_no_more_than_was_decided_and_reported():
    """A later decision is gone, and what it replaced stands again."""
    plan = Plan(
        "p", "P",
        indicators=[Indicator("i", "I")],
        targets=[
            Target("i", value=10, id="first", decided="2020-01-01"),
            Target("i", value=5, id="second", decided="2022-06-01", supersedes="first"),
            Target("i", value=7),
        ],
        tiltak=[Tiltak("t", "T", progress=[Progress("ongoing", "2021"), Progress("completed", "2023")])],
    )  # fmt: skip
    assert [each.value for each in plan.standing_targets()] == [5, 7]
    early = plan.as_of("2021-12-31")
    assert [each.value for each in early.standing_targets()] == [10, 7]
    assert [each.state for each in early.tiltak[0].progress] == ["ongoing"]


@pytest.mark.parametrize(
    "make",
    [
        lambda: Tiltak("t", "T", level="structural level"),
        lambda: Tiltak("t", "T", responsible="OF"),
        lambda: Tiltak("t", "T", budget="12"),
        lambda: Tiltak("t", "T", moves={"a": 1}),
        lambda: Tiltak("two words", "T"),
        lambda: Tiltak("t", ""),
        lambda: Tiltak("t", {"no": "Norsk"}),
        lambda: Tiltak("t", 3),
        lambda: Indicator("i", "I", accumulates="false"),
        lambda: Indicator("i", "I", factor=0),
        lambda: Indicator("i", "I", overlap=0.5),
        lambda: Indicator("i", "I", counts="persons-present", overlap=2),
        lambda: Indicator("i", "I", smallest_important_change=-1),
        lambda: Indicator("i", "I", factor=True),
        lambda: Indicator("i", "I", factor=10**400),
        lambda: Target("i"),
        lambda: Target("i", form=Form.CHANGE, value=-10),
        lambda: Target("i", value=float("nan")),
        lambda: Target("i", value=1, method="guess"),
        lambda: Judge("e", params={"x": [1]}),
        lambda: Judge("e", params={"x": float("inf")}),
        lambda: Plan("p", "P", goals=["g"]),
        lambda: Plan("p", "P", tiltak=Tiltak("t", "T")),
        lambda: Group.parse("age=young"),
        lambda: Group.parse("age=18-24;age=25-30"),
        lambda: AgeRange.parse("30-20"),
    ],
)
def test_values_that_contradict_themselves_are_refused(make):
    """No text for a number, no word for a list, no half-read value."""
    with pytest.raises(DomainError):
        make()


def test_words_may_be_written_plainly():
    """A string where a word of a closed list is meant is that word."""
    assert Tiltak("t", "T", level="group").level is Level.GROUP
    assert Tiltak(
        "t", "T", implements=["oslo/O-1", Link("O-2", "oslo", strength="partial")]
    ).implements == (
        Link("O-1", "oslo"),
        Link("O-2", "oslo", strength="partial"),
    )


def test_titles_fall_back_to_the_nearest_language():
    """A title in one language stands in for the others."""
    both = Titles(nb="Færre", en="Fewer")
    assert title_in(both, "nn") == "Færre"
    assert title_in(Titles(en="Fewer"), "nb") == "Fewer"
    assert dict(both) == {"nb": "Færre", "en": "Fewer"}
    assert hash(both) == hash(Titles(nb="Færre", en="Fewer"))


def test_groups_are_canonical_and_know_what_lies_inside_what():
    """99+ is inside 90+ and must never be summed with it."""
    assert str(Group.parse("sex=F; age=18-24")) == "age=18-24;sex=F"
    assert AgeRange.parse("90+").contains(AgeRange.parse("99+"))
    assert AgeRange.parse("0").overlaps(AgeRange.parse("0-5"))
    assert not AgeRange.parse("0-5").overlaps(AgeRange.parse("6-12"))
    assert not AgeRange.parse("13-15").contains(AgeRange.parse("13+"))


def test_values_are_frozen_and_hashable():
    """A plan cannot be changed after it was checked."""
    plan = Plan("p", {"nb": "P"}, bodies=[Body("OF", "Oppvekst")], indicators=[Indicator("i", "I")])
    assert isinstance(hash(plan), int)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        plan.id = "q"
    with pytest.raises(UnknownNameError, match="No indicator is called 'j'"):
        plan.indicator("j")

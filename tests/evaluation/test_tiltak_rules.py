"""From the series a tiltak should move to its own word."""

from __future__ import annotations

from typing import Any

import pytest

import rusfelt
from rusfelt import Tiltak, Verdict

LESS = {"kind": "count", "counts": "events", "design": "register", "better": "lower"}
UNSAID = {**LESS, "better": "undeclared"}
SMALL = {**LESS, "smallest_important_change": 150}

GOOD = (LESS, [(2019, 100), (2020, 50)], [])  # p = .00005
BAD = (LESS, [(2019, 50), (2020, 100)], [])
OPEN = (LESS, [(2019, 4), (2020, 1)], [])
SAME = (SMALL, [(2019, 1000), (2020, 1005)], [])
MET = (LESS, [(2019, 4), (2020, 1)], [{"value": 2}])
NONE = (LESS, [], [])
UNTOLD = (UNSAID, [(2019, 100), (2020, 50)], [])
NARROW = (LESS, [(2019, 40), (2020, 22)], [])  # doubled p = .03 alone
KINDS = {
    "good": GOOD, "bad": BAD, "open": OPEN, "same": SAME, "met": MET, "none": NONE,
    "untold": UNTOLD, "narrow": NARROW,
}  # fmt: skip


@pytest.fixture
def one(build: Any) -> Any:
    """The result of one tiltak that should move these kinds of series."""

    def run(kinds: str, **fields: Any) -> Any:
        series = {f"{kind}{i}": KINDS[kind] for i, kind in enumerate(kinds.split())}
        tiltak = [Tiltak("t", "t", moves=list(series), **fields)]
        plan, rows = build(series, tiltak=tiltak)
        return rusfelt.evaluate_plan(plan, rows, evaluators=()).tiltak[0]

    return run


ROWS = {
    "no indicator at all": ("", "not-assessable"),
    "no criterion on any of them": ("untold untold", "not-assessable"),
    "a series without data counts as undecided": ("good none none", "cannot-decide"),
    "fewer than half decided": ("good open open", "cannot-decide"),
    "half decided is enough": ("good open", "improving"),
    "an indicator without direction counts among those not decided": (
        "good untold untold", "cannot-decide",
    ),
    "all targets met": ("met met", "target-met"),
    "one target met and the other improving": ("met good", "improving"),
    "something favourable and something worsening": ("good bad", "mixed"),
    "a target met and something worsening": ("met bad", "mixed"),
    "one of five worsening is mixed, however many improve": (
        "good good good good bad", "mixed",
    ),
    "any worsening": ("bad same", "worsening"),
    "all worsening": ("bad bad", "worsening"),
    "any favourable": ("good same same", "improving"),
    "nothing moves": ("same same", "no-detectable-change"),
    "nothing moves and some are open": ("same open", "no-detectable-change"),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_tiltak(one: Any, name: str) -> None:
    """The word of one tiltak, from the words of its series."""
    kinds, verdict = ROWS[name]
    assert one(kinds).verdict == verdict


def test_favourable_is_said_with_how_many(one: Any) -> None:
    """Two of three."""
    found = one("good met same")
    assert "2 of 3 indicators this tiltak should move" in found.sentence("en")
    assert "2 av 3" in found.sentence("nb")
    assert (found.decided, found.to_dict()["of"]) == (3, 3)


def test_no_sentence_speaks_of_an_effect(one: Any) -> None:
    """The indicators a tiltak should move are not its effect."""
    for kinds, _ in ROWS.values():
        for language, word in (("en", "effect"), ("nb", "effekt"), ("nn", "effekt")):
            assert word not in one(kinds).sentence(language).lower()


# -- Holm ---------------------------------------------------------------------------------------


def test_alone_a_narrow_rejection_stands(one: Any) -> None:
    """p = .03 and one series."""
    assert one("narrow").verdict == "improving"


def test_beside_another_test_a_narrow_rejection_falls(one: Any) -> None:
    """p = .03 twice over is .06; the series keeps its own word on its own row."""
    found = one("narrow same")
    assert found.verdicts == ("cannot-decide", "no-detectable-change")
    assert found.verdict == "no-detectable-change"


def test_holm_steps_down_where_bonferroni_would_not(one: Any) -> None:
    """Beside p = .00005 the .03 is the last step and is compared with .05 itself."""
    assert one("narrow good").verdicts == ("improving", "improving")


@pytest.mark.parametrize(
    "other",
    [
        {"counts": "persons-present"},
        {"design": "cross-section"},
        {"better": "undeclared"},
    ],
    ids=["a stock", "a cross-section of unknown coverage", "no direction"],
)
def test_a_described_p_is_never_decisive_for_another_series(build: Any, other: Any) -> None:
    """What cannot decide its own series does not weigh on the others through Holm."""
    series = {"a": NARROW, "b": ({**LESS, **other}, [(2019, 30), (2020, 28)], [])}
    plan, rows = build(series, tiltak=[Tiltak("t", "t", moves=["a", "b"])])
    found = rusfelt.evaluate_plan(plan, rows, evaluators=())
    assert found.tiltak[0].verdicts[0] == "improving"
    assert found.total.tests == 1


def test_holm_never_takes_a_reached_target_away(one: Any) -> None:
    """Correction touches movement alone."""
    assert one("met narrow same").verdicts[0] == "target-met"


def test_a_milestone_makes_no_test(build: Any) -> None:
    """Holm counts tests, and a date is none."""
    done = ({"kind": "milestone"}, [("2020-05-01", 1)], [{"value": 1, "due": "2020"}])
    plan, rows = build({"n": NARROW, "m": done}, tiltak=[Tiltak("t", "t", moves=["n", "m"])])
    found = rusfelt.evaluate_plan(plan, rows, evaluators=()).tiltak[0]
    assert found.verdicts == ("improving", "target-met")


# -- What is collapsed, and what is only shown -------------------------------------------------


def test_a_series_named_twice_counts_once(build: Any) -> None:
    """And is not corrected for twice."""
    plan, rows = build({"n": NARROW}, tiltak=[Tiltak("t", "t", moves=["n", "n"])])
    found = rusfelt.evaluate_plan(plan, rows, evaluators=()).tiltak[0]
    assert (len(found.series), found.verdict) == (1, "improving")


def test_duplicates_are_one_tiltak_with_the_series_of_both(build: Any) -> None:
    """One says good and the other bad: together they are mixed, both of them."""
    tiltak = [
        Tiltak("a", "a", moves=["g"]),
        Tiltak("b", "b", moves=["b"], duplicate_of="a"),
        Tiltak("c", "c", moves=["b"], duplicate_of="b"),
    ]
    plan, rows = build({"g": GOOD, "b": BAD}, tiltak=tiltak)
    found = rusfelt.evaluate_plan(plan, rows, evaluators=())
    assert [each.verdict for each in found.tiltak] == ["mixed"] * 3
    assert [each.same_as for each in found.tiltak] == [("b", "c"), ("a", "c"), ("a", "b")]
    assert (found.total.adopted, found.total.distinct) == (3, 1)
    assert found.total.tiltak[Verdict.MIXED] == 1


def test_subgroups_and_other_districts_are_shown_and_not_rolled_up(build: Any) -> None:
    """Everyone at home improves; that others worsen does not make it mixed."""
    figures = [
        {"period": str(year), "value": value, "unit": unit, "group": group}
        for unit, group, values in (
            ("", "", (100, 50)), ("", "sex=F", (50, 100)), ("0301", "", (50, 100)),
        )
        for year, value in zip((2019, 2020), values, strict=True)
    ]  # fmt: skip
    plan, rows = build({"i": (LESS, figures, [])}, tiltak=[Tiltak("t", "t", moves=["i"])])
    found = rusfelt.evaluate_plan(plan, rows, evaluators=())
    assert found.tiltak[0].verdict == "improving"
    assert found.tiltak[0].series == (("i", "030108", ""),)
    shown = {each.key[1:]: (str(each.verdict), each.primary) for each in found.series}
    assert shown == {
        ("0301", ""): ("worsening", False),
        ("030108", ""): ("improving", True),
        ("030108", "sex=F"): ("worsening", False),
    }


def test_what_counts_the_activity_is_shown_and_not_rolled_up(build: Any) -> None:
    """`measured_by` carries no verdict."""
    tiltak = [Tiltak("t", "t", moves=["g"], measured_by=["b"])]
    plan, rows = build({"g": GOOD, "b": BAD}, tiltak=tiltak)
    found = rusfelt.evaluate_plan(plan, rows, evaluators=())
    assert found.tiltak[0].verdict == "improving"
    assert [each.primary for each in found.series] == [True, False]


@pytest.mark.parametrize("state", ["planned", "ongoing", "completed", "dropped"])
@pytest.mark.parametrize("kinds", ["good", "bad", ""])
def test_the_work_done_stands_beside_the_verdict_and_never_in_it(
    one: Any, kinds: str, state: str
) -> None:
    """Completed does not mean it helped, and dropped does not mean it did not."""
    report = rusfelt.Progress(state, "2020-03-01", reason="r")
    with_it, without = one(kinds, progress=[report]), one(kinds)
    assert (with_it.verdict, with_it.code) == (without.verdict, without.code)
    assert (with_it.progress, with_it.progress_date) == (state, "2020-03-01")
    assert without.progress is None


def test_the_last_report_known_on_the_day_is_the_one_shown(build: Any) -> None:
    """Nothing reported later is seen."""
    progress = [
        rusfelt.Progress("ongoing", "2020-01-01"),
        rusfelt.Progress("dropped", "2022-01-01"),
    ]
    plan, rows = build({"g": GOOD}, tiltak=[Tiltak("t", "t", moves=["g"], progress=progress)])
    found = rusfelt.evaluate_plan(plan, rows, evaluators=(), as_of="2021-06-30")
    assert found.tiltak[0].progress == "ongoing"

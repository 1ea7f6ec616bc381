"""People's own scores behind the gate: an attack for each way few of them could be told of.

Each test fails when the protection its comment names is taken away.
"""

import itertools
import json
import os

import attrs
import numpy as np
import pytest
from people_reports import NEEDED, OwnChange, people, plan

import rusfelt
from rusfelt.disclosure import Policy
from rusfelt.publishing import publish
from rusfelt.publishing.columns import Declared
from rusfelt.publishing.people import people_rules, publishable_people
from rusfelt.report import html_report
from rusfelt.report.tidy import tidy_table
from rusfelt.vocabulary import Verdict

pytestmark = pytest.mark.usefixtures("drawn_once")

RELIABLE = rusfelt.Judge("reliable-change", params={"reliability": 0.8})
CLINICAL = rusfelt.Judge("clinical-change", params={"reliability": 0.8, "cutoff": 10})


def panel(scores, groups=None, *, ends=(0.0, 27.0)):
    """People's scores, each with a group; a list of scores a person."""
    count = len(scores)
    sizes = [len(each) for each in scores]
    per_series = {
        "kind": np.full(count, "score"),
        "design": np.full(count, "panel"),
        "better": np.full(count, "lower"),
    }
    if ends:
        per_series |= {"lowest": np.full(count, ends[0]), "highest": np.full(count, ends[1])}
    return rusfelt.Panel(
        np.full(count, "plager"),
        np.array([f"person-{place:03}" for place in range(count)]),
        np.array(groups or [""] * count),
        np.zeros(count, dtype=np.int64),
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        np.concatenate([np.arange(1.0, size + 1) for size in sizes]),
        np.concatenate([np.asarray(each, dtype=float) for each in scores]),
        clock="occasion",
        per_series=per_series,
    )


def published(scores, *evaluators, policy="helse5", judged_by=None, **named):
    made = plan(**({"judged_by": judged_by} if judged_by else {}))
    evaluation = rusfelt.evaluate_plan(
        made, rusfelt.Measurements.of([]), scores=panel(scores, **named), evaluators=evaluators
    )
    return publish(evaluation, policy)


def told(made, group=""):
    return next(each for each in made.to_dict()["series"] if each["group"] == group)


def row(made, name="paired-change", group=""):
    return told(made, group)["findings"][name]


def split(women, men, **named):
    """So many women and men, all with two scores."""
    return {"scores": people(women + men, **named), "groups": ["sex=F"] * women + ["sex=M"] * men}


@attrs.frozen
class Outcomes:
    """A method with one threshold for everybody, whose outcomes add up over groups."""

    spec = rusfelt.Spec(
        "own-change", "1", needs=rusfelt.Needs(points=0, kind=("score",), design=("panel",)),
        gives=(
            rusfelt.Column("category", "str", basis=("answered",)),
            rusfelt.Column("case_at_start", "bool", basis=("answered",)),
        ),
    )  # fmt: skip

    def evaluate(self, panel, /):
        return {name: each for name, each in OwnChange().evaluate(panel).items()
                if name in {"status", "reason", "category", "case_at_start"}}  # fmt: skip


class TestGroups:
    def test_women_are_not_told_of_where_that_leaves_few_men(self):
        # shown_groups: 30 people and 27 women, so the mean of three men.
        made = published(**split(27, 3))
        assert row(made)["pairs"] == 30
        assert row(made, group="sex=F") == {"status": "undefined", "reason": "suppressed"}

    def test_groups_that_are_all_large_are_all_told_of(self):
        made = published(**split(20, 15))
        assert [row(made, group=each)["pairs"] for each in ("", "sex=F", "sex=M")] == [35, 20, 15]

    def test_people_without_a_group_are_a_group(self):
        # with_rest in shown_groups.
        made = published(people(33), groups=["sex=F"] * 30 + [""] * 3)
        assert row(made, group="sex=F")["status"] == "undefined"

    def test_squares_and_bars_are_of_everyone_alone(self):
        # drawings(whole=...): everyone's less the women's would be the men's, square by square.
        made = published(**split(30, 20))
        assert told(made)["people"]["steps"]
        assert not told(made, "sex=F")["people"]["steps"]
        assert not told(made, "sex=F")["people"]["cells"]

    WORDS = ("improved", "unchanged", "deteriorated")

    def shown(self, made):
        groups = [each["group"] for each in made.to_dict()["series"]]
        found = {each: row(made, "own-change", each).get("category") for each in groups}
        return {each: {word: told["n"] for word, told in category.items()}
                for each, category in found.items() if category}  # fmt: skip

    def test_outcomes_of_the_others_cannot_be_subtracted(self):
        # the column "group" of _Sheet.table: twelve men got worse, and one woman.
        scores = [[15.0 + i % 3, 5.0 + i % 3] for i in range(14)]
        scores += [[15.0 + i % 3, 14.0 + i % 3] for i in range(26)]
        scores += [[9.0 + i % 3, 19.0 + i % 3] for i in range(13)]
        groups = ["sex=F", "sex=M"] * 20 + ["sex=F"] + ["sex=M"] * 12
        found = self.shown(published(scores, Outcomes(), groups=groups))
        for word in self.WORDS:
            known = [found[each][word] for each in ("", "sex=F", "sex=M") if each in found]
            assert known.count(None) != 1 or len(known) < 3
        women = [found["sex=F"][word] for word in self.WORDS]
        assert women.count(None) >= 2

    def cases(self, men):
        """Twenty women, half of them cases; twenty men, so many; none of the outcomes is rare."""
        at = [place % 2 == 0 for place in range(20)] + [place < men for place in range(20)]
        scores = [[(16.0 if case else 8.0) + place % 2] for place, case in enumerate(at)]
        for place, each in enumerate(scores):
            each.append(each[0] + (-7.0, 0.0, 7.0)[place % 20 // 2 % 3])
        made = published(scores, Outcomes(), groups=["sex=F"] * 20 + ["sex=M"] * 20)
        return {each: row(made, "own-change", each).get("case_at_start") for each in ("", "sex=F")}

    def test_a_yes_or_no_of_one_group_is_not_shown_where_another_s_is_of_few(self):
        # _others: 28 of all less 10 women are the men, of whom two are no cases.
        assert self.cases(men=10)["sex=F"]["n"] == 10
        assert self.cases(men=18)[""]["n"] == 28
        assert self.cases(men=18)["sex=F"] is None

    def test_outcomes_by_a_group_s_own_spread_are_not_shown_beside_everyone_s(self):
        # _adding: fifteen of all are better, and sixteen of women and men.
        scores = [[15.0, 5.0]] * 12 + [[15.0, 14.0]] * 20 + [[10.0, 20.0]] * 12
        scores = [[a + i % 3, b + i % 2] for i, (a, b) in enumerate(scores)]
        groups = ["sex=M"] * 2 + ["sex=F"] * 20 + ["sex=M"] * 22
        made = published(scores, RELIABLE, groups=groups)
        assert row(made, "reliable-change")["category"]["improved"]["n"] == 15
        for group in ("sex=F", "sex=M"):
            category = row(made, "reliable-change", group)["category"]
            assert {each["n"] for each in category.values()} == {None}

    def test_no_two_means_differ_by_few_people(self):
        """Everyone, groups and occasions at random; every sum and difference a reader can make."""
        for seed in range(30 if os.environ.get("RUSFELT_SOAK") else 3):
            rng = np.random.default_rng(seed)
            size = int(rng.integers(25, 90))
            scores = [rng.integers(0, 28, int(rng.integers(1, 5))).astype(float).tolist()
                      for _ in range(size)]  # fmt: skip
            groups = rng.choice(["sex=F", "sex=M", "sex=X", ""], size, p=[0.5, 0.3, 0.1, 0.1])
            made = published(scores, RELIABLE, CLINICAL, groups=groups.tolist())
            sizes = {each["group"]: sizes_of(each) for each in made.to_dict()["series"]}
            everyone = sizes.pop("")
            assert all(a == b or abs(a - b) >= 10 for a, b in itertools.combinations(everyone, 2))
            groups_told = [each for several in sizes.values() for each in several]
            assert all(len(several) <= 1 for several in sizes.values())
            for count in range(1, len(groups_told) + 1):
                for some in itertools.combinations(groups_told, count):
                    assert all(each == sum(some) or abs(each - sum(some)) >= 10 for each in everyone
                               if count in {1, len(groups_told)})  # fmt: skip


def sizes_of(series):
    """How many people every mean of a series is of."""
    found = set()
    for each in series["findings"].values():
        found |= {
            each[name] for name in ("pairs", "answered", "n") if isinstance(each.get(name), int)
        }
        found |= {part["of"] for part in each.values() if isinstance(part, dict) and "mean" in part}
    return found | {each["people"] for each in series["people"]["course"]}


class TestDropouts:
    @pytest.mark.parametrize("gone", [1, 4])
    def test_nothing_tells_how_many_few_are_gone(self, gone):
        # HiddenCounts.who, and _BOUNDS with it.
        made = published(people(40, gone=gone), RELIABLE)
        assert {row(made)[each] for each in ("started", "dropped", "unscored")} == {None}
        assert {
            row(made)[each] for each in ("bound_low", "no_change", "worst_decision", "stable")
        } == {None}
        assert row(made, "reliable-change")["people"] is None
        assert row(made, "reliable-change")["why_not"] == {}
        assert 40 not in sizes_of(told(made))

    def test_a_report_does_not_say_that_few_are_gone(self):
        # view_people: of how many; people_tables: the note on few.
        page = html_report(published(people(40, gone=3), RELIABLE))
        assert "Noen få falt fra" not in page
        assert "av 37 personer har et svar" not in page

    def test_methods_that_answer_for_a_few_less_are_left_out(self):
        # published_row: 39 of 40 would be one person without an answer.
        scores = [[each, None] if place == 0 else [each, later]
                  for place, (each, later) in enumerate(people(41))]  # fmt: skip
        scores[0] = scores[0][:1]
        made = published(scores, "livskvalitet-profile", RELIABLE)
        assert row(made)["pairs"] == 40
        assert 41 not in sizes_of(told(made))

    def test_the_first_occasion_is_not_drawn_beside_pairs_that_are_a_few_less(self):
        # Sizes.take in drawings.
        made = published(people(40, gone=4))
        assert [each["people"] for each in told(made)["people"]["course"]] == [36]

    def test_that_nobody_is_gone_is_told(self):
        assert row(published(people(40)))["dropped"] == 0


class TestFew:
    @pytest.mark.parametrize("pairs", [4, 9])
    def test_a_mean_with_its_spread_is_of_ten_at_least(self, pairs):
        # FEWEST_PAIRS: on a scale of 0 to 10 a sixth of all fives follow from mean and spread.
        made = published(people(pairs))
        assert row(made) == {"status": "undefined", "reason": "suppressed"}
        assert told(made)["verdict"] == str(Verdict.CANNOT_DECIDE)
        assert told(made)["p"] is None
        assert not told(made)["people"]["course"]

    def test_everybody_s_same_score_is_nobody_s_mean(self):
        # _alike.
        made = published([[10.0, 4.0]] * 20)
        assert row(made) == {"status": "undefined", "reason": "suppressed"}

    def test_a_number_that_is_the_same_for_everybody_is_not_told(self):
        # _OWN: rolled up, it stands as if it were a parameter.
        found = row(published(people(40), "fit-signals"), "fit-signals")
        assert found["status"] == "ok"
        assert "change" in found
        assert "sessions" not in found

    def test_with_a_larger_minimum_bars_are_put_together(self):
        # _steps.
        made = published(people(40), policy="acro10")
        assert [each["people"] for each in told(made)["people"]["steps"]]
        assert min(each["people"] for each in told(made)["people"]["steps"]) >= 10

    def test_where_few_stand_no_square_is_drawn(self):
        # _cells: hatched squares would say that one to four stand there.
        for count in (25, 40, 60):
            drawn = told(published(people(count)))["people"]
            assert all(each["people"] >= 5 for each in drawn["cells"])
            assert drawn["withheld"] == 0 or drawn["withheld"] > 5

    def test_ends_of_a_scale_nobody_knows_are_not_taken_from_the_scores(self):
        # _scaled.
        scores = [[each[0], each[1]] for each in people(39)] + [[20.0, 997.0]]
        made = published(scores, ends=None)
        assert (told(made)["people"]["lowest"], told(made)["people"]["highest"]) == (None, None)
        assert not told(made)["people"]["cells"]


class TestOutcomes:
    SCORES = tuple(
        [15.0 + place % 3, 5.0 + place % 2] if place < 12
        else [15.0 + place % 3, 14.0 + place % 4] if place < 38
        else [8.0 + place % 2, 20.0]
        for place in range(40)
    )  # fmt: skip

    def outcomes(self, made, name="reliable-change"):
        return {word: each["n"] for word, each in row(made, name)["category"].items()}

    def test_few_who_got_worse_cannot_be_reckoned(self):
        found = self.outcomes(published(self.SCORES, RELIABLE))
        assert found["deteriorated"] is None
        assert [*found.values()].count(None) >= 2

    def test_two_methods_do_not_tell_on_each_other(self):
        # _joint.
        made = published(self.SCORES, RELIABLE, CLINICAL)
        one, other = self.outcomes(made), self.outcomes(made, "clinical-change")
        known = {word: one.get(word) for word in ("improved", "unchanged", "deteriorated")}
        if known["unchanged"] is None:
            known["unchanged"] = other["unchanged"]
        if known["improved"] is None and None not in (other["recovered"], other["improved"]):
            known["improved"] = other["recovered"] + other["improved"]
        assert [*known.values()].count(None) >= 2

    def test_a_verdict_made_of_hidden_counts_is_withheld_with_its_p(self):
        # publishable_people: the sign test's p and the counts are one and the same.
        made = published(self.SCORES, judged_by=[RELIABLE])
        assert told(made)["reason"] == "suppressed"
        assert told(made)["p"] is None
        assert "improving" not in told(made)["verdict"]

    def test_a_yes_or_no_does_not_stand_beside_hidden_outcomes(self):
        # strict: it may be one of them under another name.
        scores = [[15.0 + place % 3, 5.0 + place % 3] for place in range(20)]
        scores += [[8.0 + place % 2, 8.0 + place % 3] for place in range(20)]
        found = row(published(scores, Outcomes()), "own-change")
        assert [each["n"] for each in found["category"].values()].count(None) >= 1
        assert "case_at_start" not in found

    def test_a_verdict_by_a_method_that_declares_nothing_is_withheld(self):
        # publishable_people: its p stands in the reason whatever becomes of its columns.
        scores = [
            [15.0 + place % 3, 15.0 + place % 3 + (-9, 0, 9)[place // 14]] for place in range(42)
        ]
        evaluation = rusfelt.evaluate_plan(
            plan(judged_by=[RELIABLE]), rusfelt.Measurements.of([]), scores=panel(scores)
        )
        [series] = evaluation.series
        rule = people_rules([series], rusfelt.disclosure.PROFILES["helse5"])[series.key]
        spec = next(each for each in evaluation.ran.values() if each.name == "reliable-change")
        declared = {"reliable-change": Declared(spec, frozenset({"category"}))}
        assert publishable_people(series, rule)[0].reason == series.reason != "suppressed"
        assert publishable_people(series, rule, declared)[0].reason == "suppressed"

    def test_bands_of_a_profile_are_outcomes(self):
        # BANDS: two people of forty are low.
        scores = [[float(2 if place < 2 else 6 + place % 3), float(6 + place % 4)][::-1]
                  for place in range(40)]  # fmt: skip
        made = published(scores, "livskvalitet-profile", ends=(0.0, 10.0))
        found = row(made, "livskvalitet-profile")
        assert found["n"] == 40
        assert found["low_n"] is None
        assert found["low_share"] is None
        assert [found[f"{each}_n"] for each in ("low", "middle", "high")].count(None) >= 2

    def test_hidden_outcomes_stand_as_hidden_in_every_document(self):
        # people_tables and tidy_findings.
        made = published(self.SCORES, RELIABLE)
        assert '<td class="number">:</td>' in html_report(made).replace("'", '"') or (
            ">:</td>" in html_report(made)
        )
        [hidden] = {each["n"] for each in tidy_table("people", made).records()
                    if each["word"] == "deteriorated"}  # fmt: skip
        assert hidden == ":"


@attrs.frozen
class Talker:
    """Another package's method for people that says too much."""

    basis: tuple[str, ...] = ()

    @property
    def spec(self):
        return rusfelt.Spec(
            "talker", "1", needs=rusfelt.Needs(points=0, kind=("score",), design=("panel",)),
            rows="indicator", scope="panel",
            gives=(rusfelt.Column("n", "int64", basis=("n",)), rusfelt.Column("worst", basis=self.basis)),
        )  # fmt: skip

    def evaluate(self, panel, /):
        return {
            "status": np.array(["ok"]), "reason": np.array([f"worst {panel.y.max() + 0.5678}"]),
            "n": np.array([int((panel.sizes > 1).sum())]), "worst": np.array([panel.y.max() + 0.1234]),
        }  # fmt: skip


class TestOtherPackages:
    def test_a_column_that_names_no_counts_is_left_out(self):
        made = published(people(40, gone=3), Talker())
        assert "worst" not in row(made, "talker")
        assert any(each.why == "undeclared-column" for each in made.hidden)

    def test_a_column_that_rests_on_a_hidden_count_is_left_out(self):
        # _declared.
        assert "worst" not in row(published(people(40, gone=3), Talker(("dropped",))), "talker")

    def test_a_column_that_rests_on_shown_counts_stands(self):
        assert row(published(people(40), Talker(("n",))), "talker")["worst"] > 0

    def test_a_reason_of_its_own_making_is_not_repeated(self):
        # _declared: a word nobody declared may be about somebody.
        made = published(people(40), Talker(("n",)))
        assert ".5678" not in json.dumps(made.to_dict())

    def test_numbers_it_gives_each_person_are_left_out(self):
        made = published(people(60, gone=12), OwnChange())
        assert "moved" not in row(made, "own-change")
        assert NEEDED not in row(made, "own-change").values()


def test_nothing_raw_is_left_in_what_a_writer_is_given():
    """Writers of other packages get the value itself."""
    made = published(people(40, gone=3))
    [series] = made.evaluation.series
    assert series.case.people["dropped"] is None
    assert made.evaluation.asked is None


def test_a_looser_policy_s_minimum_is_not_used_for_means():
    assert row(published(people(9), policy=Policy(3)))["status"] == "undefined"

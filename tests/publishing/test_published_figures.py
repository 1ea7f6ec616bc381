"""Figures behind the gate: an attack for each way a hidden count could be read elsewhere.

Each test fails when the protection it names in its comment is taken away.
"""

import json

import pytest

import rusfelt
from rusfelt import errors
from rusfelt.disclosure import Policy
from rusfelt.publishing import publish

LOOSE = Policy(5, minimum_denominator=10)


def indicator(name="antall", **named):
    return rusfelt.Indicator(name, name, **({"kind": "count", "better": "lower"} | named))


def figure(value=None, unit="", sex="", period="2020", name="antall", **named):
    return rusfelt.Measurement(
        name, unit, group=f"sex={sex}" if sex else "", period=period, value=value, **named
    )


def published(rows, *indicators, policy=LOOSE, area="0301", **named):
    plan = rusfelt.Plan("p", "Plan", area=area, indicators=list(indicators or [indicator()]))
    evaluation = rusfelt.evaluate_plan(plan, rusfelt.Measurements.of(rows))
    return publish(evaluation, policy, **named).to_dict()


def points(told, name="antall"):
    return [
        (each["unit"], each["group"].removeprefix("sex="), point)
        for each in told["series"]
        if each["indicator"] == name
        for point in each["points"]
    ]


def values(told, name="antall", period="2020"):
    return {
        (unit, sex): point["value"]
        for unit, sex, point in points(told, name)
        if point["period"] == period
    }


class TestCountsThatFollow:
    def test_a_group_without_a_row_is_protected_like_one_with_a_row(self):
        # with_rest: 30 less 27 women are three men, whom no row is about.
        shown = values(published([figure(30), figure(27, sex="F")]))
        assert None in shown.values()

    def test_several_missing_parts_are_one_group_and_protected_together(self):
        # _Cube.gather.
        rows = [figure(30), *(figure(13, unit=each) for each in ("030101", "030102"))]
        rows += [figure(9, unit=each, period="2019") for each in ("030103", "030104")]
        assert None in values(published(rows)).values()

    def test_a_missing_total_that_others_give_protects_its_parts(self):
        # _Cube.fill_one for totals: all women are 60 - 30, so the women of one district follow.
        rows = [
            figure(60), figure(30, sex="M"),
            *(figure(n, unit=f"03010{at}", sex="F") for at, n in enumerate((3, 13, 14))),
            *(figure(10, unit=f"03010{at}", sex="M") for at in range(3)),
        ]  # fmt: skip
        shown = values(published(rows))
        women = [shown["03010" + each, "F"] for each in "012"]
        assert women.count(None) >= 2 or shown["0301", ""] is None or shown["0301", "M"] is None

    @pytest.mark.parametrize("area", ["0301", "Oslo"])
    def test_districts_are_parts_of_the_area_though_another_year_does_not_add_up(self, area):
        # levels_of_places: guessing from the figures gives up where one year has unknown places.
        one, other = ("030101", "030102") if area.isdigit() else ("Frogner", "Sagene")
        rows = [figure(100), figure(3, unit=one), figure(97, unit=other)]
        rows += [
            figure(100, period="2021"), figure(40, unit=one, period="2021"),
            figure(50, unit=other, period="2021"),
        ]  # fmt: skip
        shown = values(published(rows, area=area))
        assert shown[one, ""] is None
        assert None in {shown[other, ""], shown[area, ""]}

    def test_a_year_less_three_quarters_is_the_first(self):
        # levels_of_periods: parts that do not fill their year.
        rows = [figure(47), *(figure(15, period=f"2020-Q{each}") for each in (2, 3, 4))]
        told = [point["value"] for _, _, point in points(published(rows))]
        assert None in told

    def test_people_who_are_there_all_year_are_no_sum_of_months(self):
        # _ADDING: otherwise 20 less 18 present in March would be two people.
        rows = [figure(20), figure(18, period="2020-03")]
        shown = published(rows, indicator(counts="persons-present"))
        assert [point["value"] for _, _, point in points(shown)] == [20, 18]

    def test_a_figure_told_twice_is_hidden_twice(self):
        # _Cell.rows: the second telling of what protects another would give it away.
        rows = [figure(11), figure(2, sex="F"), figure(9, sex="M")]
        told = published([*rows, *rows[1:]])
        assert [p["value"] for _, sex, p in points(told) if sex] == [None, None]

    def test_what_a_restated_figure_said_first_is_protected_too(self):
        # the table "as first told".
        first = [figure(12), figure(3, sex="F"), figure(9, sex="M")]
        later = [figure(20), figure(10, sex="F"), figure(10, sex="M")]
        told = published([*first, *later])
        assert all(p["value"] is None for _, sex, p in points(told) if sex)

    def test_a_bound_is_hidden_like_the_count_it_is_of(self):
        # unknown(): 12 less 9 is three, whatever "below 5" says.
        rows = [figure(12), figure(5, sex="F", bound="<"), figure(9, sex="M")]
        told = published(rows)
        assert None in {values(told)["0301", ""], values(told)["0301", "M"]}
        assert not any(point["bound"] for _, _, point in points(told))

    def test_an_indicator_of_no_declared_kind_is_taken_to_count(self):
        told = published([figure(2)], indicator(kind=None))
        assert values(told) == {("0301", ""): None}

    def test_zero_women_follow_from_men_who_are_all_and_are_protected(self):
        # _Cube.fill_one with nobody left.
        rows = [figure(20), figure(20, sex="M"), figure(8, sex="F", period="2019")]
        assert None in values(published(rows)).values()


class TestShares:
    SHARE = indicator("andel", kind="coverage")

    def share(self, x, n, **named):
        return figure(None, name="andel", numerator=x, denominator=n, **named)

    def test_those_not_counted_add_up_too(self):
        # the column "(part)": of 58 five are not counted, so of 38 in one district no more are.
        rows = [self.share(53, 58, sex="F"), self.share(35, 38, unit="030102", sex="F"),
                self.share(4, 4, unit="030103", sex="F")]  # fmt: skip
        told = {
            unit: (point["numerator"], point["denominator"])
            for unit, _, point in points(published(rows, self.SHARE), "andel")
        }
        assert told["0301"] == (None, None) or told["0301"][0] is None

    def test_hidden_shares_of_one_indicator_all_lose_their_denominator_or_none_does(self):
        # _beside: the one without would be the small one.
        rows = [self.share(20, 50), self.share(3, 6, sex="F"), self.share(17, 44, sex="M")]
        told = [p for _, _, p in points(published(rows, self.SHARE), "andel") if p["value"] is None]
        assert len(told) > 1
        assert {point["denominator"] for point in told} == {None}

    def test_a_count_that_another_share_is_out_of_is_hidden_there_too(self):
        # together(): the denominators are the counts of the other indicator.
        people = {"": 43, "F": 3, "M": 20, "X": 20}
        counts = [figure(n, sex=sex) for sex, n in people.items()]
        shares = [self.share(12, 20, sex=sex) for sex in ("M", "X")]
        told = published([*counts, *shares], indicator(counts="new-persons"), self.SHARE)
        known = values(told)
        for _, sex, point in points(told, "andel"):
            known["0301", sex] = known["0301", sex] or point["denominator"]
        assert known["0301", ""] is None or None in {known["0301", "M"], known["0301", "X"]}

    def test_a_share_with_its_standard_error_says_how_many_it_is_of(self):
        # _share: 25 % with this error is two of eight.
        row = figure(25.0, name="andel", se=100 * (0.25 * 0.75 / 8) ** 0.5)
        assert values(published([row], self.SHARE), "andel") == {("0301", ""): None}

    def test_a_share_alone_holds_no_count(self):
        row = figure(12.5, name="andel")
        assert values(published([row], self.SHARE), "andel") == {("0301", ""): 12.5}

    def test_more_than_all_is_no_mistake_of_the_gate(self):
        told = published([self.share(31, 30)], self.SHARE)
        assert len(points(told, "andel")) == 1

    def test_a_mean_of_few_is_hidden_with_its_number(self):
        # number_of_people.
        row = figure(13.37, name="snitt", denominator=7, se=1.0)
        told = published([row], indicator("snitt", kind="score"))
        assert [(p["value"], p["denominator"]) for _, _, p in points(told, "snitt")] == [
            (None, None)
        ]

    def test_a_cell_hidden_by_its_source_keeps_no_small_denominator(self):
        row = figure(None, name="andel", state="suppressed", denominator=6)
        assert [p["denominator"] for *_, p in points(published([row], self.SHARE), "andel")] == [
            None
        ]

    def test_an_empty_cell_keeps_no_small_denominator(self):
        # _without_few.
        row = figure(None, name="andel", state="missing", denominator=3)
        assert [p["denominator"] for *_, p in points(published([row], self.SHARE), "andel")] == [
            None
        ]


class TestWords:
    ROWS = (
        figure(11),
        figure(2, sex="F", note="Av 11 var to kvinner"),
        figure(9, sex="M", note="Ni menn, i alt 9", source="Rapport 2020"),
    )

    def points(self):
        plan = rusfelt.Plan("p", "Plan", area="0301", indicators=[indicator()])
        made = publish(rusfelt.evaluate_plan(plan, rusfelt.Measurements.of(self.ROWS)), LOOSE)
        return [point for each in made.evaluation.series for point in each.case.figures.points]

    def test_notes_do_not_repeat_a_number_that_protects_another(self):
        # without_numbers: nine is no small count, and tells that two are hidden.
        assert values(published(self.ROWS))["0301", "M"] is None
        assert "[:] menn, i alt [:]" in {each.note for each in self.points()}

    def test_a_source_keeps_its_year(self):
        assert "Rapport 2020" in {each.source for each in self.points()}

    def test_what_is_hidden_is_told_alike_for_small_cells_and_for_those_that_protect_them(self):
        hidden = [
            {name: each[name] for name in ("what", "why", "detail")}
            for each in published(self.ROWS)["publication"]["hidden"]
            if each["what"] == "figure"
        ]
        assert len(hidden) >= 2
        assert all(each == hidden[0] for each in hidden)


class TestTheDoor:
    def test_a_policy_that_rounds_is_refused_in_plain_words(self):
        with pytest.raises(errors.DomainError, match="round"):
            published([figure(30)], policy=Policy(5, rounding=3))

    def test_figures_that_everyone_knows_are_shown_with_what_follows_from_them(self):
        rows = [figure(11), figure(2, sex="F"), figure(9, sex="M")]
        assert None not in values(published(rows, public=rows)).values()

    def test_verdicts_of_an_earlier_internal_evaluation_are_not_told(self):
        rows = [figure(30, period=str(year)) for year in range(2015, 2021)]
        plan = rusfelt.Plan("p", "Plan", area="0301", indicators=[indicator()])
        evaluation = rusfelt.evaluate_plan(plan, rusfelt.Measurements.of(rows))
        earlier = json.loads(json.dumps(publish(evaluation, internal=True).to_dict()))
        told = publish(evaluation, LOOSE, previous=earlier).to_dict()["changes"]["verdicts"]
        assert {each["then"] for each in told["series"]} == {"not-shown"}

    @pytest.mark.parametrize("name", ["ssb3", "helse5", "acro10"])
    def test_nothing_below_a_profile_s_minimum_is_printed(self, name):
        minimum = rusfelt.disclosure.PROFILES[name].minimum
        rows = [figure(n, unit=f"0301{n:02}") for n in range(1, 13)]
        rows += [figure(sum(range(1, 13)))]
        shown = [each for each in values(published(rows, policy=name)).values() if each is not None]
        assert all(each >= minimum for each in shown)
        assert shown

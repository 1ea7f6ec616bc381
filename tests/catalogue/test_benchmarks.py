"""Published figures of a population beside people's scores."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest

import rusfelt
from rusfelt import DomainError, Instrument, Norm, Panel, UnknownNameError

NUMBERS = ("mean", "low", "middle", "high", "n")


def national(people: int = 2) -> Panel:
    """Answers to the national indicators, all 7."""
    items = rusfelt.load_instrument("ssb_lk").item_ids
    return rusfelt.score("ssb_lk", {each: np.full(people, 7.0) for each in items})


def told(panel: Panel) -> dict[str, tuple[Any, ...]]:
    """What stands beside each indicator's last part: the text and the numbers, nan as None."""
    found = {}
    for row, name in enumerate(panel.indicator.tolist()):
        numbers = [float(panel.per_series[f"benchmark_{each}"][row]) for each in NUMBERS]
        plain = (None if np.isnan(each) else each for each in numbers)
        found[name.rpartition(".")[2]] = (str(panel.per_series["benchmark"][row]), *plain)
    return found


def test_everyone_is_held_against_all_adults_of_the_latest_year() -> None:
    """Statistics Norway's page of 2023: 25.6, 51.8 and 22.6 per cent, mean 6.8."""
    found = told(rusfelt.with_benchmarks(national()))
    assert found["liv"] == ("hele befolkningen 2023", 6.8, 25.6, 51.8, 22.6, None)
    assert found["okonomi"] == ("hele befolkningen 2023", 6.2, 36.4, 41.3, 22.3, None)
    assert found["mening"] == ("", None, None, None, None, None)
    assert sum(text != "" for text, *_ in found.values()) == 6


@pytest.mark.parametrize(
    ("population", "year", "expected"),
    [
        ("disabled", 2023, ("arbeidsuføre 2023", 5.3, 55.2, 34.2, 10.6, 1237)),
        ("arbeidsuføre", None, ("arbeidsuføre 2023", 5.3, 55.2, 34.2, 10.6, 1237)),
        ("unemployed", 2022, ("arbeidsledige 2022", 5.4, 54.9, 32.0, 13.1, 267)),
        ("arbeidsledige", 2023, ("arbeidsledige 2023", 5.0, 55.9, 33.3, 10.8, 351)),
        ("all adults", 2022, ("hele befolkningen 2022", 6.7, 28.4, 49.4, 22.2, None)),
    ],
)
def test_a_population_goes_by_its_sources_word_or_an_english_one(
    population: str, year: int | None, expected: tuple[Any, ...]
) -> None:
    assert told(rusfelt.with_benchmarks(national(), population, year))["liv"] == expected


def test_the_scores_and_their_columns_stay_as_they_were() -> None:
    """Only the columns of benchmarks are new, one value a series."""
    panel = national(3)
    more = rusfelt.with_benchmarks(panel)
    new = {"benchmark", *(f"benchmark_{each}" for each in NUMBERS)}
    assert set(more.per_series) - set(panel.per_series) == new
    assert more.only(series=panel.per_series.keys(), point=panel.per_point.keys()) == panel
    assert (more.per_series["benchmark_mean"][:3] == 6.8).all()


def test_asking_again_puts_the_new_population_in_the_old_ones_place() -> None:
    panel = rusfelt.with_benchmarks(rusfelt.with_benchmarks(national()), "disabled")
    assert told(panel)["liv"][0] == "arbeidsuføre 2023"
    assert told(panel)["okonomi"][0] == ""


def test_an_unknown_population_is_answered_with_those_there_are() -> None:
    with pytest.raises(UnknownNameError, match="arbeidsledige"):
        rusfelt.with_benchmarks(national(), "arbeidsledig")
    with pytest.raises(UnknownNameError, match="all adults"):
        rusfelt.with_benchmarks(national(), "xyz")


def test_a_year_without_a_survey_is_answered_with_those_there_are() -> None:
    with pytest.raises(DomainError, match="2022, 2023"):
        rusfelt.with_benchmarks(national(), "disabled", 2021)
    with pytest.raises(DomainError):
        rusfelt.with_benchmarks(national(), year=2022.5)  # type: ignore[arg-type]


def test_a_population_that_only_other_scales_have_is_refused() -> None:
    """Nobody gets a panel that looks compared and is not."""
    panel = national()
    health = panel.take(panel.indicator == "ssb_lk.fysisk_helse")
    with pytest.raises(UnknownNameError, match="hele befolkningen"):
        rusfelt.with_benchmarks(health, "disabled")
    answers = panel.take(panel.indicator == "ssb_lk.mening")
    with pytest.raises(DomainError, match="Nothing is published"):
        rusfelt.with_benchmarks(answers)


def test_indicators_of_another_name_are_known_by_their_scale() -> None:
    """As score(indicator=…) calls them."""
    items = rusfelt.load_instrument("ssb_lk").item_ids
    answers = {each: np.array([7.0]) for each in items}
    panel = rusfelt.score("ssb_lk", answers, indicator="spring")
    assert told(rusfelt.with_benchmarks(panel, "disabled"))["liv"][1] == 5.3


def test_a_panel_that_does_not_say_its_instrument_is_told_so() -> None:
    panel = Panel(["liv"], ["a"], [""], [0], [0, 1], [1], [7], clock="occasion")
    with pytest.raises(DomainError, match="instrument="):
        rusfelt.with_benchmarks(panel)
    found = rusfelt.with_benchmarks(panel, instrument=rusfelt.load_instrument("ssb_lk"))
    assert told(found)["liv"][1] == 6.8


def test_an_instrument_of_ones_own_brings_its_own_norms() -> None:
    """Of one scale, without a year, and without bands."""
    norms = [Norm("the clinic", "the clinic's own file", mean=18.5, n=900)]
    own = attrs.evolve(rusfelt.load_instrument("phq9"), id="own", norms=norms)
    items = {f"phq9_{each}": [1.0] for each in own.item_ids}
    panel = rusfelt.score("phq9", items)
    found = told(rusfelt.with_benchmarks(panel, "the clinic", instrument=own))
    assert found == {"phq9": ("the clinic", 18.5, None, None, None, 900)}
    with pytest.raises(DomainError, match="Leave the year out"):
        rusfelt.with_benchmarks(panel, "the clinic", 2020, instrument=own)


def test_sources_that_disagree_are_not_chosen_between() -> None:
    def with_means(*means: float) -> Instrument:
        norms = [Norm("all", f"source {mean}", mean=mean) for mean in means]
        return attrs.evolve(rusfelt.load_instrument("cantril"), norms=norms)

    panel = Panel(["cantril"], ["a"], [""], [0], [0, 1], [1], [7], clock="occasion")
    with pytest.raises(DomainError, match=r"source 6\.5; source 7\.5"):
        rusfelt.with_benchmarks(panel, "all", instrument=with_means(6.5, 7.5))
    found = rusfelt.with_benchmarks(panel, "all", instrument=with_means(6.5, 6.5))
    assert told(found)["cantril"][1] == 6.5


def test_nobody_has_benchmarks_of_nobody() -> None:
    """A panel without series is a panel without series."""
    empty = national().take([])
    assert len(rusfelt.with_benchmarks(empty, "disabled", 2023)) == 0

"""People's own scores on the screen: a mean, how many it is of, and never one person."""

from __future__ import annotations

import pytest
from people_reports import evaluated, people

from rusfelt.cli._evaluation_screen import evaluation_text
from rusfelt.language import LANGUAGES, number, words


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_series_of_people_shows_its_means_and_its_denominators(language):
    """First and later mean, and how many of those who began they are of."""
    found = evaluated(people(60, gone=4))
    row = found.series[0].findings["paired-change"]
    first, last = (number(row[name], language) for name in ("mean_pre", "mean_post"))
    told = words(language)["screen"]["people-change"]
    text = " ".join(evaluation_text(found, language, file=True).split())
    for part in told.format(first=first, last=last, pairs=56, started=60).split():
        assert part in text
    assert f"{first} → {last}" in text


def test_fewer_than_five_people_are_counted_and_nothing_more():
    """A mean of so few would be about each of them."""
    found = evaluated([[21.0, 7.0], [19.0, 8.0], [15.0], [14.0], [11.0]])
    text = " ".join(evaluation_text(found, "nb", file=True).split())
    assert "2 av 5" in text
    assert "→" not in text
    assert "7,5" not in text

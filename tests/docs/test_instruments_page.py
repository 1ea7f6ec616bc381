"""The page of instruments says of each what its file says."""

from __future__ import annotations

from pathlib import Path

import pytest

from rusfelt.catalogue.instrument_loader import instrument_ids, load_instrument
from rusfelt.vocabulary import Role

_PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "instruments.md").read_text("utf-8")
_ROWS = {
    line.split("|")[1].strip().strip("`"): [cell.strip() for cell in line.split("|")[1:-1]]
    for line in _PAGE.split("## Where sources disagree")[0].splitlines()
    if line.startswith("| `")
}


def test_every_shipped_instrument_has_one_row_and_nothing_else_has():
    """A file that is added or taken away is told on the page."""
    assert tuple(sorted(_ROWS)) == instrument_ids()


@pytest.mark.parametrize("name", instrument_ids())
def test_a_row_says_what_the_file_says(name):
    """Scales, range, direction, thresholds and licence."""
    shipped = load_instrument(name)
    _, _, scales, ranges, better, _, thresholds, licence = _ROWS[name]
    several = len(shipped.scales) > 1
    assert scales == (str(len(shipped.scales)) if several else shipped.scales[0].id)
    ends = dict.fromkeys("{:g} to {:g}".format(*each.bounds) for each in shipped.scales)
    assert ranges == "; ".join(ends)
    process = " (process)" if shipped.role is Role.PROCESS else ""
    assert better == f"{shipped.better}{process}"
    assert int(thresholds) == len(shipped.thresholds)
    assert licence == shipped.licence


@pytest.mark.parametrize("name", instrument_ids())
def test_a_row_says_how_much_may_be_missing(name):
    """ "none" only where every answer is needed."""
    shipped = load_instrument(name)
    put_together = [each for each in shipped.scales if each.method != "item"]
    rules = [shipped.missing_rule_of(each) for each in put_together]
    most = max((rule.at_most for rule in rules if rule), default=0)
    told = _ROWS[name][5]
    if not put_together:
        assert told == "single answers"
    elif most == 0:
        assert told == "none"
    else:
        assert str(most) in told.split()


def test_what_does_not_ship_is_told_with_its_reason():
    """Nobody looks in vain for one of the forty-five that were looked at."""
    part = _PAGE.split("## What does not ship")[1].split("## ")[0]
    left_out = [line for line in part.splitlines() if line.startswith("| ") and "`" in line]
    named = {line.split("(`")[1].split("`)")[0] for line in left_out}
    assert named == {"qol10", "dudit_e", "kvarus", "gas", "urine"}
    assert not named & set(instrument_ids())
    assert len(named) + len(instrument_ids()) == 45

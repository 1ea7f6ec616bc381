"""Areas: which city a district lies in, and which country, and where their figures stand."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from rusfelt import Panel
from rusfelt.geography import places
from rusfelt.typing import Array, Bools, Integers, Strings

__all__ = ["Figures", "References", "references"]

_COUNTRY = "0"
_DISTRICT = "district"
_ABOVE = ("country", "county")


class References(NamedTuple):
    """What each series is held against: codes (empty for none), and whether the country holds it."""

    city: Strings
    country: Strings
    country_holds_it: Bools


class Figures:
    """Where the figures of a panel stand, by indicator, group, time and unit.

    Attributes:
        wave: for each series a number for its indicator, group and the time of its last wave;
            series with one number were asked the same of the same grade at the same time.
    """

    def __init__(self, panel: Panel) -> None:
        last = panel.offsets[1:] - 1
        owner = np.repeat(np.arange(len(panel)), panel.sizes)
        asked = _number(_codes(panel.indicator), _codes(panel.group))
        when = _codes(panel.t)
        number = _number(asked[owner], when)
        self.wave: Integers = number[last]
        self._names, unit = np.unique(panel.unit, return_inverse=True)
        stored = number * len(self._names) + unit.reshape(-1)[owner]
        # Two stretches with a figure of the same time: the later stretch stands.
        self._order = np.lexsort((panel.part[owner], stored))
        self._stored = stored[self._order]

    def points_of(self, unit: Strings) -> Integers:
        """The point of another unit's figure of the same wave; -1 where there is none.

        Args:
            unit: for each series, the unit looked for; empty for none.
        """
        names = self._names
        code = np.minimum(np.searchsorted(names, unit), len(names) - 1)
        known = (names[code] == unit) & (unit != "")
        asked = self.wave * len(names) + code
        place = np.searchsorted(self._stored, asked, side="right") - 1
        there = known & (place >= 0) & (self._stored[np.maximum(place, 0)] == asked)
        return np.where(there, self._order[np.maximum(place, 0)], -1).astype(np.int64)


def references(
    panel: Panel, figures: Figures, city: str, country: str, *, country_holds_city: bool
) -> References:
    """The city and the country of every series.

    Args:
        panel: the series.
        figures: where its figures stand.
        city: the city all other units lie in; empty for the one each district lies in.
        country: the country's code; empty for Norway. There the country without the
            city comes before the whole country, wherever the panel has it for that series.
        country_holds_city: whether the country told of has the city among its own figures.
    """
    names, which = np.unique(panel.unit, return_inverse=True)
    which = which.reshape(-1)
    told = [_level_and_city(name) for name in names.tolist()]
    if city:
        none = np.isin(names, ["", city, country]) | [level in _ABOVE for level, _ in told]
        over = np.where(none, "", city)
    else:
        over = np.array(
            [parent if level == _DISTRICT else "" for level, parent in told], dtype=np.str_
        )
    rest = over[which]
    if country:
        above = np.where(np.isin(names, ["", country]), "", country)
        return References(rest, above[which], np.full(len(panel), country_holds_city))
    below = [level in {_DISTRICT, "municipality"} for level, _ in told]
    above = np.where(np.array(below, dtype=np.bool_), _COUNTRY, "")[which]
    # The country without the city where there is a figure of it, else the whole country.
    home = np.where(rest == "", panel.unit, rest)
    other = np.where(above == "", "", np.char.add(f"{_COUNTRY}-", home))
    there = figures.points_of(other) >= 0
    return References(rest, np.where(there, other, above), ~there)


def _codes(column: Array) -> Integers:
    return np.unique(column, return_inverse=True)[1].reshape(-1).astype(np.int64)


def _number(first: Integers, second: Integers) -> Integers:
    """A number for each pair."""
    return _codes(first * (int(second.max(initial=0)) + 1) + second)


def _level_and_city(code: str) -> tuple[str, str]:
    """The level of a place, and where it lies; nothing where it is none."""
    known = places().get(code)
    return ("", "") if known is None else (known.level, known.parent)

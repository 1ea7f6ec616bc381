"""Areas: which city a district lies in, and which country, and where their figures stand."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from rusfelt import Panel
from rusfelt.typing import Array, Bools, Integers, Strings

__all__ = ["Figures", "References", "references"]

# The catalogue's codes: the country, and the country without Oslo.
_COUNTRY = "0"
_DISTRICTS = ("district", "district-without-council", "unknown-district")
_ABOVE = ("country", "part-of-country", "county")


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
        city: the city all other units lie in; empty to ask the catalogue of places.
        country: the country's code; empty to take the catalogue's. There the country without the
            city comes before the whole country, wherever the panel has it for that series.
        country_holds_city: whether the country told of has the city among its own figures.
    """
    names, which = np.unique(panel.unit, return_inverse=True)
    which = which.reshape(-1)
    places = [_places().get(name, ("", "")) for name in names.tolist()]
    if city:
        none = np.isin(names, ["", city, country]) | [level in _ABOVE for level, _ in places]
        over = np.where(none, "", city)
    else:
        over = np.array(
            [parent if level in _DISTRICTS else "" for level, parent in places], dtype=np.str_
        )
    rest = over[which]
    if country:
        above = np.where(np.isin(names, ["", country]), "", country)
        return References(rest, above[which], np.full(len(panel), country_holds_city))
    below = [level in {*_DISTRICTS, "municipality"} for level, _ in places]
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


@cache
def _places() -> dict[str, tuple[str, str]]:
    """The level of each listed place, and where it lies."""
    from rusfelt.catalogue import places  # noqa: PLC0415 - reads a file

    return {each.code: (each.level, each.parent) for each in places()}

"""Whether a printed share can be a whole number of people."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from rusfelt import Column, Kind, Needs, Panel, Spec
from rusfelt.typing import Array
from rusfelt_brukerplan._rows import based, by_row, explained, numbers, owners
from rusfelt_brukerplan.whole_numbers import MOST_DECIMALS, possible_counts, unusable

__all__ = ["BrukerplanWholeNumber"]

_REASONS = {
    "impossible": {
        "en": "No whole number of people gives a share as printed: the share, or how many it is "
        "of, is not what it is said to be.",
        "nb": "Ikke noe helt antall personer gir en andel som den trykte: andelen, eller hvor "
        "mange den er av, er ikke det den oppgis å være.",
        "nn": "Ikkje noko heilt tal på personar gir ein del som den trykte: delen, eller kor "
        "mange han er av, er ikkje det han er oppgitt å vere.",
    },
    "not-a-share": {
        "en": "A share is outside its range, or how many it is of is no whole number of people.",
        "nb": "En andel er utenfor området sitt, eller det den er av, er ikke et helt antall "
        "personer.",
        "nn": "Ein del er utanfor området sitt, eller det han er av, er ikkje eit heilt tal på "
        "personar.",
    },
    "more-decimals": {
        "en": "A share has more decimals than were said to be printed.",
        "nb": "En andel har flere desimaler enn det ble oppgitt at som er trykt.",
        "nn": "Ein del har fleire desimalar enn det vart oppgitt at er trykte.",
    },
}
_SPEC = Spec(
    "brukerplan-whole-number",
    "1",
    needs=Needs(points=1, point=("n",), wants=("factor",), kind=(Kind.COVERAGE,)),
    gives=(
        *based(
            (
                Column(
                    "count_low",
                    unit="people",
                    shape="point",
                    doc="The fewest people the share can be; a half rounded up or to even will do.",
                ),
                Column(
                    "count_high",
                    unit="people",
                    shape="point",
                    doc="The most people the share can be; a half rounded up or to even will do.",
                ),
                Column(
                    "half_way",
                    "bool",
                    shape="point",
                    doc="The fewest or the most is printed so only by the way a half is rounded.",
                ),
                Column(
                    "impossible", "int64", doc="How many shares no whole number of people gives."
                ),
            ),
            "y",
            "n",
        ),
    ),
    reasons=_REASONS,
    invariances={"time-shift": ("count_low", "count_high", "half_way", "impossible")},
)


@attrs.frozen
class BrukerplanWholeNumber:
    """The people behind printed shares: every count that rounds to what was printed.

    Both ways of rounding a half, up and to even, are accepted. A series with a share that no whole
    number of people gives is undefined with that reason; its other shares keep their counts. What
    is checked is the value printed, in the indicator's unit, against ``n``.

    Attributes:
        decimals: how many decimals were printed.
    """

    decimals: int = attrs.field(
        default=0,
        validator=[
            attrs.validators.instance_of(int),
            attrs.validators.ge(0),
            attrs.validators.le(MOST_DECIMALS),
        ],
    )

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The possible counts of every share."""
        n = numbers(panel.per_point["n"])
        told = panel.per_series.get("factor")
        each = np.full(len(panel), 100.0) if told is None else numbers(told)
        factor = each[owners(panel)]
        factors, people, outside, finer = (
            bad for bad, *_ in unusable(panel.y, n, factor, self.decimals)
        )
        misread = factors | people | outside
        fine = ~(misread | finer)
        found = possible_counts(panel.y[fine], n[fine], decimals=self.decimals, factor=factor[fine])
        low, high = np.full(len(n), np.nan), np.full(len(n), np.nan)
        half_way, none = np.zeros(len(n), dtype=np.bool_), np.zeros(len(n), dtype=np.bool_)
        low[fine] = np.where(found.possible, found.low, np.nan)
        high[fine] = np.where(found.possible, found.high, np.nan)
        half_way[fine], none[fine] = found.half_way, ~found.possible
        whys = (
            (by_row(panel, misread), "not-a-share"),
            (by_row(panel, finer), "more-decimals"),
            (by_row(panel, none), "impossible"),
        )
        return {
            **explained(len(panel), whys),
            "count_low": low,
            "count_high": high,
            "half_way": half_way,
            "impossible": np.bincount(owners(panel)[none], minlength=len(panel)).astype(np.int64),
        }

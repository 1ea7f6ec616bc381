"""Each wave's share, how sure it is, and how many answered."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from rusfelt import Column, Needs, Panel, Spec
from rusfelt.typing import Array, Floats, Strings
from rusfelt.vocabulary import Clock, Design, Kind
from rusfelt_ungdata._waves import (
    ACCOUNTED,
    CLUSTERS,
    INTERVAL,
    NOT_ACCOUNTED,
    REASONS,
    SHARE,
    WANTS,
    first_reasons,
    statuses,
    waves,
)
from rusfelt_ungdata.effective import wilson

__all__ = ["UngdataShare"]

_UNKNOWN = ("undefined",)


def _columns(*, shape: str) -> tuple[Column, ...]:
    """What is said of a wave: of each of them by point, of the last by row."""
    last, of = ("last_", "the last wave") if shape == "row" else ("", "the wave")

    def number(name: str, unit: str, doc: str, *basis: str, known: bool = False) -> Column:
        may_be = () if known else _UNKNOWN
        return Column(last + name, unit=unit, shape=shape, doc=doc, basis=basis, may_be=may_be)

    return (
        number(
            "percent", "per cent", f"The share of those who answered in {of}.", *SHARE,
            known=True,
        ),
        number(
            "low", "per cent",
            "Lower end of its interval; undefined where nobody said how many answered.", *INTERVAL,
        ),
        number("high", "per cent", "Upper end, likewise.", *INTERVAL),
        number(
            "respondents", "pupils", "How many answered; undefined where nobody said.", "n"
        ),
        number(
            "effective", "pupils",
            "What they are worth with the design effect; the interval is of these.", "n", "deff",
        ),
        number(
            "response_rate", "per cent",
            "How many of those asked answered; undefined where nobody said.", "response_rate",
        ),
        Column(
            f"{last}response",
            "str",
            shape=shape,
            doc="missing (no rate among the figures; those of a plan have it in their notes at "
            "most), impossible (no share from 0 to 1), undeclared "
            "(nobody said how low it may be), below or reached.",
            basis=("response_rate",),
        ),
        Column(f"{last}clusters", "str", shape=shape, doc=CLUSTERS, basis=("deff",)),
    )  # fmt: skip


_SPEC = Spec(
    "ungdata-share",
    "1",
    needs=Needs(
        points=1,
        wants=(*WANTS, "response_rate"),
        kind=(Kind.COVERAGE,),
        design=(Design.CROSS_SECTION,),
        clock=(Clock.PERIOD,),
    ),
    gives=(
        *_columns(shape="point"),
        *_columns(shape="row"),
        Column(
            "flagged",
            "int64",
            unit="waves",
            doc="Waves whose response rate is missing, impossible or below the lowest declared.",
            basis=("response_rate",),
        ),
    ),
    reasons=REASONS,
    references=("doi:10.1080/01621459.1927.10502953", "Kish (1965), Survey Sampling"),
    invariances={
        "time-shift": tuple(
            column.name for column in (*_columns(shape="point"), *_columns(shape="row"))
        )
    },
)


@attrs.frozen
class UngdataShare:
    """The share of each wave with Wilson's interval, and the response rate beside it.

    The interval is of chance alone, among pupils who might as well have been asked. It knows
    nothing of those who did not answer; that is what the response rate is for.

    A series with an impossible wave has no answer at all. A wave without the number of answers
    has its share and no interval.

    Attributes:
        confidence: of each wave's interval.
        lowest_response: the response rate, from 0 to 1, below which a wave is flagged. There is
            no default: whoever uses the figures decides how low is too low. Unsaid, a known rate
            is shown and called ``undeclared``.
    """

    confidence: float = attrs.field(
        default=0.95, validator=[attrs.validators.gt(0), attrs.validators.lt(1)]
    )
    lowest_response: float | None = attrs.field(
        default=None,
        validator=attrs.validators.optional([attrs.validators.ge(0), attrs.validators.le(1)]),
    )

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The share of every wave."""
        found = waves(panel)
        reason = first_reasons(panel, found.reason)
        whole = np.repeat(reason == "", panel.sizes)
        share = np.where(whole, found.share, np.nan)
        low, high = wilson(share, found.effective, self.confidence)
        told = panel.per_point.get("response_rate")
        rate = np.full(len(share), np.nan)
        if told is not None and told.dtype.kind in "iuf":
            rate = np.asarray(told.astype(np.float64))
        word = self._response(rate)
        sure = (rate >= 0) & (rate <= 1)
        flag = np.isin(word, ["missing", "impossible", "below"])
        owner = np.repeat(np.arange(len(panel)), panel.sizes)
        points = {
            "percent": 100 * share,
            "low": 100 * low,
            "high": 100 * high,
            "respondents": np.where(whole, found.n, np.nan),
            "effective": np.where(whole, found.effective, np.nan),
            "response_rate": np.where(whole & sure, 100 * np.where(sure, rate, 0.0), np.nan),
            "response": word,
            "clusters": np.where(np.isnan(found.deff), NOT_ACCOUNTED, ACCOUNTED),
        }
        last = panel.offsets[1:] - 1
        return {
            **points,
            **{f"last_{name}": values[last] for name, values in points.items()},
            "flagged": np.bincount(owner[flag], minlength=len(panel)).astype(np.int64),
            **statuses(reason),
        }

    def _response(self, rate: Floats) -> Strings:
        lowest = self.lowest_response
        low = rate < (np.nan if lowest is None else lowest)
        return np.select(
            [
                np.isnan(rate),
                ~((rate >= 0) & (rate <= 1)),
                np.full(rate.shape, lowest is None),
                low,
            ],
            ["missing", "impossible", "undeclared", "below"],
            default="reached",
        )

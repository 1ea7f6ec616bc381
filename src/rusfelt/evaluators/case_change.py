"""Case change: how one person's measurements after a start differ from those before it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs
import numpy as np

from rusfelt.domain import _convert as to
from rusfelt.evaluator import Column, Needs, Spec
from rusfelt.evaluators._columns import Answer, series_column
from rusfelt.evaluators._people import directions, refuse_process
from rusfelt.panel import Block, Panel
from rusfelt.typing import Array, Bools, Floats, Strings
from rusfelt.vocabulary import Design

__all__ = ["CaseChange"]

_METHODS = ("complete", "parker", "tarlow")
# The three of the six models that compare the phases and not one phase with itself.
_MODELS = ("A vs. B - Trend A", "A vs. B + Trend B", "A vs. B + Trend B - Trend A")
_SCALES = ("ratio", "proportion", "percentage")
_WHOLE = {"ratio": np.inf, "proportion": 1.0, "percentage": 100.0}


def _ends(name: str, what: str, *may_be: str) -> tuple[Column, ...]:
    return tuple(
        Column(f"{name}_{end}", doc=f"{word} end of {what} 95 % interval.", may_be=may_be)
        for end, word in (("low", "Lower"), ("high", "Upper"))
    )


# Only the order of the values counts.
_ORDER = (
    "n_a",
    "n_b",
    "nap",
    "nap_se",
    "nap_low",
    "nap_high",
    "tau",
    "tau_se",
    "tau_low",
    "tau_high",
    "tau_u",
    "tau_u_se",
    "tau_u_low",
    "tau_u_high",
    "tau_u_variant",
    "pnd",
    "pand",
    "ird",
)

_SPEC = Spec(
    "case-change",
    "1",
    needs=Needs(
        points=0,
        # Of new people every time nobody can be said to have changed.
        design=(Design.PANEL,),
        wants=("design", "better", "role", "start", "intervention"),
    ),
    gives=(
        Column("n_a", "int64", doc="Measurements before the start."),
        Column("n_b", "int64", doc="Measurements from the start on."),
        Column("nap", doc="Share of pairs, one of before and one of after, that improve."),
        Column(
            "nap_se",
            doc="Its standard error; nan where the measurements are too few for one.",
            may_be=("undefined",),
        ),
        *_ends("nap", "its"),
        Column("tau", doc="Improving less worsening pairs as a share of all: 2·nap - 1."),
        Column("tau_se", doc="Its standard error; nan with that of nap.", may_be=("undefined",)),
        *_ends("tau", "its"),
        Column(
            "tau_u",
            doc="The same with trends inside phases counted in; nan with fewer than two in a phase "
            "whose trend it takes, and where all are alike.",
            may_be=("undefined",),
        ),
        Column(
            "tau_u_se",
            doc="Its standard error, from its null; nan where tau_u is, and where it tells nothing.",
            may_be=("undefined",),
        ),
        *_ends("tau_u", "its", "undefined"),
        Column("tau_u_variant", "str", doc="Which Tau-U: whose denominator, and which model."),
        Column("pnd", doc="Share of measurements after that beat the best of before."),
        Column("pem", doc="Share of measurements after that beat the median of before."),
        Column("pand", doc="Share of all that can stay when overlap is taken away sparingly."),
        Column("ird", doc="Improvement rate difference, robust."),
        Column(
            "lrr",
            doc="Logarithm of the ratio of means; above 0 is better. nan where lrr_reason says why.",
            may_be=("undefined",),
        ),
        Column(
            "lrr_se",
            doc="Its standard error; nan also where neither phase varies.",
            may_be=("undefined",),
        ),
        *_ends("lrr", "its", "undefined"),
        Column(
            "lrr_reason", "str", doc="Why there is no ratio: no-scale, outside-scale, no-logarithm."
        ),
    ),
    references=(
        "doi:10.1016/j.beth.2008.10.006",
        "doi:10.1016/j.beth.2010.08.006",
        "doi:10.1080/23311908.2018.1518687",
        "doi:10.1177/074193258700800206",
        "doi:10.1177/0145445504272974",
        "doi:10.1177/0145445511399147",
        "doi:10.1177/001440290907500201",
        "doi:10.1016/j.jsp.2018.02.003",
    ),
    invariances={
        "shift": _ORDER,
        "scale": _ORDER,
    },
)


@attrs.frozen
class CaseChange:
    """How one person's measurements from a start on differ from those before it.

    A measurement at the start belongs to after. The indices look at order, except the log
    response ratio; each is turned so that more is better whichever way the score is better. They
    tell before from after and not why: whatever else happened then is in them too, and a person
    already on the way up is on the way up in all of them but Tau-U, which counts a trend in only
    weakly. Standard errors and intervals take measurements as independent of each other, which
    those of one person seldom are: then both are too small.

    Args:
        start: when the tiltak began, as the panel counts time; unsaid, the column ``start``, else
            ``intervention``, of each series.
        tau_u_method: ``complete``, ``parker`` or ``tarlow``: whose Tau-U, as
            :func:`~rusfelt.stats.single_case.tau_u.tau_u` tells them apart.
        tau_u_model: ``A vs. B - Trend A``, the one most often meant, ``A vs. B + Trend B`` or
            ``A vs. B + Trend B - Trend A``.
        scale: of what the log response ratio is of: ``ratio`` for counts, minutes and the like,
            which have a true zero, ``proportion`` (0 to 1) or ``percentage``. Unsaid, it is not
            given: twice a score means nothing where its zero is arbitrary.
    """

    start: float | None = attrs.field(default=None, converter=attrs.converters.optional(to.number))
    tau_u_method: Literal["complete", "parker", "tarlow"] = attrs.field(
        default="complete", validator=attrs.validators.in_(_METHODS)
    )
    tau_u_model: str = attrs.field(
        default="A vs. B - Trend A", validator=attrs.validators.in_(_MODELS)
    )
    scale: Literal["ratio", "proportion", "percentage"] | None = attrs.field(
        default=None, validator=attrs.validators.optional(attrs.validators.in_(_SCALES))
    )

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The indices of every series."""
        answer = Answer(panel, _SPEC.gives)
        start = self._starts(panel)
        asked = ~refuse_process(panel, answer) & (panel.sizes > 0) & ~np.isnan(start)
        answer.undefined(np.flatnonzero(panel.sizes == 0), "no-data")
        answer.undefined(np.flatnonzero(np.isnan(start)), "no-start")
        sign = directions(panel, answer)
        asked &= ~np.isnan(sign)
        for block in panel.by_length():
            before = block.t < start[block.rows][:, None]
            n_a = before.sum(axis=1)
            none, every = n_a == 0, n_a == before.shape[1]
            answer.undefined(block.rows[none], "no-baseline-points")
            answer.undefined(block.rows[every], "no-points-after")
            fine = asked[block.rows] & ~none & ~every
            if fine.any():
                self._put(answer, block, fine, before[fine], sign)
        return answer.columns

    def _starts(self, panel: Panel) -> Floats:
        """When each series' tiltak began; ``nan`` where nobody said."""
        if self.start is not None:
            return np.full(len(panel), self.start)
        told = np.full(len(panel), np.nan)
        for name in ("intervention", "start"):
            column = series_column(panel, name, np.nan)
            if column.dtype.kind in "fi":
                told = np.where(np.isnan(column), told, column)
        return told

    def _put(self, answer: Answer, block: Block, fine: Bools, before: Bools, sign: Floats) -> None:
        # Imported here, since they load scipy.
        from rusfelt.stats.single_case.nap import nap  # noqa: PLC0415
        from rusfelt.stats.single_case.nonoverlap import ird, pand, pem, pnd  # noqa: PLC0415
        from rusfelt.stats.single_case.tau import tau  # noqa: PLC0415
        from rusfelt.stats.single_case.tau_u import TAU_U_MODELS, tau_u  # noqa: PLC0415

        rows = block.rows[fine]
        better = np.where(sign[rows] > 0, "higher", "lower")
        a, b = _phases(block.y[fine], before)
        model = TAU_U_MODELS.index(self.tau_u_model)
        pairs, plain = nap(a, b, better=better), tau(a, b, better=better)
        trended = tau_u(a, b, better=better, method=self.tau_u_method)
        answer.put(
            rows,
            {
                "n_a": pairs.n_a,
                "n_b": pairs.n_b,
                "nap": pairs.value,
                "nap_se": pairs.se,
                "nap_low": pairs.low,
                "nap_high": pairs.high,
                "tau": plain.value,
                "tau_se": plain.se,
                "tau_low": plain.low,
                "tau_high": plain.high,
                "tau_u": trended.tau[:, model],
                "tau_u_se": trended.se[:, model],
                "tau_u_low": trended.low[:, model],
                "tau_u_high": trended.high[:, model],
                "tau_u_variant": f"{self.tau_u_method}: {self.tau_u_model}",
                "pnd": pnd(a, b, better=better).value,
                "pem": pem(a, b, better=better).value,
                "pand": pand(a, b, better=better).value,
                "ird": ird(a, b, better=better).value,
                **self._ratio(a, b, better),
            },
        )

    def _ratio(self, a: Floats, b: Floats, better: Strings) -> dict[str, Array]:
        """The log response ratio where the figures have one, and why not elsewhere."""
        names = ("lrr", "lrr_se", "lrr_low", "lrr_high")
        found: dict[str, Array] = {name: np.full(len(a), np.nan) for name in names}
        reason = np.full(len(a), "no-scale", dtype="<U13")
        if self.scale is not None:
            from rusfelt.stats.single_case.log_response_ratio import (  # noqa: PLC0415 - likewise
                log_response_ratio,
            )

            whole = _WHOLE[self.scale]
            # A comparison with nan, which is no measurement, is false.
            outside = ((a < 0) | (a > whole)).any(axis=1) | ((b < 0) | (b > whole)).any(axis=1)
            inside = ~outside
            ratio = log_response_ratio(
                a[inside], b[inside], better=better[inside], scale=self.scale
            )
            for name, values in zip(names, ratio[:4], strict=True):
                found[name][inside] = values
            reason[outside] = "outside-scale"
            reason[inside] = np.where(np.isnan(ratio.value), "no-logarithm", "")
        return {**found, "lrr_reason": reason}


def _phases(y: Floats, before: Bools) -> tuple[Floats, Floats]:
    """Both phases of each row, as wide as the longest of each, filled up with ``nan``."""
    width = y.shape[1]
    n_a = before.sum(axis=1)
    first, last = int(n_a.max()), width - int(n_a.min())
    a = np.where(before[:, :first], y[:, :first], np.nan)
    b = np.where(before[:, width - last :], np.nan, y[:, width - last :])
    return a, b

"""Published figures of a population put beside people's scores."""

from __future__ import annotations

from collections.abc import Iterable

import attrs
import numpy as np

from rusfelt.catalogue.instrument_loader import load_instrument
from rusfelt.domain import Instrument
from rusfelt.domain import _convert as to
from rusfelt.domain.norm import Norm
from rusfelt.errors import DomainError, UnknownNameError
from rusfelt.panel import Panel
from rusfelt.typing import Array, Floats, Integers

__all__ = ["with_benchmarks"]

# Statistics Norway's populations in English, and the word in its own tables.
_ENGLISH = {
    "all adults": "hele befolkningen",
    "employed": "yrkesaktive",
    "unemployed": "arbeidsledige",
    "disabled": "arbeidsuføre",
    "retired": "pensjonister",
    "students": "studenter og elever",
    "other status": "annen status",
}
_NUMBERS = ("mean", "low", "middle", "high", "n")


def with_benchmarks(
    panel: Panel,
    population: str = "all adults",
    year: int | None = None,
    *,
    instrument: Instrument | None = None,
) -> Panel:
    """The same scores, with what is published of a population beside each indicator.

    People outside work should be held against others outside work before they are held against
    everyone: a population of mostly employed people is another population.

    Args:
        panel: scores, as :func:`rusfelt.score` gives them.
        population: as its source calls it (``arbeidsuføre``), or in English for those of
            Statistics Norway: ``all adults``, ``employed``, ``unemployed``, ``disabled``,
            ``retired``, ``students``, ``other status``.
        year: of the survey; unsaid, the latest there is of each scale.
        instrument: whose norms to take; unsaid, those of the instrument that the panel says its
            scores are of, among the ones that ship and those plugins offer.

    Returns:
        The panel with the columns ``benchmark_mean``, ``benchmark_low``, ``benchmark_middle``,
        ``benchmark_high`` (per cent of people in each band) and ``benchmark_n`` by series, ``nan``
        where nothing is published, and ``benchmark``: population and year, by which the source is
        found among the instrument's norms. Scales without a norm of that population stay without
        a benchmark.

    Raises:
        UnknownNameError: nothing is published of that population on any of the panel's scales, or
            no instrument has the name in the panel.
        DomainError: nothing of that year; the panel does not say which instrument its scores are
            of; or two sources give different figures.

    >>> from rusfelt import load_instrument, score
    >>> items = load_instrument("ssb_lk").item_ids
    >>> panel = with_benchmarks(score("ssb_lk", {each: [6, 8] for each in items}), "disabled", 2023)
    >>> panel.indicator[0], panel.per_series["benchmark_mean"][0], panel.per_series["benchmark_n"][0]
    (np.str_('ssb_lk.liv'), np.float64(5.3), np.float64(1237.0))
    """
    asked = _ENGLISH.get(population, population)
    wanted = None if year is None else to.whole(year)
    which, norms = _norms(panel, instrument)
    named = [each for found in norms for each in found if each.population == asked]
    if not named and len(panel):
        known = {each.population for found in norms for each in found}
        if not known:
            msg = "Nothing is published of any population on the panel's scales. Give the columns."
            raise DomainError(msg)
        english = {ours for ours, theirs in _ENGLISH.items() if theirs in known}
        raise UnknownNameError("population with published figures", population, known | english)
    if named and wanted is not None and not any(each.year == wanted for each in named):
        years = ", ".join(str(each) for each in sorted({each.year for each in named if each.year}))
        told = f"Choose one of: {years}." if years else "Leave the year out; its source has none."
        msg = f"Nothing is published of {population!r} for {wanted}. {told}"
        raise DomainError(msg)
    chosen = [_chosen(found, asked, wanted) for found in norms]
    columns: dict[str, Array] = {
        f"benchmark_{name}": _numbers(chosen, name)[which] for name in _NUMBERS
    }
    columns["benchmark"] = np.array([_text(each) for each in chosen], dtype=np.str_)[which]
    return attrs.evolve(panel, per_series={**panel.per_series, **columns})


def _norms(panel: Panel, instrument: Instrument | None) -> tuple[Integers, list[list[Norm]]]:
    """Which of the panel's scales each series is of, and the norms of each of these scales."""
    indicators, which = np.unique(panel.indicator, return_inverse=True)
    if instrument is not None:
        return which, [_of_scale(instrument, name) for name in indicators.tolist()]
    ids = panel.per_series.get("instrument")
    if ids is None or ids.dtype.kind != "U":
        msg = "The panel does not say which instrument its scores are of. Give instrument=."
        raise DomainError(msg)
    names, whose = np.unique(ids, return_inverse=True)
    pairs, place = np.unique(which * max(len(names), 1) + whose, return_inverse=True)
    loaded = [load_instrument(name) for name in names.tolist()]
    found = [
        _of_scale(loaded[pair % len(names)], str(indicators[pair // len(names)]))
        for pair in pairs.tolist()
    ]
    return place, found


def _of_scale(instrument: Instrument, indicator: str) -> list[Norm]:
    """Norms of the scale an indicator is named after, that say where its people stand."""
    scales = [each.id for each in instrument.scales]
    if len(scales) > 1:
        fitting = [each for each in scales if indicator == each or indicator.endswith(f".{each}")]
        scales = sorted(fitting, key=len)[-1:]
    return [
        each
        for each in instrument.norms
        if (each.scale in scales or (not each.scale and len(instrument.scales) == 1))
        and (each.mean is not None or each.low is not None)
    ]


def _chosen(norms: Iterable[Norm], population: str, year: int | None) -> Norm | None:
    """The norm asked for; the latest where no year is."""
    found = [each for each in norms if each.population == population and year in {None, each.year}]
    latest = max((each.year or 0 for each in found), default=0)
    found = [each for each in found if (each.year or 0) == latest]
    told = [[getattr(each, name) for name in _NUMBERS] for each in found]
    if any(each != told[0] for each in told[1:]):
        sources = "; ".join(each.source for each in found)
        msg = f"Sources give different figures of {population!r}: {sources}. Write one of them into a file of your own."
        raise DomainError(msg)
    return found[0] if found else None


def _numbers(norms: Iterable[Norm | None], name: str) -> Floats:
    told: list[float] = []
    for each in norms:
        value = None if each is None else getattr(each, name)
        told.append(np.nan if value is None else float(value))
    return np.array(told)


def _text(norm: Norm | None) -> str:
    if norm is None:
        return ""
    year = f" {norm.year}" if norm.year else ""
    # Short, since it stands once a series; the source is in the instrument's norms.
    return f"{norm.population}{year}"

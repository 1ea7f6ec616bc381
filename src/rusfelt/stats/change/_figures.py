"""The figures an index is made of: those given, and the sample's own for the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import as_floats, refuse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import ArrayLike

    from rusfelt.stats.change._groups import Groups
    from rusfelt.stats.change._pairs import PairMoments
    from rusfelt.typing import Bools, Floats

__all__ = ["Figures", "Given", "fitting", "given_figures", "settle", "source"]

# What a caller may give for a figure: one number, one a person, or one for each group's label.
Given: TypeAlias = "ArrayLike | Mapping[Any, float] | None"

_REMEDIES = {
    "mean": "Give a finite mean, in points of the scale.",
    "sd": "Give a standard deviation above 0: scores that do not vary show no change.",
    "correlation": "Give the correlation of the scores before and after.",
    "reliability": "Give the scale's reliability, such as 0.85; without error there is no index, "
    "and without reliability nothing is measured.",
    "threshold": "Give the published change in points, above 0 and without a sign.",
}
_KIND = {"mean_post": "mean", "sd_post": "sd", "reliability_post": "reliability"}


class Figures(NamedTuple):
    """What one index is made of, each broadcasting against the people."""

    mean: Floats
    sd: Floats
    mean_post: Floats
    sd_post: Floats
    correlation: Floats
    covariance: Floats
    reliability: Floats
    reliability_post: Floats
    unusable: Bools
    no_spread: Bools


def given_figures(
    shape: tuple[int, ...], groups: Groups | None, named: Mapping[str, Given]
) -> dict[str, Floats]:
    """The figures that were given, each held to what it must be; all problems at once."""
    found = {
        name: _one_figure(name, value, shape, groups)
        for name, value in named.items()
        if value is not None
    }
    refuse(*(_impossible(name, value) for name, value in found.items()))
    return found


def settle(given: Mapping[str, Floats], sample: PairMoments, needs: Iterable[str]) -> Figures:
    """The given figures, and the sample's for the rest; and where the sample cannot give them."""
    mean, sd, mean_post, sd_post, correlation = (
        given.get(name, getattr(sample, name))
        for name in ("mean", "sd", "mean_post", "sd_post", "correlation")
    )
    if given.keys().isdisjoint(("sd", "sd_post", "correlation")):
        covariance = sample.covariance
    else:
        with np.errstate(all="ignore"):
            covariance = np.where(sd_post == 0, 0.0, correlation * sd * sd_post)
    reliability = given.get("reliability", np.asarray(np.nan))
    wanted = set(needs).difference(given)
    none_varies = (sample.sd == 0) & ("sd" in wanted)
    if "correlation" in wanted:
        still = (sample.sd == 0) | (sample.sd_post == 0)
        none_varies = none_varies | (np.isnan(covariance) & still)
    return Figures(
        mean, sd, mean_post, sd_post, correlation, covariance,
        reliability, given.get("reliability_post", reliability),
        unusable=np.asarray((sample.n < 2) & bool(wanted)),  # noqa: PLR2004 (two people)
        no_spread=np.asarray(none_varies),
    )  # fmt: skip


def fitting(name: str, figure: Floats, shape: tuple[int, ...]) -> Floats:
    """The figure, if it broadcasts to the people without making them more."""
    try:
        fits = np.broadcast_shapes(figure.shape, shape) == shape
    except ValueError:
        fits = False
    if not fits:
        problem = Problem(
            name, f"has shape {figure.shape}, but the people have {shape}.",
            "Give one number, one for each person, or with group one for each label.",
        )  # fmt: skip
        raise DomainError(problems=[problem])
    return figure


def source(names: Iterable[str], given: Mapping[str, Floats], sample: str) -> str:
    """Where the named figures came from: given, the sample, some of each, or no such figures.

    >>> source(("sd", "sd_post"), {"sd": np.array(7.5)}, "sample")
    'mixed'
    """
    came = {"given" if name in given else sample for name in names}
    return "" if not came else came.pop() if len(came) == 1 else "mixed"


def _one_figure(name: str, value: Given, shape: tuple[int, ...], groups: Groups | None) -> Floats:
    if isinstance(value, Mapping):
        return _by_label(name, value, groups)
    return fitting(name, as_floats(name, value), shape)


def _by_label(name: str, value: Mapping[Any, float], groups: Groups | None) -> Floats:
    if groups is None:
        remedy = "Say with group which label each person has."
        raise DomainError(problems=[Problem(name, "is one figure for each label.", remedy)])
    if not groups.codes.size:
        return np.empty(groups.codes.shape)
    labels = groups.labels.tolist()
    lacking = [number for number, label in enumerate(labels) if label not in value]
    if lacking:
        row = int(np.isin(groups.codes, lacking).argmax())
        problem = Problem(
            f"group, row {row}", f"has a label for which there is no {name}.",
            f"Give {name} for each label.",
        )  # fmt: skip
        raise DomainError(problems=[problem])
    figures = as_floats(name, [value[label] for label in labels])
    if figures.shape != (len(labels),):
        problem = Problem(name, "is not one number for each label.", "Give numbers.")
        raise DomainError(problems=[problem])
    return np.asarray(figures[groups.codes])


def _impossible(name: str, value: Floats) -> list[Problem]:
    kind = _KIND.get(name, name)
    finite = np.isfinite(value)
    with np.errstate(invalid="ignore"):
        if kind == "mean":
            fact, good = "is not a finite number.", finite
        elif kind == "correlation":
            fact, good = "is not from -1 to 1.", np.abs(value) <= 1
        elif kind == "reliability":
            fact, good = "is not strictly between 0 and 1.", (value > 0) & (value < 1)
        else:
            fact, good = "is not a finite number above 0.", finite & (value > 0)
    if good.all():
        return []
    row = int(np.flatnonzero(~good)[0])
    place = f"{name}, row {row}" if value.ndim else name
    fact = f"{float(value.flat[row])!r} {fact}"
    return [Problem(place, fact, _REMEDIES[kind])]

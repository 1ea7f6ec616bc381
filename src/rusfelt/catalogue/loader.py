"""Read the shipped plans and figures, each once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from rusfelt.domain import Indicator, Measurements, Plan
from rusfelt.errors import UnknownNameError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = [
    "figure_files",
    "figures",
    "load",
    "national_figures",
    "national_indicators",
    "plan_ids",
    "plan_path",
]

# Plan → its files in figures/. The population is a table of its own: it is long, and belongs to
# the plan because the plan prints it.
_FIGURES = {
    "nordre-aker": ("nordre-aker.csv", "nordre-aker-population.csv"),
    "oslo": ("oslo.csv",),
}


@cache
def plan_ids() -> tuple[str, ...]:
    """The ids of the shipped plans, in alphabetical order.

    >>> plan_ids()
    ('nordre-aker', 'oslo')
    """
    names = (each.name for each in _folder("plans").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def plan_path(id: str) -> Traversable:  # noqa: A002 - the plan file's own word
    """The file of a shipped plan, to read or to copy and change.

    Args:
        id: one of :func:`plan_ids`.

    Returns:
        A path in the installed package; ``read_text("utf-8")`` works even where the package is
        imported from a zip file.

    Raises:
        UnknownNameError: no shipped plan has that id.

    >>> plan_path("oslo").name
    'oslo.toml'
    """
    _check(id)
    return _folder("plans") / f"{id}.toml"


@cache
def load(id: str) -> Plan:  # noqa: A002 - the plan file's own word
    """A shipped plan.

    Args:
        id: one of :func:`plan_ids`.

    Raises:
        UnknownNameError: no shipped plan has that id.

    >>> len(load("oslo").tiltak)
    36
    """
    # A reader of plan files brings cattrs along, which nobody pays for before a plan is read.
    from rusfelt.io.plan_file import read_plan  # noqa: PLC0415

    with as_file(plan_path(id)) as path:
        return read_plan(path)


@cache
def figures(id: str) -> Measurements:  # noqa: A002 - the plan file's own word
    """Every shipped figure that belongs to a plan, in one table.

    Args:
        id: one of :func:`plan_ids`.

    Returns:
        The figures the plan prints, for its own area and for the areas it compares itself with;
        no rows where it prints none.

    Raises:
        UnknownNameError: no shipped plan has that id.

    >>> len(figures("oslo"))
    2
    """
    _check(id)
    found = Measurements.of(())
    for name in _FIGURES.get(id, ()):
        found = found + _read_figures(name)
    return found


def figure_files(id: str) -> dict[str, str]:  # noqa: A002 - the plan file's own word
    """The files of a shipped plan's figures, by name; none where it prints no figure.

    Raises:
        UnknownNameError: no shipped plan has that id.

    >>> sorted(figure_files("oslo"))
    ['oslo.csv']
    """
    _check(id)
    return {name: (_folder("figures") / name).read_text("utf-8") for name in _FIGURES.get(id, ())}


@cache
def national_indicators() -> tuple[Indicator, ...]:
    """Indicators of figures for the whole country that belong to no shipped plan.

    >>> [each.id for each in national_indicators()]
    ['opptrapping-midler', 'kommuner-ikke-trappet-opp', 'bti-kommuner']
    """
    text = (_folder("indicators") / "national.toml").read_text("utf-8")
    return tuple(Indicator(**each) for each in tomllib.loads(text)["indicators"])


@cache
def national_figures() -> Measurements:
    """The figures of :func:`national_indicators`.

    >>> national_figures()[0].bound
    '<'
    """
    return _read_figures("national.csv")


def _read_figures(name: str) -> Measurements:
    from rusfelt.io.measurements import read_measurements  # noqa: PLC0415 - as in load

    with as_file(_folder("figures") / name) as path:
        return read_measurements(path)


def _check(id: str) -> None:  # noqa: A002 - the plan file's own word
    if id not in plan_ids():
        raise UnknownNameError("shipped plan", id, plan_ids())


def _folder(name: str) -> Traversable:
    return files("rusfelt.catalogue") / name
